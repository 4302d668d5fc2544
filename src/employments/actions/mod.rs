//! Use cases of employments.

mod listing;
mod prerequisites;
mod references;
mod succeed;

use chrono::NaiveDate;

pub use self::listing::{list_by_name, page};
pub use self::prerequisites::admissions;
pub use self::succeed::succeed;
use super::{AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEmployments, ReadEmployments, Tx, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{CandidateId, EmploymentId, ExpectedVersions, Period, Place, unusual_age};
use crate::{candidates, hours, participant_links};

/// Records an employment with its assignments.
///
/// # Errors
/// Those of `rules::field_errors`, `unknown_candidate`, `unknown_organisation`, `wrong_role`, `unknown_lot`,
/// `assignment_without_validation`, `external_ref_taken`.
pub fn create(caller: &Caller<EditEmployments>, details: &EmploymentDetails) -> Result<Idempotent<Employment>> {
    caller.create(|tx| create_in(tx, details))
}

/// Records an employment in a transaction with other records.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(tx: &mut WriteTx<'_>, details: &EmploymentDetails) -> Result<Employment> {
    create_after(tx, details, None)
}

/// Records an employment; `succeeds` is the one that it takes the place of.
fn create_after(
    tx: &mut WriteTx<'_>,
    details: &EmploymentDetails,
    succeeds: Option<EmploymentId>,
) -> Result<Employment> {
    let birth = lock_person(tx, details.candidate_id)?;
    let prerequisites = prerequisites::check(tx, None, details, birth)?;
    references::refuse_taken(tx, None, &tx.scope().owner(), details.external_ref.as_ref())?;
    let id = store::insert(tx, details)?;
    for assignment in &details.assignments {
        store::insert_assignment(tx, id, assignment, prerequisites.referral(assignment.lot_id))?;
    }
    hours::refresh_candidate(tx, details.candidate_id)?;
    participant_links::follow(tx, &[details.candidate_id])?;
    let event = with_details(Event::new("create", "employment", id.0), details)
        .with("candidate_id", details.candidate_id)
        .with("employer_id", details.employer_id)
        .with("contract_type", details.contract_type)
        .about(details.candidate_id)
        .personal("external_ref", None, &details.external_ref);
    let event = match succeeds {
        Some(before) => event.with("succeeds", before),
        None => event,
    };
    audit::record(tx, &event)?;
    find_with_warnings(tx, id, birth)
}

/// Changes an employment at one of the `expected` versions. `change` makes the new details from the current ones. Recorded hours must stay
/// within the employment and an assignment; assignments in sectors that the caller does not see remain. A partner changes
/// only what it recorded, if all assignments are in its sectors; `is_reference_alone` says that the change is about the
/// reference and nothing else, which a partner gives employments of others too, beside what they hold.
///
/// # Errors
/// Those of [`create`], `not_found`, `forbidden`, `precondition_failed`, `immutable_field`, `hours_would_be_orphaned`.
pub fn update(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    expected: &ExpectedVersions,
    is_reference_alone: bool,
    change: impl Fn(&Employment) -> Result<EmploymentDetails>,
) -> Result<Employment> {
    let employment = caller.write(|tx| {
        let (current, birth) = lock(tx, id)?;
        if is_reference_alone && !tx.scope().knows_references_of(&current.owner) {
            expected.require(current.version)?;
            let details = change(&current)?;
            references::give(tx, &current, details.external_ref.as_ref())?;
            return find_with_warnings(tx, id, birth);
        }
        check_may_change(tx, &current)?;
        expected.require(current.version)?;
        let details = change(&current)?;
        update_in(tx, &current, &details, birth)
    })?;
    caller.log_read("employment", employment.candidate_id)?;
    Ok(employment)
}

/// Adds an assignment to an employment, in a transaction with other records. `assign` makes it from the employment.
///
/// # Errors
/// Those of [`update`] but `precondition_failed`: nothing that somebody else recorded is overwritten.
pub fn assign_in(
    tx: &mut WriteTx<'_>,
    id: EmploymentId,
    assign: impl FnOnce(&Employment) -> AssignmentDetails,
) -> Result<Employment> {
    let (current, birth) = lock(tx, id)?;
    check_may_change(tx, &current)?;
    let mut details = EmploymentDetails::from(&current);
    details.assignments.push(assign(&current));
    update_in(tx, &current, &details, birth)
}

/// The employment, if the caller sees it, with its person locked, and the person's birth date.
fn lock(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<(Employment, NaiveDate)> {
    let person = store::find(tx, id)?.candidate_id;
    let birth = lock_person(tx, person)?;
    Ok((store::find(tx, id)?, birth))
}

fn update_in(
    tx: &mut WriteTx<'_>,
    current: &Employment,
    details: &EmploymentDetails,
    birth: NaiveDate,
) -> Result<Employment> {
    let (id, person) = (current.id, current.candidate_id);
    check_identity(current, details)?;
    let prerequisites = prerequisites::check(tx, Some(current), details, birth)?;
    references::refuse_taken(tx, Some(id), &current.owner, details.external_ref.as_ref())?;
    store::update(tx, id, current.version, details)?;
    reassign(tx, current, details, &prerequisites)?;
    check_no_orphans(tx, id, details.period)?;
    hours::refresh_candidate(tx, person)?;
    participant_links::follow(tx, &[person])?;
    let event = with_details(Event::new("update", "employment", id.0), details);
    let event = event.changing(changed(current, details)).about(person);
    audit::record(tx, &event.personal("external_ref", Some(&current.external_ref), &details.external_ref))?;
    find_with_warnings(tx, id, birth)
}

/// One employment.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadEmployments>, id: EmploymentId) -> Result<Employment> {
    let employment = caller.read(|tx| store::find(tx, id))?;
    caller.log_read("employment", employment.candidate_id)?;
    Ok(employment)
}

