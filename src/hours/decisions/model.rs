//! Decisions and their results.

use serde::Serialize;
use utoipa::ToSchema;

use crate::hours::HoursFilter;
use crate::hours::batches::RowVerdict;
use crate::values::{FreeText, Hours, HoursId, Resource};

/// The most cells decided on at once.
pub const MOST_CELLS: usize = 5_000;

/// An officer's decision.
#[derive(Debug, Clone)]
pub enum Decision {
    /// The hours count from now on.
    Validate(Option<FreeText>),
    /// The hours do not count; with the reason.
    Reject(FreeText),
}

/// The cells of a decision.
#[derive(Debug, Clone)]
pub enum Selection {
    /// By their ids, as they are now.
    Ids(Vec<HoursId>),
    /// By their ids, each as it was at the version that the officer read.
    Versions(Vec<(HoursId, i64)>),
    /// Those that wait and pass the filter, if they are as expected.
    Filter(Box<HoursFilter>, Expected),
}

/// What a filter is expected to select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The number of cells.
    pub count: i64,
    /// Their hours in total.
    pub worked: Hours,
}

/// Results in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tally {
    /// Cells that were decided on.
    pub decided: i64,
    /// Cells that had that status already.
    pub unchanged: i64,
    /// Cells on which the decision was refused.
    pub refused: i64,
    /// The hours that were decided on.
    pub worked: Hours,
}

/// Results of a decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Decided {
    /// In numbers.
    pub summary: Tally,
    /// Cell by cell: in the order of the ids given, or by month and id.
    pub rows: Vec<RowVerdict>,
}

impl Resource for Decided {
    fn address(&self) -> Option<String> {
        None
    }
}
