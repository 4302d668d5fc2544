//! What the register tells.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, Listed};

/// Somebody read something of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileRead {
    /// Its id.
    pub id: i64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who, as in the audit trail.
    #[schema(example = "key:3")]
    pub actor: String,
    /// What was read: the file itself or a part of it, such as `candidate`, `referrals` or `waiver`.
    #[schema(example = "candidate")]
    pub what: String,
    /// Whose; `null` where a list of several people was looked through.
    pub candidate_id: Option<CandidateId>,
    /// The request, as it stands in the log.
    #[schema(example = "a8ad4400-e51c-4a4d-aa89-3d2d53f52199")]
    pub request_id: Option<String>,
}

impl Listed for FileRead {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("at"),
        Column::plain("actor"),
        Column::plain("what"),
        Column::plain("candidate_id"),
        Column::plain("request_id"),
    ];

    fn position(&self) -> i64 {
        self.id
    }
}

/// Which reads to list.
#[derive(Debug, Clone, Default)]
pub struct ReadFilter {
    /// Those of this person's file.
    pub candidate: Option<CandidateId>,
    /// Those by this actor.
    pub actor: Option<String>,
    /// Those from this day on (UTC).
    pub from: Option<NaiveDate>,
    /// Those up to this day, itself included (UTC).
    pub to: Option<NaiveDate>,
}
