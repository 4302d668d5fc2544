//! What is decided, and what became of it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::hours::HoursFilter;
use crate::hours::batches::RowVerdict;
use crate::values::{FreeText, Hours, HoursId, Resource};

/// The most cells decided on at once.
pub const MOST_CELLS: usize = 5_000;

/// What an officer decides.
#[derive(Debug, Clone)]
pub enum Decision {
    /// The hours count from now on.
    Validate(Option<FreeText>),
    /// They do not, and this is why.
    Reject(FreeText),
}

/// On which cells it is decided.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// On these.
    Ids(Vec<HoursId>),
    /// On those that wait for a decision and are chosen so, if they are what the officer saw.
    Filter(Box<HoursFilter>, Expected),
}

/// What an officer saw before deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// How many cells.
    pub count: i64,
    /// How many hours they say together.
    pub worked: Hours,
}

/// What became of the cells, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tally {
    /// Cells that were decided on.
    pub decided: i64,
    /// Cells that stood so already.
    pub unchanged: i64,
    /// Cells on which it could not be decided.
    pub refused: i64,
    /// The hours that were decided on.
    pub worked: Hours,
}

/// What became of the cells.
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
