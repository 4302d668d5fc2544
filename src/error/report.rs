//! The report on a batch that was refused as a whole.

use serde_json::value::RawValue;

/// The outcome of each row of a batch that was refused as a whole, as JSON for the response.
#[derive(Debug, Clone)]
pub struct Report {
    /// The number of rows with each outcome.
    pub summary: Box<RawValue>,
    /// The outcome of each row.
    pub rows: Box<RawValue>,
}
