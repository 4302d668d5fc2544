//! What a waiver is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, FreeText, Listed, Resource, Sector, Versioned, WaiverId};

/// What is recorded of a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverDetails {
    /// Where the person may work.
    pub sector: Sector,
    /// Why.
    pub reason: FreeText,
    /// Since when; the day it is recorded, if not said.
    pub granted_on: Option<NaiveDate>,
}

/// A waiver.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Waiver {
    /// Its id.
    pub id: WaiverId,
    /// Who may work.
    pub candidate_id: CandidateId,
    /// Where they may work.
    pub sector: Sector,
    /// Why.
    #[schema(value_type = String, example = "Remplacement urgent sur le chantier")]
    pub reason: FreeText,
    /// Since when.
    pub granted_on: NaiveDate,
    /// Who granted it.
    #[schema(example = "key:3")]
    pub granted_by: String,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Waiver {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Waiver {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/waivers/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for Waiver {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("sector"),
        Column::plain("reason"),
        Column::plain("granted_on"),
        Column::plain("granted_by"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
