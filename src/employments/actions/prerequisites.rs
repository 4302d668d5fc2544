//! The prerequisites of an employment: an employer, and for each new assignment a validated referral or a waiver in the
//! lot's sector. `create` and `update` check them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::access::{Caller, ReadEmployments, WriteTx};
use crate::candidates;
use crate::employments::admissions::{Admission, admissions as admitted};
use crate::employments::{AssignmentDetails, Employment, EmploymentDetails, rules, store};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{self, OrganisationRole};
use crate::values::{CandidateId, LotId, ReferralId, Sector, before_birth};

/// For each newly assigned lot, the validated referral of its sector; none if a waiver replaces it.
#[derive(Debug, Default)]
pub(super) struct Prerequisites(HashMap<LotId, Option<ReferralId>>);

impl Prerequisites {
    /// The referral of the lot's assignment.
    pub(super) fn referral(&self, lot: LotId) -> Option<ReferralId> {
        self.0.get(&lot).copied().flatten()
    }
}

/// Checks the dates, and all prerequisites that `details` changes, and returns every field error at once.
pub(super) fn check(
    tx: &mut WriteTx<'_>,
    current: Option<&Employment>,
    details: &EmploymentDetails,
    birth: NaiveDate,
) -> Result<Prerequisites> {
    let mut field_errors = rules::field_errors(details);
    if current.is_none_or(|current| current.starts_on != details.period.from) {
        field_errors.extend(before_birth("/starts_on", birth, details.period.from));
    }
    if details.assignments.is_empty() && !tx.scope().sectors.is_all() {
        let detail = "Une affectation au moins est obligatoire : sans elle, ce contrat ne serait pas de vos secteurs.";
        field_errors.push(FieldError::new("/assignments", ProblemCode::Missing).with_detail(detail));
    }
    if current.is_none_or(|current| current.employer_id != details.employer_id) {
        field_errors.extend(employer_error(tx, details)?);
    }
    let is_stored = |wanted: &AssignmentDetails| {
        current.is_some_and(|current| current.assignments.iter().any(|stored| stored.is(wanted)))
    };
    let new = details.assignments.iter().enumerate().filter(|(_, wanted)| !is_stored(wanted));
    let new: Vec<(usize, LotId)> = new.map(|(index, wanted)| (index, wanted.lot_id)).collect();
    let lots: Vec<LotId> = new.iter().map(|(_, lot)| *lot).collect();
    let sectors = store::sectors_of(tx, &lots)?;
    let validations = store::locked_validations(tx, details.candidate_id)?;
    let admissions = admitted(validations, store::waived(tx, details.candidate_id)?);
    let mut prerequisites = Prerequisites::default();
    for (index, lot) in new {
        let pointer = format!("/assignments/{index}/lot_id");
        match sectors.get(&lot).map(|sector| admissions.get(sector)) {
            Some(Some(Admission::Referral(id, _))) => drop(prerequisites.0.insert(lot, Some(*id))),
            Some(Some(Admission::Waiver(_))) => drop(prerequisites.0.insert(lot, None)),
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

/// In which of the caller's sectors a person may be put to work, and why.
///
/// # Errors
/// `not_found` if the person is unknown.
pub fn admissions(caller: &Caller<ReadEmployments>, candidate: CandidateId) -> Result<BTreeMap<Sector, Admission>> {
    let mut admissions = caller.snapshot(|tx| {
        candidates::store::exists(tx, candidate)?;
        Ok(admitted(store::validations(tx, candidate)?, store::waived(tx, candidate)?))
    })?;
    admissions.retain(|sector, _| caller.scope().sees(*sector));
    caller.log_read("referrals", candidate)?;
    Ok(admissions)
}
