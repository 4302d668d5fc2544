//! What is told of a batch that was refused as a whole.

use serde_json::value::RawValue;

/// What became of each row of a batch that was refused as a whole, as it would have been answered.
#[derive(Debug, Clone)]
pub struct Report {
    /// In numbers.
    pub summary: Box<RawValue>,
    /// Row by row.
    pub rows: Box<RawValue>,
}
