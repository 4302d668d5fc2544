//! A change of contract type: one employment ends, and the next begins on the day after.

use chrono::{Days, NaiveDate};

use super::{Assignment, AssignmentDetails, Employment, EmploymentDetails};
use crate::error::{FieldError, ProblemCode};
use crate::values::{ContractType, Hours, Name, Period, RomeCode, day_in_words};

/// The employment that begins when the type of contract changes; the person and the employer stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The new type of contract.
    pub contract_type: ContractType,
    /// The first day of the new type.
    pub starts_on: NaiveDate,
    /// The last day; only a CDI may have none.
    pub ends_on: Option<NaiveDate>,
    /// The occupation (ROME); that of the employment before, if it is not given.
    pub occupation: Option<RomeCode>,
    /// Hours per week; those of the employment before, if they are not given.
    pub weekly_hours: Option<Hours>,
    /// The sender's reference of the new employment.
    pub external_ref: Option<Name>,
}

/// The employment as it ends and the one that succeeds it. Assignments that run when the type changes end with the one
/// and go on with the other.
///
/// # Errors
/// `immutable_field` unless the type changes; `invalid_period` unless the next employment begins within the one before or
/// on the day after.
pub(super) fn succession(
    current: &Employment,
    new: &Succession,
) -> Result<(EmploymentDetails, EmploymentDetails), Vec<FieldError>> {
    let mut field_errors = Vec::new();
    if new.contract_type == current.contract_type {
        let detail = format!(
            "Ce contrat est déjà un {} : pour le prolonger, corrigez sa date de fin.",
            current.contract_type.as_str()
        );
        field_errors.push(FieldError::new("/contract_type", ProblemCode::ImmutableField).with_detail(detail));
    }
    field_errors.extend(start_error(current, new.starts_on));
    let last_day = new.starts_on.pred_opt().filter(|_| field_errors.is_empty());
    let Some(last_day) = last_day else { return Err(field_errors) };
    let before = EmploymentDetails::from(current);
    let next = EmploymentDetails {
        contract_type: new.contract_type,
        period: Period { from: new.starts_on, to: new.ends_on },
        occupation: new.occupation.clone().or_else(|| before.occupation.clone()),
        weekly_hours: new.weekly_hours.or(before.weekly_hours),
        external_ref: new.external_ref.clone(),
        assignments: current.assignments.iter().filter_map(|assignment| continued(current, assignment, new)).collect(),
        ..before.clone()
    };
    Ok((before.ended_on(last_day), next))
}

fn start_error(current: &Employment, starts_on: NaiveDate) -> Option<FieldError> {
    let refused = |detail: String| Some(FieldError::new("/starts_on", ProblemCode::InvalidPeriod).with_detail(detail));
    if starts_on <= current.starts_on {
        let first = day_in_words(current.starts_on);
        return refused(format!("Le contrat à remplacer commence le {first} : le suivant commence plus tard."));
    }
    let end = current.ends_on?;
    if end.checked_add_days(Days::new(1)).is_some_and(|latest| latest < starts_on) {
        let end = day_in_words(end);
        return refused(format!(
            "Le contrat à remplacer finit le {end} : le suivant commence au plus tard le lendemain."
        ));
    }
    None
}

/// The assignment of the next employment; none if it ended before.
fn continued(current: &Employment, assignment: &Assignment, new: &Succession) -> Option<AssignmentDetails> {
    let lasts_as_long = assignment.to.is_none() || assignment.to == current.ends_on;
    let is_over = !lasts_as_long && assignment.to.is_some_and(|to| to < new.starts_on);
    if is_over || new.ends_on.is_some_and(|end| end < assignment.from) {
        return None;
    }
    let to = assignment.to.filter(|to| !lasts_as_long && new.ends_on.is_none_or(|end| *to <= end));
    let period = Period { from: assignment.from.max(new.starts_on), to };
    Some(AssignmentDetails { lot_id: assignment.lot_id, modality: assignment.modality, period })
}
