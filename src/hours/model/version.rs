//! Versions of a cell, and the last decision on one.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::evidence::Evidence;
use crate::values::{Column, Hours, HoursStatus, Listed};

/// One version of a cell.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// The hours worked.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// Its status.
    pub status: HoursStatus,
    /// Who sent it.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// Its evidence.
    pub evidence: Option<Evidence>,
    /// The reason of the change.
    #[schema(example = "Feuille de juin reçue en retard")]
    pub reason: Option<String>,
    /// Who recorded it; a partner sees only itself.
    #[schema(example = "key:4")]
    pub recorded_by: Option<String>,
    /// When (UTC).
    pub recorded_at: DateTime<Utc>,
}

impl Listed for Version {
    const COLUMNS: &'static [Column] = &[
        Column::plain("version"),
        Column::decimal("worked"),
        Column::decimal("training"),
        Column::plain("status"),
        Column::plain("source"),
        Column::plain("evidence.kind"),
        Column::plain("evidence.reference"),
        Column::plain("evidence.dated_on"),
        Column::plain("reason"),
        Column::plain("recorded_by"),
        Column::plain("recorded_at"),
    ];

    fn position(&self) -> i64 {
        self.version
    }
}

/// The last decision on a cell: an officer validated or rejected what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastDecision {
    /// `validated` or `rejected`.
    pub status: HoursStatus,
    /// The officer's reason.
    #[schema(required = true, example = "Feuille non signée")]
    pub reason: Option<String>,
    /// When (UTC).
    pub at: DateTime<Utc>,
}
