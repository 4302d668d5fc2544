//! Lists in a refusal: the report on a batch that was refused as a whole, and what is in the way.

use serde_json::value::RawValue;

/// The outcome of each row of a batch that was refused as a whole, as JSON for the response.
#[derive(Debug, Clone)]
pub struct Report {
    /// The number of rows with each outcome.
    pub summary: Box<RawValue>,
    /// The outcome of each row.
    pub rows: Box<RawValue>,
}

/// What is in the way of a request, as JSON for the response.
#[derive(Debug, Clone)]
pub enum InTheWay {
    /// Of closing a month, each with its count.
    Obstacles(Box<RawValue>),
    /// Of withdrawing a record: what rests on it.
    Dependents(Box<RawValue>),
}

impl InTheWay {
    /// The obstacles.
    pub fn obstacles(&self) -> Option<Box<RawValue>> {
        match self {
            Self::Obstacles(list) => Some(list.clone()),
            Self::Dependents(_) => None,
        }
    }

    /// The dependents.
    pub fn dependents(&self) -> Option<Box<RawValue>> {
        match self {
            Self::Dependents(list) => Some(list.clone()),
            Self::Obstacles(_) => None,
        }
    }
}
