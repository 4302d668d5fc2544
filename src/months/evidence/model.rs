//! Types of evidence for a lot and month.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Column, EvidenceKind, Listed, LotEvidenceId, LotId, Month, Name, Resource, Versioned};

/// Evidence to record.
#[derive(Debug, Clone)]
pub struct NewLotEvidence {
    /// The lot.
    pub lot: LotId,
    /// The kind of document.
    pub kind: EvidenceKind,
    /// The reference under which it is filed.
    pub reference: Name,
    /// Its date.
    pub dated_on: Option<NaiveDate>,
}

/// Evidence for all hours of a lot in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotEvidence {
    /// Its id.
    pub id: LotEvidenceId,
    /// The lot.
    pub lot_id: LotId,
    /// The month.
    pub month: Month,
    /// The kind of document.
    pub kind: EvidenceKind,
    /// The reference under which it is filed.
    #[schema(value_type = String, example = "FH-2023-06, feuilles 1 à 14")]
    pub reference: Name,
    /// Its date.
    pub dated_on: Option<NaiveDate>,
    /// The source that recorded it.
    #[schema(example = "ARIQ")]
    pub source: String,
    /// The actor who recorded it; partners see it for their own evidence only.
    #[schema(required = true, example = "key:3")]
    pub recorded_by: Option<String>,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// Always 1: evidence does not change.
    pub version: i64,
}

impl Versioned for LotEvidence {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for LotEvidence {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/months/{}/evidence/{}", self.month, self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for LotEvidence {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("lot_id"),
        Column::plain("month"),
        Column::plain("kind"),
        Column::plain("reference"),
        Column::plain("dated_on"),
        Column::plain("source"),
        Column::plain("recorded_by"),
        Column::plain("recorded_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
