//! Types of distinctions.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, FreeText, Listed};

/// An officer's decision that two records are about two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Distinction {
    /// The record of the address.
    pub candidate_id: CandidateId,
    /// The other record.
    pub other_candidate_id: CandidateId,
    /// Why they are two people.
    #[schema(value_type = String, example = "Deux cousins, nés le même jour")]
    pub reason: FreeText,
    /// Who decided: a kind and a number.
    #[schema(example = "user:4")]
    pub decided_by: String,
    /// When it was decided (UTC).
    pub decided_at: DateTime<Utc>,
}

impl Listed for Distinction {
    const COLUMNS: &'static [Column] = &[
        Column::plain("candidate_id"),
        Column::plain("other_candidate_id"),
        Column::plain("reason"),
        Column::plain("decided_by"),
        Column::plain("decided_at"),
    ];

    fn position(&self) -> i64 {
        self.other_candidate_id.0
    }
}
