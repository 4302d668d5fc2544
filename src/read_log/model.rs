//! Entries of the read log.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, Listed};

/// A read of a person's data.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileRead {
    /// The id.
    pub id: i64,
    /// The time (UTC).
    pub at: DateTime<Utc>,
    /// The actor, as in the audit trail.
    #[schema(example = "key:3")]
    pub actor: String,
    /// The resource: `candidate` or a part of the record, such as `referrals` or `waiver`.
    #[schema(example = "candidate")]
    pub what: String,
    /// The person; `null` for a list of several people.
    pub candidate_id: Option<CandidateId>,
    /// The id of the request, as in the log.
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

/// The filter of a list of reads.
#[derive(Debug, Clone, Default)]
pub struct ReadFilter {
    /// The person.
    pub candidate: Option<CandidateId>,
    /// The actor.
    pub actor: Option<String>,
    /// The first moment.
    pub from: Option<DateTime<Utc>>,
    /// The moment at which it ends, no longer part of it.
    pub before: Option<DateTime<Utc>>,
}
