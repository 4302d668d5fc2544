//! Use cases of PLIE periods.

use chrono::NaiveDate;

use super::{PliePeriod, PliePeriodDetails, record, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEligibility, ReadEligibility, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::candidates::store as candidates;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::exits;
use crate::hours;
use crate::values::{CandidateId, ExpectedVersions, PeriodId, PeriodSource, before_birth, unusual_age};

/// Records a period during which the PLIE accompanies a person.
///
/// # Errors
/// `not_found` if the person is unknown; `before_birth`; `invalid_period`; `overlapping_periods`; `exit_already_counted` if two
/// recorded exits would end the period.
pub fn create(
    caller: &Caller<EditEligibility>,
    candidate: CandidateId,
    details: PliePeriodDetails,
) -> Result<Idempotent<PliePeriod>> {
    caller.create(|tx| {
        let birth = candidates::lock(tx, candidate)?;
        refuse_before_birth(birth, details)?;
        validate(tx, candidate, None, details)?;
        let counts = !record::is_linked(tx, candidate);
        let id = store::insert(tx, candidate, details, PeriodSource::Officer, counts)?;
        after_change(tx, "create", id, birth)
    })
}

/// Changes a period if its version is one of those `expected`. `change` makes the new details from the current period.
///
/// # Errors
/// `not_found`, `precondition_failed`, `invalid_period`, `overlapping_periods`, `in_use` if the positive exit that
/// ends the period would fall outside of it, and those of `change`.
pub fn update(
    caller: &Caller<EditEligibility>,
    id: PeriodId,
    expected: &ExpectedVersions,
    change: impl Fn(&PliePeriod) -> Result<PliePeriodDetails>,
) -> Result<PliePeriod> {
    let period = caller.write(|tx| {
        let candidate = store::find(tx, id)?.candidate_id;
        let birth = candidates::lock(tx, candidate)?;
        let before = store::find(tx, id)?;
        let version = expected.require(before.version)?;
        if before.source == PeriodSource::Plie {
            return Err(of_the_record());
        }
        let details = change(&before)?;
        if details.period.from != before.from {
            refuse_before_birth(birth, details)?;
        }
        validate(tx, candidate, Some(id), details)?;
        store::update(tx, id, version, details)?;
        refuse_exit_outside(tx, id, details)?;
        after_change(tx, "update", id, birth)
    })?;
    caller.log_read("plie_period", period.candidate_id)?;
    Ok(period)
}

/// Returns a period.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadEligibility>, id: PeriodId) -> Result<PliePeriod> {
    let period = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("plie_period", period.candidate_id)?;
    Ok(period)
}

/// Lists a person's periods, in order of time.
///
/// # Errors
/// `not_found` if the person is unknown.
pub fn list(caller: &Caller<ReadEligibility>, candidate: CandidateId) -> Result<Vec<PliePeriod>> {
    let periods = caller.snapshot(|tx| {
        candidates::exists(tx, candidate)?;
        store::list(tx, candidate)
    })?;
    caller.log_read("plie_periods", candidate)?;
    Ok(periods)
}

/// A person's periods, in order of time.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<PliePeriod>> {
    store::list(tx, candidate)
}

fn after_change(tx: &mut WriteTx<'_>, action: &'static str, id: PeriodId, birth: NaiveDate) -> Result<PliePeriod> {
    let period = store::find(tx, id)?;
    let event = Event::new(action, "plie_period", id.0)
        .with("candidate_id", period.candidate_id)
        .with("from", period.from)
        .with("to", period.to);
    audit::record(tx, &event)?;
    exits::link_to_periods(tx, period.candidate_id, false)?;
    hours::refresh_candidate(tx, period.candidate_id)?;
    record::note_difference(tx, period.candidate_id)?;
    let warnings = unusual_age(birth, period.from).into_iter().collect();
    Ok(PliePeriod { warnings, ..period })
}

/// What is corrected in the record and not here.
fn of_the_record() -> AppError {
    let detail = "Cette période vient du dossier du PLIE : c’est là qu’elle se corrige. Pour en tenir une autre, \
                  enregistrez-la à côté.";
    FieldError::new("/from", ProblemCode::ImmutableField).with_detail(detail).into()
}

fn refuse_before_birth(birth: NaiveDate, details: PliePeriodDetails) -> Result<()> {
    before_birth("/from", birth, details.period.from).map_or(Ok(()), |error| Err(error.into()))
}

fn validate(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    id: Option<PeriodId>,
    details: PliePeriodDetails,
) -> Result<()> {
    if !details.period.is_ordered() {
        return Err(FieldError::new("/to", ProblemCode::InvalidPeriod).into());
    }
    let own = |other: &PliePeriod| other.source == PeriodSource::Officer && Some(other.id) != id;
    let others = store::list(tx, candidate)?.into_iter().filter(own);
    match others.into_iter().find(|other| other.period().overlaps(&details.period)) {
        Some(other) => {
            Err(AppError::from(FieldError::new("/from", ProblemCode::OverlappingPeriods)).with_existing_id(other.id.0))
        }
        None => Ok(()),
    }
}

fn refuse_exit_outside(tx: &mut WriteTx<'_>, id: PeriodId, details: PliePeriodDetails) -> Result<()> {
    match store::exit_of(tx, id)? {
        Some((exit, met_on)) if !details.period.contains(met_on) => {
            let detail = "La période porte une sortie positive : elle doit contenir le jour où celle-ci est acquise.";
            let refusal = AppError::new(ProblemCode::InUse).with_detail(detail);
            Err(refusal.with_existing_id_if_seen(exit, exits::find(tx, exit))?)
        }
        _ => Ok(()),
    }
}
