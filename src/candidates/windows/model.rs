//! Types of eligibility windows.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::eligibility::EligibilityRule;
use crate::values::{CandidateId, Column, FreeText, Listed, Name, Resource, WindowId};

/// The recorded values of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowDetails {
    /// The last day on which hours count.
    pub ends_on: NaiveDate,
    /// The reason.
    pub reason: FreeText,
}

/// An eligibility window that an officer opened. It cannot be changed; a later one can extend it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EligibilityWindow {
    /// Its id.
    pub id: WindowId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The last day on which hours count.
    pub ends_on: NaiveDate,
    /// The reason.
    #[schema(value_type = String, example = "Chantier prolongé de deux mois")]
    pub reason: FreeText,
    /// Who opened it.
    #[schema(example = "key:3")]
    pub opened_by: String,
    /// When it was opened (UTC).
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
    /// The number of days until then; 0 on the last day.
    pub days_left: i64,
    /// The rule that gives this day.
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
        cursor(self.eligible_until, self.candidate_id)
    }
}

/// The distance between the cursors of two days: more than any id.
const DAY: i64 = 1_000_000_000_000;

/// The cursor of a person in a list by last day and id.
pub(super) fn cursor(until: NaiveDate, id: CandidateId) -> i64 {
    i64::from(until.num_days_from_ce()).saturating_mul(DAY).saturating_add(id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_by_day_and_then_by_id() {
        let cursor = |day: &str, id| cursor(day.parse().unwrap(), CandidateId(id));
        assert!(cursor("2023-06-30", 999_999) < cursor("2023-07-01", 1));
        assert!(cursor("2023-06-30", 1) < cursor("2023-06-30", 2));
        assert!(cursor("2100-12-31", 1) < i64::MAX);
    }
}
