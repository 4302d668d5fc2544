//! `/v1/candidates/{id}/merges`

mod lists;
mod moves;
mod races;
mod random;
mod references;
mod refusals;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply};

/// Sends a merge of `other` into `kept`, with these versions.
pub async fn send(client: &Client, kept: (i64, &str), other: (i64, i64), more: Value) -> Reply {
    let mut body = json!({ "other_id": other.0, "other_version": other.1 });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/v1/candidates/{}/merges", kept.0);
    client.request(Method::POST, &path).header("If-Match", kept.1).json(&body).send().await
}

/// Sends a merge at the versions that the client reads now.
pub async fn merge(client: &Client, kept: i64, other: i64, more: Value) -> Reply {
    let seen = client.get(&format!("/v1/candidates/{kept}")).await.ok();
    let other_version = client.get(&format!("/v1/candidates/{other}")).await.ok()["version"].as_i64().unwrap();
    send(client, (kept, seen.etag()), (other, other_version), more).await
}

/// What the totals of 2023 say of everybody, in every status.
async fn totals(client: &Client) -> Value {
    let all = client.get("/v1/totals?year=2023&scope=all&status=any&counted=any").await.ok();
    all["total"].clone()
}
