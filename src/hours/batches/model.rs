//! Batches, as they are sent and as they are answered.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::error::FieldError;
use crate::hours::{Evidence, FigureView};
use crate::values::{
    BatchId, Column, EmploymentId, FreeText, Hours, HoursId, HoursStatus, Listed, LotId, Month, Name, Resource, Siret,
    Warning,
};

/// The most rows of a batch.
pub const MOST_ROWS: usize = 5_000;

/// Entries for many cells, as a caller sends them.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Whether it is a dry run: answered in the same way, and nothing recorded.
    pub dry_run: bool,
    /// Whether it is recorded as a whole or not at all.
    pub atomic: bool,
    /// The status asked for, for all rows.
    pub status: Option<HoursStatus>,
    /// The rows in the order sent; the errors of those that could not be read are part of the answer.
    pub rows: Vec<Result<BatchRow, UnreadRow>>,
}

/// A row that could not be read.
#[derive(Debug, Clone)]
pub struct UnreadRow {
    /// The sender's own reference of the cell, if that could be read.
    pub external_ref: Option<Name>,
    /// What is wrong.
    pub field_errors: Vec<FieldError>,
}

/// A row of a batch.
#[derive(Debug, Clone)]
pub struct BatchRow {
    /// The sender's own reference of the cell.
    pub external_ref: Option<Name>,
    /// The employment.
    pub employment: EmploymentRef,
    /// The lot.
    pub lot: LotRef,
    /// The month.
    pub month: Month,
    /// The hours worked; zero withdraws.
    pub worked: Hours,
    /// Hours of training among them.
    pub training: Hours,
    /// The evidence for them.
    pub evidence: Option<Evidence>,
    /// The reason of the change: the row's own, or else the batch's.
    pub reason: Option<FreeText>,
    /// Whether the reason is the row's own; one for a whole batch moves no reference.
    pub has_own_reason: bool,
    /// The cell's version, if the sender has read a change by others.
    pub version: Option<i64>,
}

/// How a row names an employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmploymentRef {
    /// By its id.
    Id(EmploymentId),
    /// By the sender's own reference.
    Reference(Name),
}

/// How a row names a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LotRef {
    /// By its id.
    Id(LotId),
    /// By the numbers on the contract.
    Numbers {
        /// The buyer's number of the public contract.
        public_contract: Name,
        /// The lot's number.
        number: Name,
        /// The buyer, if several use the same number.
        buyer: Option<Siret>,
    },
}

/// Results in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// Cells that are new.
    pub created: i64,
    /// Cells that have a new version.
    pub updated: i64,
    /// Cells that had that figure already.
    pub unchanged: i64,
    /// Rows that were refused.
    pub rejected: i64,
    /// The hours of the rows not refused.
    pub worked: Hours,
}

/// The result of a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowVerdict {
    /// Its index in the batch, from 0.
    pub index: usize,
    /// The sender's own reference of the cell, as the row gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ARIQ-8842")]
    pub external_ref: Option<String>,
    /// `created`, `updated`, `unchanged` or `rejected`.
    #[schema(example = "created")]
    pub verdict: &'static str,
    /// The cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hours_id: Option<HoursId>,
    /// The cell's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub version: Option<i64>,
    /// The figure that counts instead, if an officer has corrected the one that was sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current: Option<FigureView>,
    /// Warnings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub warnings: Option<Vec<Warning>>,
    /// Why the row was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<RowProblem>,
}

/// Why a row was refused: its first error, and the others.
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
    /// Further errors of the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    pub others: Vec<RowFault>,
}

/// A further error of a row.
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
    /// Its id; `null` for a dry run.
    #[schema(required = true)]
    pub batch_id: Option<BatchId>,
    /// Who sent it.
    #[schema(example = "ARIQ BTP")]
    pub source: String,
    /// When (UTC).
    pub received_at: DateTime<Utc>,
    /// The results of its rows, in numbers.
    pub summary: Summary,
    /// The result of each row, in the order sent.
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
    /// The results of its rows, in numbers.
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
