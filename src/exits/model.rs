//! Types of positive exits.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    CandidateId, Column, ExitKind, Hours, Listed, Name, OrganisationId, PeriodId, PositiveExitId, Resource, Sector,
    Versioned, Warning,
};

/// The fields of a positive exit that a caller sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitDetails {
    /// The person.
    pub candidate_id: CandidateId,
    /// The PLIE's criterion by which it counts.
    pub kind: ExitKind,
    /// The first day of the employment, the training or the business.
    pub started_on: NaiveDate,
    /// The day on which the criterion is met: the exit counts in its year.
    pub met_on: NaiveDate,
    /// The employer.
    pub employer_id: Option<OrganisationId>,
    /// Hours per week.
    pub weekly_hours: Option<Hours>,
    /// The sector that led to it, if any.
    pub sector: Option<Sector>,
    /// Where the proof is kept.
    pub proof_reference: Option<Name>,
}

/// A positive exit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositiveExit {
    /// Its id.
    pub id: PositiveExitId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The PLIE period that it ends, set by the service: the one that contains `met_on`.
    pub plie_period_id: Option<PeriodId>,
    /// The PLIE's criterion by which it counts.
    pub kind: ExitKind,
    /// The first day of the employment, the training or the business.
    pub started_on: NaiveDate,
    /// The day on which the criterion is met: the exit counts in its year.
    pub met_on: NaiveDate,
    /// The employer.
    pub employer_id: Option<OrganisationId>,
    /// Hours per week.
    pub weekly_hours: Option<Hours>,
    /// The sector that led to it, if any.
    pub sector: Option<Sector>,
    /// Where the proof is kept.
    #[schema(value_type = Option<String>, example = "SP-2023-012")]
    pub proof_reference: Option<Name>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
    /// What an officer should check: `cdi_under_half_time`, `less_than_six_months`, `over_twelve_months`,
    /// `subsidised_in_aci`, `outside_plie_period`, `unusual_age`.
    pub warnings: Vec<Warning>,
}

impl Versioned for PositiveExit {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for PositiveExit {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/positive-exits/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for PositiveExit {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("plie_period_id"),
        Column::plain("kind"),
        Column::plain("started_on"),
        Column::plain("met_on"),
        Column::plain("employer_id"),
        Column::decimal("weekly_hours"),
        Column::plain("sector"),
        Column::plain("proof_reference"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// Which positive exits to list.
#[derive(Debug, Clone, Default)]
pub struct ExitFilter {
    /// Those of this person.
    pub candidate_id: Option<CandidateId>,
    /// Those of this kind.
    pub kind: Option<ExitKind>,
    /// Those met from this day on.
    pub from: Option<NaiveDate>,
    /// Those met up to this day.
    pub to: Option<NaiveDate>,
}

/// The order of a list of exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitOrder {
    /// By the day on which the criterion was met, the earliest first.
    MetFirst,
    /// By the day on which the criterion was met, the latest first.
    MetLast,
}

/// An exit with the names beside its ids.
#[derive(Debug, Clone)]
pub struct NamedExit {
    /// The exit.
    pub exit: PositiveExit,
    /// The person's last name.
    pub last_name: Name,
    /// The person's first name.
    pub first_name: Name,
    /// The employer's name.
    pub employer: Option<Name>,
}
