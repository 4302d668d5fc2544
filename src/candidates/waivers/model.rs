//! Types of waivers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, FreeText, Listed, Resource, Sector, Versioned, WaiverId};

/// The recorded values of a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverDetails {
    /// The sector in which the person may work.
    pub sector: Sector,
    /// The reason.
    pub reason: FreeText,
    /// The date of the waiver; by default the day it is recorded.
    pub granted_on: Option<NaiveDate>,
}

/// Permission for a person to work in a sector without a validated referral.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Waiver {
    /// Its id.
    pub id: WaiverId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The sector in which the person may work.
    pub sector: Sector,
    /// The reason.
    #[schema(value_type = String, example = "Remplacement urgent sur le chantier")]
    pub reason: FreeText,
    /// The date of the waiver.
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
