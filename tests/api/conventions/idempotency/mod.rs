//! `Idempotency-Key`: a repeated POST is executed once, and gets the stored response.

mod crashes;
mod everywhere;
mod keys;
mod memory;
mod twins;

pub use everywhere::posts;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, Request};

/// Posts a body with a key.
pub async fn post(client: &Client, path: &str, key: &str, body: &Value) -> Reply {
    request(client, path, key).json(body).send().await
}

/// A POST with a key; a merge names the version of the record that stays, a change of contract type that of what ends.
fn request(client: &Client, path: &str, key: &str) -> Request {
    let request = client.request(Method::POST, path).header("Idempotency-Key", key);
    if path.ends_with("/merges") || path.ends_with("/successors") {
        request.header("If-Match", "\"1\"")
    } else {
        request
    }
}

/// Creates an organisation with a key. Names are not unique, so only the key prevents a second one.
async fn create_organisation(client: &Client, key: &str, name: &str) -> Reply {
    post(client, "/v1/organisations", key, &json!({ "name": name })).await
}

async fn organisations(client: &Client, name: &str) -> usize {
    client.all("/v1/organisations").await.iter().filter(|organisation| organisation["name"] == name).count()
}

/// `again` is a replay of `first`.
#[track_caller]
fn replays(first: &Reply, again: &Reply) {
    assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
    assert_eq!(first.header("idempotency-replayed"), None, "{first}");
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    for header in ["location", "etag", "content-type", "cache-control"] {
        assert_eq!(again.header(header), first.header(header), "{header}: {again}");
    }
}
