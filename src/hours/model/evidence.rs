//! Evidence for hours.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{EvidenceKind, Name};

/// Evidence for hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Evidence {
    /// Its kind.
    pub kind: EvidenceKind,
    /// Its reference, to find it again.
    #[schema(value_type = String, example = "FH-2023-06-14")]
    pub reference: Name,
    /// Its date.
    pub dated_on: Option<NaiveDate>,
}
