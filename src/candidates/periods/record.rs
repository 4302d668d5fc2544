//! The periods of a person's participant record, beside those that officers recorded.

use super::{PliePeriod, PliePeriodDetails, store};
use crate::access::{Tx, WriteTx};
use crate::audit::records::POSITIVE_EXIT;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::participant_links::MergedLink;
use crate::participant_links::store::links;
use crate::values::{CandidateId, Period, PeriodSource};
use crate::{exits, findings, hours};

/// Makes the periods of the person's participant record count from now on, and officers' own no longer; without a record
/// (`None`) those count again. Returns whether anything changed. Hours of open months follow; what would alter those of
/// closed months becomes a finding, and so does a difference between both sources.
///
/// # Errors
/// `unavailable`.
pub fn follow_record(tx: &mut WriteTx<'_>, candidate: CandidateId, record: Option<&[Period]>) -> Result<bool> {
    let before = store::list(tx, candidate)?;
    let wanted = record.unwrap_or_default();
    let mut has_changed = false;
    for period in &before {
        let (is_of_record, counts) = (period.source == PeriodSource::Plie, record.is_none());
        if is_of_record && !wanted.contains(&period.period()) {
            let exits = store::delete(tx, period.id)?;
            write_audit(tx, "delete", period, exits)?;
            has_changed = true;
        } else if !is_of_record && period.counts != counts {
            let exits = store::release_exits(tx, period.id)?;
            store::set_counts(tx, period.id, counts)?;
            write_audit(tx, "update", &PliePeriod { counts, ..period.clone() }, exits)?;
            has_changed = true;
        }
    }
    let is_there =
        |wanted: &Period| before.iter().any(|period| period.source == PeriodSource::Plie && period.period() == *wanted);
    for period in wanted.iter().filter(|period| !is_there(period)) {
        let id = store::insert(tx, candidate, PliePeriodDetails { period: *period }, PeriodSource::Plie, true)?;
        let inserted = store::find(tx, id)?;
        write_audit(tx, "create", &inserted, Vec::new())?;
        has_changed = true;
    }
    if has_changed {
        exits::link_to_periods(tx, candidate, true)?;
        hours::refresh_candidate(tx, candidate)?;
    }
    note_difference(tx, candidate)?;
    Ok(has_changed)
}

/// After the records of one person were merged into another one's, with officers' own periods: those of the participant
/// record go where the link went. Returns whether a record decides now.
///
/// # Errors
/// `unavailable`.
pub fn follow_merge(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId, link: MergedLink) -> Result<bool> {
    let of_record = |period: &PliePeriod| period.source == PeriodSource::Plie;
    for period in store::list(tx, from)?.iter().filter(|period| of_record(period)) {
        match link {
            MergedLink::HandedOver => store::hand_over(tx, period.id, into)?,
            MergedLink::Kept => store::delete(tx, period.id).map(drop)?,
        }
    }
    let is_linked = is_linked(tx, into);
    for period in store::list(tx, into)?.iter().filter(|period| !of_record(period) && period.counts == is_linked) {
        store::release_exits(tx, period.id)?;
        store::set_counts(tx, period.id, !is_linked)?;
    }
    note_difference(tx, into)?;
    Ok(is_linked)
}

/// Whether the person has a participant record, whose periods count then.
pub(super) fn is_linked(tx: &mut Tx<'_>, candidate: CandidateId) -> bool {
    links::find(tx, candidate).is_ok_and(|link| link.participant_number.is_some())
}

/// Records a finding if officers' own periods, beside those of a record, are others; deletes it otherwise.
///
/// # Errors
/// `unavailable`.
pub(super) fn note_difference(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    let (of_record, own): (Vec<_>, Vec<_>) =
        store::list(tx, candidate)?.into_iter().partition(|period| period.source == PeriodSource::Plie);
    let days = |periods: &[PliePeriod]| periods.iter().map(PliePeriod::period).collect::<Vec<_>>();
    let is_set_aside = own.iter().any(|period| !period.counts);
    findings::update_plie_periods(tx, candidate, is_set_aside && days(&of_record) != days(&own))
}

/// Writes the event of a period, and of the exits that end it no longer.
fn write_audit(tx: &mut WriteTx<'_>, action: &'static str, period: &PliePeriod, exits: Vec<i64>) -> Result<()> {
    let event = Event::new(action, "plie_period", period.id.0)
        .with("candidate_id", period.candidate_id)
        .with("from", period.from)
        .with("to", period.to)
        .with("source", period.source)
        .with("counts", period.counts)
        .wrote(&POSITIVE_EXIT, exits);
    audit::record(tx, &event)
}
