//! Use cases of waivers.

use chrono::NaiveDate;

use super::{Waiver, WaiverDetails, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEligibility, ReadEligibility, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::candidates::store as candidates;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{CandidateId, ExpectedVersions, WaiverId, before_birth};

/// Lets a person work in a sector without a validated referral.
///
/// # Errors
/// `not_found` if the person is unknown; `unknown_sector` if the sector is not one of the caller's; `date_in_future`;
/// `before_birth`; `already_exists`.
pub fn create(
    caller: &Caller<EditEligibility>,
    candidate: CandidateId,
    details: &WaiverDetails,
) -> Result<Idempotent<Waiver>> {
    caller.create(|tx| create_in(tx, candidate, details, caller.today()))
}

/// Lets a person work in a sector, in a transaction with other records.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    details: &WaiverDetails,
    today: NaiveDate,
) -> Result<Waiver> {
    let granted_on = details.granted_on.unwrap_or(today);
    if !tx.scope().sees(details.sector) {
        let detail = "Ce secteur n’est pas de ceux que vous suivez.";
        return Err(FieldError::new("/sector", ProblemCode::UnknownSector).with_detail(detail).into());
    }
    refuse_future(granted_on, today)?;
    refuse_before_birth(candidates::lock(tx, candidate)?, granted_on)?;
    if let Some(existing) = store::list(tx, candidate)?.into_iter().find(|waiver| waiver.sector == details.sector) {
        let detail = "Cette personne a déjà une dérogation dans ce secteur.";
        let field_error = FieldError::new("/sector", ProblemCode::AlreadyExists).with_detail(detail);
        return Err(AppError::from(field_error).with_existing_id(existing.id.0));
    }
    let id = store::insert(tx, candidate, details, granted_on)?;
    let event = Event::new("create", "waiver", id.0)
        .with("candidate_id", candidate)
        .with("sector", details.sector)
        .with("granted_on", granted_on)
        .about(candidate)
        .personal("reason", None, &details.reason);
    audit::record(tx, &event)?;
    store::find(tx, id)
}

/// Changes a waiver's reason or date if its version is one of those `expected`. The sector cannot change: assignments may
/// depend on it.
///
/// # Errors
/// `not_found`, `precondition_failed`, `immutable_field`, `date_in_future`, `before_birth`, and those of `change`.
pub fn update(
    caller: &Caller<EditEligibility>,
    id: WaiverId,
    expected: &ExpectedVersions,
    change: impl Fn(&Waiver) -> Result<WaiverDetails>,
) -> Result<Waiver> {
    let today = caller.today();
    let waiver = caller.write(|tx| {
        let before = store::find(tx, id)?;
        let version = expected.require(before.version)?;
        let details = change(&before)?;
        let granted_on = details.granted_on.unwrap_or(today);
        if details.sector != before.sector {
            return Err(FieldError::new("/sector", ProblemCode::ImmutableField).into());
        }
        refuse_future(granted_on, today)?;
        let birth = candidates::lock(tx, before.candidate_id)?;
        if granted_on != before.granted_on {
            refuse_before_birth(birth, granted_on)?;
        }
        store::update(tx, id, version, &details.reason, granted_on)?;
        let event = Event::new("update", "waiver", id.0)
            .with("candidate_id", before.candidate_id)
            .with("granted_on", granted_on)
            .about(before.candidate_id)
            .personal("reason", Some(&before.reason), &details.reason);
        audit::record(tx, &event)?;
        store::find(tx, id)
    })?;
    caller.log_read("waiver", waiver.candidate_id)?;
    Ok(waiver)
}

/// Returns a waiver.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadEligibility>, id: WaiverId) -> Result<Waiver> {
    let waiver = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("waiver", waiver.candidate_id)?;
    Ok(waiver)
}

/// Lists a person's waivers, by sector.
///
/// # Errors
/// `not_found` if the person is unknown.
pub fn list(caller: &Caller<ReadEligibility>, candidate: CandidateId) -> Result<Vec<Waiver>> {
    let waivers = caller.snapshot(|tx| {
        candidates::exists(tx, candidate)?;
        store::list(tx, candidate)
    })?;
    caller.log_read("waivers", candidate)?;
    Ok(waivers)
}

/// A person's waivers, in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<Waiver>> {
    store::list(tx, candidate)
}

fn refuse_before_birth(birth: NaiveDate, granted_on: NaiveDate) -> Result<()> {
    before_birth("/granted_on", birth, granted_on).map_or(Ok(()), |error| Err(error.into()))
}

fn refuse_future(granted_on: NaiveDate, today: NaiveDate) -> Result<()> {
    if granted_on > today { Err(FieldError::new("/granted_on", ProblemCode::DateInFuture).into()) } else { Ok(()) }
}
