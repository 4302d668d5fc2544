//! `/v1/public-contracts`

mod lists;
mod record;
mod similar;

use serde_json::Value;

use crate::support::Reply;

/// The contract of an answer to a change, as it is read: without warnings.
fn as_read(answer: &Reply) -> Value {
    let mut contract = answer.json.clone();
    contract.as_object_mut().unwrap().remove("warnings");
    for lot in contract["lots"].as_array_mut().unwrap() {
        lot.as_object_mut().unwrap().remove("warnings");
    }
    contract
}
