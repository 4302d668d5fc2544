//! What a window of eligibility is.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hours::EligibilityRule;
use crate::values::{CandidateId, Column, FreeText, Listed, Name, Resource, WindowId};

/// What is recorded of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowDetails {
    /// The last day on which hours count.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: FreeText,
}

/// A window of eligibility that an officer opened. It stays as it was opened; a later one goes further.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EligibilityWindow {
    /// Its id.
    pub id: WindowId,
    /// For whom.
    pub candidate_id: CandidateId,
    /// The last day on which hours count.
    pub ends_on: NaiveDate,
    /// Why.
    #[schema(value_type = String, example = "Chantier prolongé de deux mois")]
    pub reason: FreeText,
    /// Who opened it.
    #[schema(example = "key:3")]
    pub opened_by: String,
    /// When (UTC).
    pub opened_at: DateTime<Utc>,
}

impl Resource for EligibilityWindow {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/candidates/{}/eligibility-windows", self.candidate_id))
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for EligibilityWindow {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("ends_on"),
        Column::plain("reason"),
        Column::plain("opened_by"),
        Column::plain("opened_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// A person whose eligibility ends soon.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EndingEligibility {
    /// Their id.
    pub candidate_id: CandidateId,
    /// Their last name.
    #[schema(value_type = String, example = "Rosée")]
    pub last_name: Name,
    /// Their first name.
    #[schema(value_type = String, example = "Fatoumata")]
    pub first_name: Name,
    /// The last day on which their hours count.
    pub eligible_until: NaiveDate,
    /// How many days are left until then; 0 on the last day.
    pub days_left: i64,
    /// What gives that day.
    pub rule: EligibilityRule,
}

impl Listed for EndingEligibility {
    const COLUMNS: &'static [Column] = &[
        Column::plain("candidate_id"),
        Column::plain("last_name"),
        Column::plain("first_name"),
        Column::plain("eligible_until"),
        Column::plain("days_left"),
        Column::plain("rule"),
    ];

    fn position(&self) -> i64 {
        place(self.eligible_until, self.candidate_id)
    }
}

/// Room for the ids of one day, in the place of a list.
const DAY: i64 = 1_000_000_000_000;

/// Where a person stands in a list by last day and id, as one number.
pub(super) fn place(until: NaiveDate, id: CandidateId) -> i64 {
    i64::from(until.num_days_from_ce()).saturating_mul(DAY).saturating_add(id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_by_day_and_then_by_id() {
        let place = |day: &str, id| place(day.parse().unwrap(), CandidateId(id));
        assert!(place("2023-06-30", 999_999) < place("2023-07-01", 1));
        assert!(place("2023-06-30", 1) < place("2023-06-30", 2));
        assert!(place("2100-12-31", 1) < i64::MAX);
    }
}
