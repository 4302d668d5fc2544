//! What is done with employments.

mod prerequisites;

use super::{Employment, EmploymentDetails, EmploymentFilter, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditEmployments, Owner, ReadEmployments, WriteTx, officers_matter};
use crate::audit::{self, Event};
use crate::candidates;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours;
use crate::values::{CandidateId, EmploymentId, Period};

/// Records an employment with its assignments.
///
/// # Errors
/// Those of the rules on employments, `unknown_candidate`, `unknown_organisation`, `wrong_role`, `unknown_lot`,
/// `assignment_without_validation`, `external_ref_taken`.
pub fn create(caller: &Caller<EditEmployments>, details: &EmploymentDetails) -> Result<Idempotent<Employment>> {
    caller.create(|tx| {
        lock_person(tx, details.candidate_id)?;
        let prerequisites = prerequisites::of(tx, None, details)?;
        refuse_known_reference(tx, None, &tx.scope().owner(), details)?;
        let id = store::insert(tx, details)?;
        for assignment in &details.assignments {
            store::insert_assignment(tx, id, assignment, prerequisites.referral(assignment.lot_id))?;
        }
        hours::refresh_candidate(tx, details.candidate_id)?;
        let event = told(Event::new("create", "employment", id.0), details)
            .with("candidate_id", details.candidate_id)
            .with("employer_id", details.employer_id)
            .with("contract_type", details.contract_type)
            .about(details.candidate_id)
            .personal("external_ref", None, &details.external_ref);
        audit::record(tx, &event)?;
        warned(tx, id)
    })
}

/// Changes an employment as the caller last saw it. `change` gives the new details from the present state. Nothing may
/// be taken away from under hours that are already recorded; assignments in sectors that the caller does not see stay.
/// A partner changes what it recorded itself, as long as it works in its sectors alone.
///
/// # Errors
/// Those of [`create`], `not_found`, `forbidden`, `precondition_failed`, `immutable_field`, `hours_would_be_orphaned`.
pub fn update(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    seen: i64,
    change: impl Fn(&Employment) -> Result<EmploymentDetails>,
) -> Result<Employment> {
    let employment = caller.write(|tx| {
        let person = store::find(tx, id)?.candidate_id;
        lock_person(tx, person)?;
        let current = store::find(tx, id)?;
        refuse_officers_matter(tx, &current)?;
        if current.version != seen {
            return Err(ProblemCode::PreconditionFailed.into());
        }
        let details = change(&current)?;
        refuse_new_identity(&current, &details)?;
        let prerequisites = prerequisites::of(tx, Some(&current), &details)?;
        refuse_known_reference(tx, Some(id), &current.owner, &details)?;
        store::update(tx, id, seen, &details)?;
        reassign(tx, &current, &details, &prerequisites)?;
        refuse_orphans(tx, id, details.period)?;
        hours::refresh_candidate(tx, person)?;
        let event = told(Event::new("update", "employment", id.0), &details);
        let event = event.changing(changed(&current, &details)).about(person);
        audit::record(tx, &event.personal("external_ref", Some(&current.external_ref), &details.external_ref))?;
        warned(tx, id)
    })?;
    caller.log_read("employment", employment.candidate_id)?;
    Ok(employment)
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

/// Employments, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadEmployments>,
    filter: &EmploymentFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<Employment>> {
    let employments = caller.read(|tx| store::list(tx, None, filter, after, rows))?;
    caller.log_list_read("employments", &employments, |employment| employment.candidate_id)?;
    Ok(employments)
}

/// A person's employments change one after the other, and not while hours of theirs are recorded.
fn lock_person(tx: &mut WriteTx<'_>, person: CandidateId) -> Result<()> {
    candidates::store::lock(tx, person).map_err(|error| match error.code {
        ProblemCode::NotFound => FieldError::new("/candidate_id", ProblemCode::UnknownCandidate).into(),
        _ => error,
    })
}

/// Keeps the assignments that stay, by their lot and first day; those that change keep what they rest on.
fn reassign(
    tx: &mut WriteTx<'_>,
    current: &Employment,
    details: &EmploymentDetails,
    prerequisites: &prerequisites::Prerequisites,
) -> Result<()> {
    for known in &current.assignments {
        if !details.assignments.iter().any(|wanted| known.is(wanted)) {
            store::delete_assignment(tx, known.id)?;
        }
    }
    for wanted in &details.assignments {
        match current.assignments.iter().find(|known| known.is(wanted)) {
            Some(known) if known.modality == wanted.modality && known.to == wanted.period.to => {}
            Some(known) => store::update_assignment(tx, known.id, wanted)?,
            None => store::insert_assignment(tx, current.id, wanted, prerequisites.referral(wanted.lot_id))?,
        }
    }
    Ok(())
}

/// What works in other sectors too is an officer's to change: its dates hold for all of them.
fn refuse_officers_matter(tx: &mut WriteTx<'_>, current: &Employment) -> Result<()> {
    tx.scope().may_change(&current.owner)?;
    if tx.scope().is_officer() || store::assigned_periods(tx, current.id)?.len() == current.assignments.len() {
        return Ok(());
    }
    Err(officers_matter())
}

fn refuse_known_reference(
    tx: &mut WriteTx<'_>,
    own: Option<EmploymentId>,
    owner: &Owner,
    details: &EmploymentDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != own => {
            let field_error = FieldError::new("/external_ref", ProblemCode::ExternalRefTaken);
            Err(AppError::from(field_error).with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}

/// Another person, employer or type of contract is another employment (glossary).
fn refuse_new_identity(current: &Employment, details: &EmploymentDetails) -> Result<()> {
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

/// Every assignment lies within the employment, those in other sectors too, and every cell of hours within both.
fn refuse_orphans(tx: &mut WriteTx<'_>, id: EmploymentId, employment: Period) -> Result<()> {
    let assigned = store::assigned_periods(tx, id)?;
    let within = |period: &Period| employment.covers(&Period { to: period.to.or(employment.to), ..*period });
    if let Some((_, outside)) = assigned.iter().find(|(_, period)| !within(period)) {
        let end = if outside.from < employment.from { "/starts_on" } else { "/ends_on" };
        return Err(FieldError::new(end, ProblemCode::AssignmentOutsideEmployment).into());
    }
    let stands = |(lot, month): &(_, Period)| {
        employment.overlaps(month) && assigned.iter().any(|(on, period)| on == lot && period.overlaps(month))
    };
    if store::recorded_cells(tx, id)?.iter().all(stands) {
        Ok(())
    } else {
        Err(ProblemCode::HoursWouldBeOrphaned.into())
    }
}

fn told(event: Event, details: &EmploymentDetails) -> Event {
    event
        .with("starts_on", details.period.from)
        .with("ends_on", details.period.to)
        .with("weekly_hours", details.weekly_hours)
        .with("occupation", &details.occupation)
}

fn changed(current: &Employment, details: &EmploymentDetails) -> Vec<&'static str> {
    let same_assignments = current.assignments.len() == details.assignments.len()
        && details.assignments.iter().all(|wanted| {
            let same = |known: &&super::Assignment| known.modality == wanted.modality && known.to == wanted.period.to;
            current.assignments.iter().filter(|known| known.is(wanted)).any(|known| same(&known))
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

fn warned(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<Employment> {
    let mut employment = store::find(tx, id)?;
    let kind = store::employer_kind(tx, employment.employer_id)?;
    employment.warnings.extend(rules::contract_type_at_odds(employment.contract_type, kind));
    Ok(employment)
}
