//! What a batch is, as it is sent and as it is answered.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::error::FieldError;
use crate::hours::{Evidence, Standing};
use crate::values::{
    BatchId, Column, EmploymentId, FreeText, Hours, HoursId, HoursStatus, Listed, LotId, Month, Name, Resource, Siret,
    Warning,
};

/// The most rows of a batch.
pub const MOST_ROWS: usize = 5_000;

/// What somebody says of many cells at once.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Whether it is only tried: answered alike, and nothing kept.
    pub dry_run: bool,
    /// Whether it is kept whole or not at all.
    pub atomic: bool,
    /// The status asked for, for all rows.
    pub status: Option<HoursStatus>,
    /// The rows, as they were sent; what could not be read is answered with the others.
    pub rows: Vec<Result<Row, Vec<FieldError>>>,
}

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    /// The sender's own reference of the cell.
    pub external_ref: Option<Name>,
    /// Whose hours.
    pub employment: EmploymentNamed,
    /// On which lot.
    pub lot: LotNamed,
    /// In which month.
    pub month: Month,
    /// The hours worked; zero withdraws.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// What proves them.
    pub evidence: Option<Evidence>,
    /// Why the figure changes.
    pub reason: Option<FreeText>,
    /// The version that the sender saw, if it saw that somebody else changed the cell.
    pub version: Option<i64>,
}

/// How a row names an employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmploymentNamed {
    /// By its id.
    Id(EmploymentId),
    /// By the sender's own reference.
    Reference(Name),
}

/// How a row names a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LotNamed {
    /// By its id.
    Id(LotId),
    /// By the numbers that stand on the contract.
    Numbers {
        /// The buyer's number of the public contract.
        public_contract: Name,
        /// The lot's number.
        number: Name,
        /// The buyer, where several use the same number.
        buyer: Option<Siret>,
    },
}

/// What became of the rows, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// Cells that are new.
    pub created: i64,
    /// Cells that have a new version.
    pub updated: i64,
    /// Cells that were so already.
    pub unchanged: i64,
    /// Rows that were refused.
    pub rejected: i64,
    /// The hours that the rows not refused say.
    pub worked: Hours,
}

/// What became of a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowVerdict {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// `created`, `updated`, `unchanged` or `rejected`.
    #[schema(example = "created")]
    pub verdict: &'static str,
    /// The cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hours_id: Option<HoursId>,
    /// The version that the cell stands at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub version: Option<i64>,
    /// The figure that stands instead, where an officer has corrected the one that was sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current: Option<Standing>,
    /// What should be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub warnings: Option<Vec<Warning>>,
    /// Why the row was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<RowProblem>,
}

/// Why a row was refused: the first thing that is wrong with it, and the others.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowProblem {
    /// The stable code.
    #[schema(example = "hours_after_employment_end")]
    pub code: &'static str,
    /// What is wrong, in French.
    #[schema(example = "Le mois est après la fin du contrat de travail.")]
    pub detail: String,
    /// Where, as a JSON pointer into the batch.
    #[schema(example = "/rows/7/month")]
    pub pointer: String,
    /// What else is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    pub others: Vec<RowFault>,
}

/// What else is wrong with a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowFault {
    /// The stable code.
    #[schema(example = "training_over_worked")]
    pub code: &'static str,
    /// What is wrong, in French.
    #[schema(
        example = "Les heures de formation sont comprises dans les heures réalisées et ne peuvent pas les dépasser."
    )]
    pub detail: String,
    /// Where, as a JSON pointer into the batch.
    #[schema(example = "/rows/7/training")]
    pub pointer: String,
}

/// A batch, as it was answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Batch {
    /// Its id; `null` for one that was only tried.
    #[schema(required = true)]
    pub batch_id: Option<BatchId>,
    /// Who sent it.
    #[schema(example = "ARIQ BTP")]
    pub source: String,
    /// When (UTC).
    pub received_at: DateTime<Utc>,
    /// What became of its rows, in numbers.
    pub summary: Summary,
    /// What became of each row, in the order they were sent.
    #[schema(value_type = Vec<RowVerdict>)]
    pub rows: Box<RawValue>,
}

impl Resource for Batch {
    fn address(&self) -> Option<String> {
        None
    }
}

/// A batch in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BatchLine {
    /// Its id.
    pub batch_id: BatchId,
    /// Who sent it.
    #[schema(example = "ARIQ BTP")]
    pub source: String,
    /// When (UTC).
    pub received_at: DateTime<Utc>,
    /// What became of its rows, in numbers.
    pub summary: Summary,
}

impl Listed for BatchLine {
    const COLUMNS: &'static [Column] = &[
        Column::plain("batch_id"),
        Column::plain("source"),
        Column::plain("received_at"),
        Column::plain("summary.created"),
        Column::plain("summary.updated"),
        Column::plain("summary.unchanged"),
        Column::plain("summary.rejected"),
        Column::decimal("summary.worked"),
    ];

    fn position(&self) -> i64 {
        self.batch_id.0
    }
}
