//! What is done with employments.

use std::collections::HashMap;

use super::{AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, rules, store};
use crate::access::{Caller, EditEmployments, ReadEmployments, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, Fault, Result, Situation};
use crate::hours;
use crate::organisations::{self, OrganisationRole};
use crate::units::{CandidateId, EmploymentId, LotId, ReferralId, Sector};

/// Records an employment with its assignments.
///
/// # Errors
/// Those of the rules on employments, `unknown_candidate`, `unknown_organisation`, `wrong_role`, `unknown_lot`,
/// `assignment_without_validation`, `external_ref_taken`.
pub fn create(caller: &Caller<EditEmployments>, details: &EmploymentDetails) -> Result<Employment> {
    caller.write(|tx| {
        let footing = footing(tx, details)?;
        refuse_known_reference(tx, None, details)?;
        let id = store::insert(tx, details)?;
        assign(tx, id, &details.assignments, &footing)?;
        hours::refresh_candidate(tx, details.candidate_id)?;
        let event = Event::new("create", "employment", id.0)
            .with("candidate_id", details.candidate_id)
            .with("employer_id", details.employer_id)
            .with("contract_type", details.contract_type)
            .with("starts_on", details.period.from)
            .with("ends_on", details.period.to);
        audit::record(tx, &event)?;
        warned(tx, id)
    })
}

/// Changes an employment as the caller last saw it. `change` gives the new details from the present state. Nothing may
/// be taken away from under hours that are already recorded.
///
/// # Errors
/// Those of [`create`], `not_found`, `precondition_failed`, `immutable_field`, `hours_would_be_orphaned`.
pub fn update(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    seen: i64,
    change: impl Fn(&Employment) -> Result<EmploymentDetails>,
) -> Result<Employment> {
    caller.write(|tx| {
        let current = store::find(tx, id)?;
        let details = change(&current)?;
        refuse_new_identity(&current, &details)?;
        let footing = footing(tx, &details)?;
        refuse_known_reference(tx, Some(id), &details)?;
        store::update(tx, id, seen, &details)?;
        store::clear_assignments(tx, id)?;
        assign(tx, id, &details.assignments, &footing)?;
        refuse_orphans(tx, id, &details)?;
        hours::refresh_candidate(tx, details.candidate_id)?;
        let event = Event::new("update", "employment", id.0)
            .with("starts_on", details.period.from)
            .with("ends_on", details.period.to)
            .changing(["assignments"]);
        audit::record(tx, &event)?;
        warned(tx, id)
    })
}

/// One employment.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadEmployments>, id: EmploymentId) -> Result<Employment> {
    caller.read(|tx| {
        let mut employment = store::find(tx, id)?;
        store::hide_elsewhere(tx, std::slice::from_mut(&mut employment))?;
        Ok(employment)
    })
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
    caller.read(|tx| {
        let mut employments = store::list(tx, None, filter, after, rows)?;
        store::hide_elsewhere(tx, &mut employments)?;
        Ok(employments)
    })
}

/// What each assigned lot's sector rests on: a validated referral, or nothing but a waiver.
type Footing = HashMap<LotId, Option<ReferralId>>;

/// Tries everything that an employment rests on; all that is wrong is said together.
fn footing(tx: &mut WriteTx<'_>, details: &EmploymentDetails) -> Result<Footing> {
    let mut faults = rules::faults(details);
    if !store::knows_candidate(tx, details.candidate_id)? {
        faults.push(Fault::new("/candidate_id", Situation::UnknownCandidate));
    }
    if let Err(error) = organisations::store::playing(tx, details.employer_id, OrganisationRole::Employer) {
        match error.situation {
            Situation::UnknownOrganisation | Situation::WrongRole => {
                faults.push(Fault::new("/employer_id", error.situation));
            }
            _ => return Err(error),
        }
    }
    let lots: Vec<LotId> = details.assignments.iter().map(|assignment| assignment.lot_id).collect();
    let sectors = store::sectors_of(tx, &lots)?;
    let allowed = allowed_sectors(tx, details.candidate_id)?;
    let mut footing = Footing::new();
    for (index, lot) in lots.into_iter().enumerate() {
        match sectors.get(&lot).map(|sector| allowed.get(sector)) {
            Some(Some(referral)) => drop(footing.insert(lot, *referral)),
            Some(None) => {
                faults.push(Fault::new(format!("/assignments/{index}/lot_id"), Situation::AssignmentWithoutValidation));
            }
            None => faults.push(Fault::new(format!("/assignments/{index}/lot_id"), Situation::UnknownLot)),
        }
    }
    if faults.is_empty() { Ok(footing) } else { Err(AppError::from_faults(faults)) }
}

fn allowed_sectors(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<HashMap<Sector, Option<ReferralId>>> {
    let waived = store::waived_sectors(tx, candidate)?;
    let mut allowed: HashMap<_, _> = waived.into_iter().map(|sector| (sector, None)).collect();
    allowed.extend(store::validations(tx, candidate)?.into_iter().map(|(sector, referral)| (sector, Some(referral))));
    Ok(allowed)
}

fn assign(tx: &mut WriteTx<'_>, id: EmploymentId, assignments: &[AssignmentDetails], footing: &Footing) -> Result<()> {
    for assignment in assignments {
        let referral = footing.get(&assignment.lot_id).copied().flatten();
        store::insert_assignment(tx, id, assignment, referral)?;
    }
    Ok(())
}

fn refuse_known_reference(tx: &mut WriteTx<'_>, own: Option<EmploymentId>, details: &EmploymentDetails) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, reference)? {
        Some(other) if Some(other) != own => {
            let fault = Fault::new("/external_ref", Situation::ExternalRefTaken);
            Err(AppError::from(fault).because_of(other.0))
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
    let faults: Vec<_> = changed
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(pointer, _)| {
            let detail = "Une autre personne, un autre employeur ou un autre type de contrat font un nouveau contrat de travail.";
            Fault::new(pointer, Situation::ImmutableField).saying(detail)
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::from_faults(faults)) }
}

fn refuse_orphans(tx: &mut WriteTx<'_>, id: EmploymentId, details: &EmploymentDetails) -> Result<()> {
    let cells = store::recorded_cells(tx, id)?;
    let stands = |(lot, month): &(LotId, _)| {
        let mut assigned = details.assignments.iter().filter(|assignment| assignment.lot_id == *lot);
        details.period.overlaps(month) && assigned.any(|assignment| assignment.period.overlaps(month))
    };
    if cells.iter().all(stands) { Ok(()) } else { Err(Situation::HoursWouldBeOrphaned.into()) }
}

fn warned(tx: &mut WriteTx<'_>, id: EmploymentId) -> Result<Employment> {
    let mut employment = store::find(tx, id)?;
    let kind = store::employer_kind(tx, employment.employer_id)?;
    employment.warnings.extend(rules::contract_type_at_odds(employment.contract_type, kind));
    Ok(employment)
}
