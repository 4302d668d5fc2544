//! Use cases of withdrawals: the rules by which the nouns withdraw their records, and the list.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::value::to_raw_value;

use super::{Dependents, Record, Withdrawal, WithdrawalFilter, Withdrawn, store};
use crate::access::{Caller, ReadWithdrawals, Tx, WriteTx, officers_matter};
use crate::audit::records::WITHDRAWAL;
use crate::audit::{self, Event};
use crate::error::{AppError, InTheWay, ProblemCode, Result};
use crate::values::{CandidateId, ExpectedVersions, FreeText, Place, RecordKind, Sector};

/// Runs the work of a withdrawal. If the record is gone because it was withdrawn at one of the `expected` versions, as the
/// caller could see, the request was sent again: nothing is left to do.
///
/// # Errors
/// Those of the work.
pub fn once(
    tx: &mut WriteTx<'_>,
    record: Record,
    expected: &ExpectedVersions,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<()>,
) -> Result<()> {
    match work(tx) {
        Err(error) if error.code == ProblemCode::NotFound && error.existing_id.is_none() => {
            let withdrawn = store::withdrawn_version(tx, record)?;
            if withdrawn.is_some_and(|version| expected.contains(version)) { Ok(()) } else { Err(error) }
        }
        outcome => outcome,
    }
}

/// What rests on a record, as far as the caller sees it.
///
/// # Errors
/// `unavailable`.
pub fn dependents(tx: &mut Tx<'_>, record: Record) -> Result<Dependents> {
    store::dependents(tx, record)
}

/// Refuses to withdraw a record on which another one rests. The caller has locked the record for deletion.
///
/// # Errors
/// `record_in_use`.
pub fn refuse_in_use(tx: &mut WriteTx<'_>, record: Record) -> Result<()> {
    let dependents = store::dependents(tx, record)?;
    if dependents.is_empty() { Ok(()) } else { Err(in_use(&dependents)?) }
}

fn in_use(dependents: &Dependents) -> Result<AppError> {
    let labels: Vec<&str> = dependents.items.iter().take(5).map(|one| one.label.as_str()).collect();
    let others = match (labels.as_slice(), dependents.others || dependents.items.len() > labels.len()) {
        ([], _) => "des enregistrements que vous ne voyez pas",
        (_, true) => " ; et d’autres enregistrements",
        (_, false) => "",
    };
    let detail = format!("Ce retrait est impossible ; sur cette fiche reposent : {}{others}.", labels.join(" ; "));
    let json = to_raw_value(&dependents.items).map_err(AppError::internal)?;
    Ok(AppError::new(ProblemCode::RecordInUse).with_detail(detail).with_in_the_way(InTheWay::Dependents(json)))
}

/// Checks that the caller sees all of a record's sectors.
///
/// # Errors
/// `forbidden`.
pub fn must_see(tx: &Tx<'_>, sectors: impl IntoIterator<Item = Sector>) -> Result<()> {
    let scope = tx.scope();
    if sectors.into_iter().all(|sector| scope.sees(sector)) {
        return Ok(());
    }
    if !scope.is_officer() {
        return Err(officers_matter());
    }
    let detail = "Cette fiche concerne aussi un secteur que vous ne suivez pas : demandez le retrait à quelqu’un qui voit tous \
                  les siens.";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

/// Notes that a record was withdrawn, with an audit event that keeps the whole of it. The noun has deleted it.
///
/// # Errors
/// `internal` if the record cannot be serialised.
pub fn note(
    tx: &mut WriteTx<'_>,
    withdrawn: &Withdrawn<'_>,
    event: Event,
    whole: &impl Serialize,
    reason: &FreeText,
) -> Result<()> {
    let id = store::insert(tx, withdrawn)?;
    let whole = serde_json::to_value(whole).map_err(AppError::internal)?;
    let event = event.personal("withdrawn_record", Some(&whole), &serde_json::Value::Null).wrote(&WITHDRAWAL, [id.0]);
    audit::record(tx, &event.because(Some(reason.to_string())))
}

/// The event of a withdrawal.
pub fn event(record: Record) -> Event {
    Event::new("withdraw", record.kind().as_str(), record.id())
}

/// The withdrawals of what the caller could see, in the order of their ids or of change, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadWithdrawals>,
    filter: &WithdrawalFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<Withdrawal>> {
    caller.read(|tx| store::list(tx, filter, place, rows))
}

/// The withdrawals of a person's referrals and employments which the caller could see, in the order of the events.
///
/// # Errors
/// `internal` when a stored event cannot be parsed.
pub fn of_person_in(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<(RecordKind, audit::PastEvent)>> {
    let mut withdrawn = Vec::new();
    for kind in [RecordKind::Referral, RecordKind::Employment] {
        let events = audit::events_about(tx, person, "withdraw", kind.as_str())?;
        let ids: Vec<i64> = events.iter().map(|(id, _)| *id).collect();
        let seen: HashSet<i64> = store::seen(tx, kind, &ids)?;
        withdrawn.extend(events.into_iter().filter(|(id, _)| seen.contains(id)).map(|(_, event)| (kind, event)));
    }
    Ok(withdrawn)
}
