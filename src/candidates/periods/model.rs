//! Types of PLIE periods.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, Listed, Period, PeriodId, PeriodSource, Resource, Versioned, Warning};

/// The recorded values of a PLIE period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PliePeriodDetails {
    /// The period, both days included.
    pub period: Period,
}

/// A period during which the PLIE accompanies a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PliePeriod {
    /// Its id.
    pub id: PeriodId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
    /// Who recorded it.
    pub source: PeriodSource,
    /// Whether it decides the scope `plie`. Once a person is linked to a participant record, the periods of the record
    /// count and officers' own do not.
    pub counts: bool,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
    /// Warnings, after a change: `unusual_age`.
    pub warnings: Vec<Warning>,
}

impl PliePeriod {
    /// The period, both days included.
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

impl Versioned for PliePeriod {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for PliePeriod {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/plie-periods/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for PliePeriod {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("from"),
        Column::plain("to"),
        Column::plain("source"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
        Column::plain("counts"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
