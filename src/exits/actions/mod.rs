//! Use cases of positive exits.

mod named;

use chrono::NaiveDate;

pub use self::named::{page, show_named};
use super::{ExitDetails, ExitFilter, PositiveExit, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditExits, ReadExits, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::participant_links;
use crate::values::{CandidateId, ExpectedVersions, OrganisationId, PeriodId, PositiveExitId, before_birth};

/// Records a positive exit; it ends the PLIE period that contains `met_on`.
///
/// # Errors
/// `unknown_candidate`, `unknown_organisation`, `wrong_role`, `date_in_future`, `before_birth`, `invalid_period`, `hours_malformed`,
/// `hours_too_large`, `unknown_sector`; `exit_already_counted` if another exit ends that period.
pub fn create(caller: &Caller<EditExits>, details: &ExitDetails) -> Result<Idempotent<PositiveExit>> {
    caller.create(|tx| {
        check(tx, None, details, caller.today())?;
        let period = store::period_on(tx, details.candidate_id, details.met_on)?;
        check_not_ended(tx, None, period)?;
        let id = store::insert(tx, details, period)?;
        find_and_audit(tx, "create", None, id)
    })
}

/// Changes an exit at one of the `expected` versions. `change` makes the new details from the current ones.
///
/// # Errors
/// `not_found`, `precondition_failed`, `immutable_field` (the person), those of [`create`], and those of `change`.
pub fn update(
    caller: &Caller<EditExits>,
    id: PositiveExitId,
    expected: &ExpectedVersions,
    change: impl Fn(&PositiveExit) -> Result<ExitDetails>,
) -> Result<PositiveExit> {
    let exit = caller.write(|tx| {
        let current = store::find(tx, id)?;
        let version = expected.require(current.version)?;
        let details = change(&current)?;
        check(tx, Some(&current), &details, caller.today())?;
        let period = store::period_on(tx, details.candidate_id, details.met_on)?;
        check_not_ended(tx, Some(id), period)?;
        store::update(tx, id, version, &details, period)?;
        find_and_audit(tx, "update", Some(&current), id)
    })?;
    caller.log_read("positive_exit", exit.candidate_id)?;
    Ok(exit)
}

/// Deletes an exit that should not have been recorded.
///
/// # Errors
/// `not_found`, `precondition_failed`.
pub fn delete(caller: &Caller<EditExits>, id: PositiveExitId, expected: &ExpectedVersions) -> Result<()> {
    caller.write(|tx| {
        let exit = store::find(tx, id)?;
        store::delete(tx, id, expected.require(exit.version)?)?;
        participant_links::follow(tx, &[exit.candidate_id])?;
        let event = audit_event("delete", &exit);
        audit::record(tx, &event.personal("proof_reference", Some(&exit.proof_reference), &None))
    })
}

/// One exit.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadExits>, id: PositiveExitId) -> Result<PositiveExit> {
    let exit = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("positive_exit", exit.candidate_id)?;
    Ok(exit)
}

/// Exits, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadExits>, filter: &ExitFilter, after: i64, rows: i64) -> Result<Vec<PositiveExit>> {
    let exits = caller.read(|tx| store::list(tx, filter, after, rows))?;
    caller.log_list_read("positive_exits", &exits, |exit| exit.candidate_id)?;
    Ok(exits)
}

/// A person's exits in the order they were recorded, in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `unavailable`.
pub fn list_of_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<PositiveExit>> {
    let filter = ExitFilter { candidate_id: Some(candidate), ..ExitFilter::default() };
    store::list(tx, &filter, 0, i64::MAX)
}

/// After a change of a person's PLIE periods, links exits that end no period to the one that now contains them. If the
/// change is that of the participant record (`is_record`), which is not refused, the second exit of a period stays without.
///
/// # Errors
/// `exit_already_counted` if two exits would end the same period.
pub fn link_to_periods(tx: &mut WriteTx<'_>, candidate: CandidateId, is_record: bool) -> Result<()> {
    for (id, met_on) in store::unlinked(tx, candidate)? {
        let Some(period) = store::period_on(tx, candidate, met_on)? else { continue };
        // The request is about a period, so the error has no field of an exit to point at.
        let without_fields = |error| AppError { field_errors: Vec::new(), ..error };
        match check_not_ended(tx, Some(id), Some(period)) {
            Err(error) if is_record && error.code == ProblemCode::ExitAlreadyCounted => continue,
            ended => ended.map_err(without_fields)?,
        }
        store::link(tx, id, period)?;
        audit::record(tx, &Event::new("update", "positive_exit", id.0).with("plie_period_id", period))?;
    }
    Ok(())
}

fn find_and_audit(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    before: Option<&PositiveExit>,
    id: PositiveExitId,
) -> Result<PositiveExit> {
    let exit = store::find(tx, id)?;
    participant_links::follow(tx, &[exit.candidate_id])?;
    let proof = before.map(|before| &before.proof_reference);
    audit::record(tx, &audit_event(action, &exit).personal("proof_reference", proof, &exit.proof_reference))?;
    Ok(exit)
}

fn audit_event(action: &'static str, exit: &PositiveExit) -> Event {
    Event::new(action, "positive_exit", exit.id.0)
        .with("candidate_id", exit.candidate_id)
        .with("plie_period_id", exit.plie_period_id)
        .with("kind", exit.kind)
        .with("started_on", exit.started_on)
        .with("met_on", exit.met_on)
        .with("employer_id", exit.employer_id)
        .with("weekly_hours", exit.weekly_hours)
        .with("sector", exit.sector)
        .about(exit.candidate_id)
}

fn check(tx: &mut WriteTx<'_>, current: Option<&PositiveExit>, details: &ExitDetails, today: NaiveDate) -> Result<()> {
    let person = current.map(|exit| exit.candidate_id);
    let birth = store::lock_person(tx, person.unwrap_or(details.candidate_id))?;
    let mut field_errors = rules::field_errors(details, person, today, &tx.scope().sectors);
    if current.is_none_or(|exit| exit.started_on != details.started_on) {
        field_errors.extend(birth.and_then(|birth| before_birth("/started_on", birth, details.started_on)));
    }
    if birth.is_none() {
        field_errors.push(FieldError::new("/candidate_id", ProblemCode::UnknownCandidate));
    }
    if let Some(employer) = details.employer_id {
        field_errors.extend(employer_error(tx, employer)?);
    }
    if field_errors.is_empty() {
        return Ok(());
    }
    let existing_id = if birth.is_none() { store::merged_into(tx, details.candidate_id)? } else { None };
    Err(AppError { existing_id: existing_id.map(|kept| kept.0), ..AppError::from_field_errors(field_errors) })
}

fn employer_error(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<FieldError>> {
    match organisations::store::with_role(tx, id, OrganisationRole::Employer) {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.code, ProblemCode::UnknownOrganisation | ProblemCode::WrongRole) => {
            Ok(Some(FieldError::new("/employer_id", error.code)))
        }
        Err(error) => Err(error),
    }
}

fn check_not_ended(tx: &mut WriteTx<'_>, itself: Option<PositiveExitId>, period: Option<PeriodId>) -> Result<()> {
    let Some(period) = period else { return Ok(()) };
    let refusal = AppError::from(FieldError::new("/met_on", ProblemCode::ExitAlreadyCounted));
    match store::ending(tx, period)? {
        Some((other, _)) if Some(other) == itself => Ok(()),
        // Only a caller who sees the other exit gets its id.
        Some((_, Some(sector))) if !tx.scope().sees(sector) => Err(refusal),
        Some((other, _)) => Err(refusal.with_existing_id(other.0)),
        None => Ok(()),
    }
}
