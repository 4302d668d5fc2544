//! What an employment rests on: a known person and employer, and for each new assignment a validated referral of the
//! lot's sector, or a waiver (domain rule 3).

use std::collections::HashMap;

use crate::access::WriteTx;
use crate::employments::{AssignmentDetails, Employment, EmploymentDetails, rules, store};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::values::{CandidateId, LotId, ReferralId, Sector};

/// The validated referral that lets the person work on each newly assigned lot; none where a waiver does.
#[derive(Debug, Default)]
pub(super) struct Prerequisites(HashMap<LotId, Option<ReferralId>>);

impl Prerequisites {
    /// The referral that the lot's assignment rests on.
    pub(super) fn referral(&self, lot: LotId) -> Option<ReferralId> {
        self.0.get(&lot).copied().flatten()
    }
}

/// Tries everything that the employment rests on; all that is wrong is said together. What stood before and does not
/// change is not tried again.
pub(super) fn of(
    tx: &mut WriteTx<'_>,
    current: Option<&Employment>,
    details: &EmploymentDetails,
) -> Result<Prerequisites> {
    let mut field_errors = rules::field_errors(details);
    if details.assignments.is_empty() && !tx.scope().sectors.is_all() {
        let detail = "Une affectation au moins est nécessaire : sans elle, ce contrat ne serait pas de vos secteurs.";
        field_errors.push(FieldError::new("/assignments", ProblemCode::Missing).with_detail(detail));
    }
    if current.is_none_or(|current| current.employer_id != details.employer_id) {
        field_errors.extend(employer_error(tx, details)?);
    }
    let known = |wanted: &AssignmentDetails| {
        current.is_some_and(|current| current.assignments.iter().any(|known| known.is(wanted)))
    };
    let new = details.assignments.iter().enumerate().filter(|(_, wanted)| !known(wanted));
    let new: Vec<(usize, LotId)> = new.map(|(place, wanted)| (place, wanted.lot_id)).collect();
    let lots: Vec<LotId> = new.iter().map(|(_, lot)| *lot).collect();
    let sectors = store::sectors_of(tx, &lots)?;
    let allowed = allowed_sectors(tx, details.candidate_id)?;
    let mut prerequisites = Prerequisites::default();
    for (place, lot) in new {
        let pointer = format!("/assignments/{place}/lot_id");
        match sectors.get(&lot).map(|sector| allowed.get(sector)) {
            Some(Some(referral)) => drop(prerequisites.0.insert(lot, *referral)),
            Some(None) => field_errors.push(FieldError::new(pointer, ProblemCode::AssignmentWithoutValidation)),
            None => field_errors.push(FieldError::new(pointer, ProblemCode::UnknownLot)),
        }
    }
    if field_errors.is_empty() { Ok(prerequisites) } else { Err(AppError::from_field_errors(field_errors)) }
}

fn employer_error(tx: &mut WriteTx<'_>, details: &EmploymentDetails) -> Result<Option<FieldError>> {
    match organisations::store::with_role(tx, details.employer_id, OrganisationRole::Employer) {
        Err(error) if matches!(error.code, ProblemCode::UnknownOrganisation | ProblemCode::WrongRole) => {
            Ok(Some(FieldError::new("/employer_id", error.code)))
        }
        other => other.map(|_| None),
    }
}

fn allowed_sectors(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<HashMap<Sector, Option<ReferralId>>> {
    let waived = store::waived_sectors(tx, candidate)?;
    let mut allowed: HashMap<_, _> = waived.into_iter().map(|sector| (sector, None)).collect();
    allowed.extend(store::validations(tx, candidate)?.into_iter().map(|(sector, referral)| (sector, Some(referral))));
    Ok(allowed)
}
