//! Rules of employments and their assignments.

use super::{AssignmentDetails, EmploymentDetails};
use crate::error::{FieldError, ProblemCode};
use crate::values::{ContractType, EmployerKind, Hours, Period, Warning};

/// The field errors of an employment that need no database.
pub(super) fn field_errors(details: &EmploymentDetails) -> Vec<FieldError> {
    let mut field_errors = Vec::new();
    if !details.period.is_ordered() {
        field_errors.push(FieldError::new("/ends_on", ProblemCode::InvalidPeriod));
    }
    if details.period.to.is_none() && details.contract_type != ContractType::Cdi {
        field_errors.push(FieldError::new("/ends_on", ProblemCode::EndRequired));
    }
    field_errors.extend(details.weekly_hours.and_then(weekly_error));
    for (index, assignment) in details.assignments.iter().enumerate() {
        field_errors.extend(assignment_error(details, index, assignment));
    }
    field_errors
}

/// An error unless the hours per week are above zero and at most 168.
pub(super) fn weekly_error(hours: Hours) -> Option<FieldError> {
    let is_possible = (Hours::from_hundredths(1)..=Hours::from_hundredths(16_800)).contains(&hours);
    (!is_possible).then(|| {
        let detail = format!(
            "Une durée hebdomadaire doit être supérieure à zéro, et d’au plus 168 heures : {} est refusé.",
            hours.in_french()
        );
        FieldError::new("/weekly_hours", ProblemCode::HoursTooLarge).with_detail(detail)
    })
}

fn assignment_error(details: &EmploymentDetails, index: usize, assignment: &AssignmentDetails) -> Option<FieldError> {
    if !assignment.period.is_ordered() {
        return Some(FieldError::new(format!("/assignments/{index}/to"), ProblemCode::InvalidPeriod));
    }
    let lasting = within(assignment.period, details.period);
    if !lasting.is_ordered() || !details.period.covers(&lasting) {
        return Some(FieldError::new(format!("/assignments/{index}/from"), ProblemCode::AssignmentOutsideEmployment));
    }
    let earlier = details.assignments.iter().take(index);
    let overlaps = earlier
        .filter(|other| other.lot_id == assignment.lot_id)
        .any(|other| other.period.overlaps(&assignment.period));
    overlaps.then(|| FieldError::new(format!("/assignments/{index}/from"), ProblemCode::OverlappingPeriods))
}

/// An assignment without an end lasts as long as its employment.
fn within(assignment: Period, employment: Period) -> Period {
    Period { to: assignment.to.or(employment.to), ..assignment }
}

/// A warning if the employer is of a kind that does not usually conclude this type of contract.
pub(crate) fn contract_type_at_odds(contract_type: ContractType, employer: Option<EmployerKind>) -> Option<Warning> {
    use EmployerKind::{Aci, Ai, Ei, Etti};
    let usual = match contract_type {
        ContractType::Cddi => matches!(employer, Some(Ei | Aci | Ai)),
        ContractType::Ctti => matches!(employer, Some(Etti)),
        _ => true,
    };
    let expected = if contract_type == ContractType::Cddi { "une EI, un ACI ou une AI" } else { "une ETTI" };
    (!usual).then(|| {
        let detail = format!(
            "Un {contract_type} se conclut d’ordinaire avec {expected} ; cet employeur est d’une autre nature."
        );
        Warning::new("contract_type_at_odds", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{CandidateId, LotId, Modality, OrganisationId};

    fn period(from: &str, to: Option<&str>) -> Period {
        Period { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()) }
    }

    fn employment(contract_type: ContractType, period: Period, assigned: &[Period]) -> EmploymentDetails {
        let assignment =
            |period: &Period| AssignmentDetails { lot_id: LotId(1), modality: Modality::DirectHire, period: *period };
        EmploymentDetails {
            candidate_id: CandidateId(1),
            employer_id: OrganisationId(1),
            contract_type,
            occupation: None,
            period,
            weekly_hours: None,
            external_ref: None,
            assignments: assigned.iter().map(assignment).collect(),
        }
    }

    fn codes(details: &EmploymentDetails) -> Vec<ProblemCode> {
        field_errors(details).into_iter().map(|field_error| field_error.code).collect()
    }

    #[test]
    fn only_a_cdi_is_open_ended() {
        let open = period("2023-01-09", None);
        assert_eq!(codes(&employment(ContractType::Cddi, open, &[])), [ProblemCode::EndRequired]);
        assert!(codes(&employment(ContractType::Cdi, open, &[open])).is_empty());
    }

    #[test]
    fn assignments_lie_within_the_employment_and_apart_from_each_other() {
        let whole = period("2023-01-09", Some("2023-06-30"));
        let before = period("2023-01-08", Some("2023-02-01"));
        assert_eq!(
            codes(&employment(ContractType::Cddi, whole, &[before])),
            [ProblemCode::AssignmentOutsideEmployment]
        );
        let twice = [period("2023-02-01", Some("2023-03-01")), period("2023-03-01", None)];
        assert_eq!(codes(&employment(ContractType::Cddi, whole, &twice)), [ProblemCode::OverlappingPeriods]);
    }

    #[test]
    fn a_cddi_outside_the_iae_is_warned_of() {
        assert!(contract_type_at_odds(ContractType::Cddi, Some(EmployerKind::Company)).is_some());
        assert!(contract_type_at_odds(ContractType::Cddi, Some(EmployerKind::Aci)).is_none());
        assert!(contract_type_at_odds(ContractType::Ctti, Some(EmployerKind::TempAgency)).is_some());
        assert!(contract_type_at_odds(ContractType::Cdd, None).is_none());
    }
}
