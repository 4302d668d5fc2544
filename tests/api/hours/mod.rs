//! `/v1/hours`.

mod answered;
mod batches;
mod cells;
mod closed;
mod concurrent;
mod corrections;
mod crowd;
mod decisions;
mod drift;
mod frozen;
mod identities;
mod life;
mod lists;
mod moved;
mod named;
mod processes;
mod races;
mod refusals;
mod scope;
mod sums;
mod warnings;
mod withdrawals;

use serde_json::Value;

use crate::support::Reply;

/// The codes of an answer's warnings.
fn warned(reply: &Reply) -> Vec<&str> {
    codes_of(&reply["warnings"])
}

/// The codes of a list of warnings.
fn codes_of(warnings: &Value) -> Vec<&str> {
    warnings.as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}
