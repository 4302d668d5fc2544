//! Taking back what should not have been recorded: `DELETE …?reason=` of people, referrals, employments, contracts, lots and
//! organisations, and `/v1/withdrawals`.

mod partners;
mod races;
mod records;
mod refusals;

use serde_json::Value;

use crate::support::{Client, Reply};

/// Withdraws a record at the version that the client reads now.
pub async fn withdraw(client: &Client, address: &str) -> Reply {
    let seen = client.get(address).await.ok();
    client.delete(&format!("{address}?reason=Saisi%20deux%20fois"), seen.etag()).await
}

/// The kind and label of what rests on a record.
fn dependents(reply: &Reply) -> Vec<(&str, &str)> {
    let items = reply["dependents"].as_array().unwrap().iter();
    items.map(|one| (one["kind"].as_str().unwrap(), one["label"].as_str().unwrap())).collect()
}

/// What is said of a record in the list of withdrawals.
async fn noted(client: &Client, kind: &str, id: i64) -> Vec<Value> {
    client.all(&format!("/v1/withdrawals?kind={kind}&record_id={id}")).await
}