/// Employments, in the order they were recorded or last changed.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadEmployments>,
    filter: &EmploymentFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<Employment>> {
    let employments = caller.read(|tx| store::list(tx, None, filter, place, rows))?;
    caller.log_list_read("employments", &employments, |employment| employment.candidate_id)?;
    Ok(employments)
}

/// A person's employments in the order they were recorded, in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `unavailable`.
pub fn list_of_in(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<Employment>> {
    let filter = EmploymentFilter { candidate_id: Some(candidate), ..EmploymentFilter::default() };
    store::list(tx, None, &filter, Place::Position(0), i64::MAX)
}

/// Serialises changes of a person's employments with each other and with the recording of their hours. Returns the birth
/// date.
fn lock_person(tx: &mut WriteTx<'_>, person: CandidateId) -> Result<NaiveDate> {
    candidates::store::lock(tx, person).map_err(|error| match error.code {
        ProblemCode::NotFound => AppError {
            existing_id: error.existing_id,
            ..FieldError::new("/candidate_id", ProblemCode::UnknownCandidate).into()
        },
        _ => error,
    })
}

/// Brings the stored assignments in line with the details. An assignment is identified by its lot and first day; if it
/// changes it keeps its referral.
fn reassign(
    tx: &mut WriteTx<'_>,
    current: &Employment,
    details: &EmploymentDetails,
    prerequisites: &prerequisites::Prerequisites,
) -> Result<()> {
    for stored in &current.assignments {
        if !details.assignments.iter().any(|wanted| stored.is(wanted)) {
            store::delete_assignment(tx, stored.id)?;
        }
    }
    for wanted in &details.assignments {
        match current.assignments.iter().find(|stored| stored.is(wanted)) {
            Some(stored) if stored.modality == wanted.modality && stored.to == wanted.period.to => {}
            Some(stored) => store::update_assignment(tx, stored.id, wanted)?,
            None => store::insert_assignment(tx, current.id, wanted, prerequisites.referral(wanted.lot_id))?,
        }
    }
    Ok(())
}

/// Only officers change an employment with assignments in sectors that the caller does not see: its dates apply to all.
fn check_may_change(tx: &mut WriteTx<'_>, current: &Employment) -> Result<()> {
    tx.scope().may_change(&current.owner)?;
    if tx.scope().is_officer() || store::assigned_periods(tx, current.id)?.len() == current.assignments.len() {
        return Ok(());
    }
    Err(officers_matter())
}

/// Another person, employer or type of contract makes another employment (glossary).
fn check_identity(current: &Employment, details: &EmploymentDetails) -> Result<()> {
    let changed = [
        ("/candidate_id", current.candidate_id != details.candidate_id),
        ("/employer_id", current.employer_id != details.employer_id),
        ("/contract_type", current.contract_type != details.contract_type),
    ];
    let field_errors: Vec<_> = changed
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(pointer, _)| {
            let detail = "Une autre personne, un autre employeur ou un autre type de contrat font un nouveau contrat de travail.";
            FieldError::new(pointer, ProblemCode::ImmutableField).with_detail(detail)
        })
        .collect();
    if field_errors.is_empty() { Ok(()) } else { Err(AppError::from_field_errors(field_errors)) }
}

/// Checks that every assignment, in any sector, lies within the employment, and every cell of hours within both.
fn check_no_orphans(tx: &mut WriteTx<'_>, id: EmploymentId, employment: Period) -> Result<()> {
    let assigned = store::assigned_periods(tx, id)?;
    let within = |period: &Period| employment.covers(&Period { to: period.to.or(employment.to), ..*period });
    if let Some((_, outside)) = assigned.iter().find(|(_, period)| !within(period)) {
        let end = if outside.from < employment.from { "/starts_on" } else { "/ends_on" };
        return Err(FieldError::new(end, ProblemCode::AssignmentOutsideEmployment).into());
    }
    let is_covered = |(lot, month): &(_, Period)| {
        employment.overlaps(month) && assigned.iter().any(|(on, period)| on == lot && period.overlaps(month))
    };
    if store::recorded_cells(tx, id)?.iter().all(is_covered) {
        Ok(())
    } else {
        Err(ProblemCode::HoursWouldBeOrphaned.into())
    }
}

fn with_details(event: Event, details: &EmploymentDetails) -> Event {
    event
        .with("starts_on", details.period.from)
        .with("ends_on", details.period.to)
        .with("weekly_hours", details.weekly_hours)
        .with("occupation", &details.occupation)
}

fn changed(current: &Employment, details: &EmploymentDetails) -> Vec<&'static str> {
    let same_assignments = current.assignments.len() == details.assignments.len()
        && details.assignments.iter().all(|wanted| {
            let same =
                |stored: &&super::Assignment| stored.modality == wanted.modality && stored.to == wanted.period.to;
            current.assignments.iter().filter(|stored| stored.is(wanted)).any(|stored| same(&stored))
        });
    let fields = [
        ("starts_on", current.starts_on != details.period.from),
        ("ends_on", current.ends_on != details.period.to),
        ("weekly_hours", current.weekly_hours != details.weekly_hours),
        ("occupation", current.occupation != details.occupation),
        ("assignments", !same_assignments),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

fn find_with_warnings(tx: &mut WriteTx<'_>, id: EmploymentId, birth: NaiveDate) -> Result<Employment> {
    let mut employment = store::find(tx, id)?;
    let kind = store::employer_kind(tx, employment.employer_id)?;
    employment.warnings.extend(rules::contract_type_at_odds(employment.contract_type, kind));
    employment.warnings.extend(unusual_age(birth, employment.starts_on));
    Ok(employment)
}
