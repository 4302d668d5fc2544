//! Types of comments on lots.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Column, FreeText, Listed, LotCommentId, LotId, Resource, Versioned};

/// A comment to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLotComment {
    /// The text; none withdraws the comment before.
    pub comment: Option<FreeText>,
}

/// A comment on a lot. It never changes; a later one replaces it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LotComment {
    /// Its id.
    pub id: LotCommentId,
    /// The lot.
    pub lot_id: LotId,
    /// The day from which it stands in the buyer's account.
    pub written_on: NaiveDate,
    /// The text; `null` if it withdraws the comment before.
    #[schema(required = true, value_type = Option<String>, example = "Deux embauches sont prévues en septembre.")]
    pub comment: Option<FreeText>,
    /// The actor who wrote it.
    #[schema(example = "user:3")]
    pub recorded_by: String,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// The version, always 1.
    pub version: i64,
}

impl Versioned for LotComment {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for LotComment {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/lots/{}/comments", self.lot_id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for LotComment {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("lot_id"),
        Column::plain("written_on"),
        Column::plain("comment"),
        Column::plain("recorded_by"),
        Column::plain("recorded_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
