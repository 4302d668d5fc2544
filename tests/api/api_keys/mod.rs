//! `/v1/api-keys`

mod command;
mod guesses;
mod records;
mod revocation;
mod rotation;
mod uses;

use serde_json::{Value, json};

use crate::support::{Client, Reply};

/// A key as it is asked for.
fn a_key(role: &str) -> Value {
    json!({ "name": "ARIQ, envoi mensuel", "role": role, "sectors": ["BTP"] })
}

/// Makes a key.
async fn made(admin: &Client, key: &Value) -> Reply {
    admin.post("/v1/api-keys", key).await.created()
}

/// The secret that an answer shows.
#[track_caller]
fn secret(reply: &Reply) -> String {
    reply["secret"].as_str().unwrap_or_else(|| panic!("no secret: {reply}")).to_owned()
}

/// Gives a key another secret.
async fn rotated(admin: &Client, id: i64, overlap_hours: i64) -> Reply {
    let path = format!("/v1/api-keys/{id}/rotations");
    admin.post(&path, &json!({ "overlap_hours": overlap_hours })).await.created()
}
