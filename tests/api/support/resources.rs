//! Assertions that hold for every resource of the API.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::reply::Reply;

/// An id that no row has.
const UNKNOWN: &str = "987654321";

/// A change without `If-Match`, or with another version than the current one, is refused and changes nothing.
pub async fn refuses_blind_changes(client: &Client, address: &str, patch: &Value) {
    let before = client.get(address).await.ok();
    let blind = client.request(Method::PATCH, address).body("application/merge-patch+json", patch.to_string());
    blind.send().await.refused(428, "precondition_required");
    for stale in ["\"0\"", "\"99\"", "\"0\", \"99\"", "W/\"99\"", "\"abc\"", "\"01\""] {
        client.patch(address, stale, patch).await.refused(412, "precondition_failed");
    }
    for no_version in ["1", "*", "\"1", "\"1\" \"2\"", ""] {
        let refused = client.patch(address, no_version, patch).await.refused(428, "precondition_required");
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("«\u{a0}{no_version}\u{a0}» ne nomme aucune version")), "{refused}");
    }
    assert_eq!(client.get(address).await.ok().json, before.json);
    let one_of_them = format!("\"0\", {}", before.etag());
    let changed = client.patch(address, &one_of_them, patch).await.ok();
    assert_ne!(changed.etag(), before.etag());
    client.patch(address, before.etag(), patch).await.refused(412, "precondition_failed");
    assert_eq!(client.get(address).await.ok().etag(), changed.etag());
}

/// For this client, a resource such as `/v1/lots/{id}/progress` answers exactly like one that does not exist.
pub async fn hides(client: &Client, address: &str, id: i64) {
    let send = |id: String| async move { client.get(&address.replace("{id}", &id)).await };
    same_refusal(&send(id.to_string()).await, &send(UNKNOWN.to_owned()).await);
}

/// For this client, a change of the resource is refused exactly like one of a resource that does not exist.
pub async fn hides_from_changes(client: &Client, address: &str, id: i64) {
    let send = |id: String| async move { client.patch(&address.replace("{id}", &id), "\"1\"", &json!({})).await };
    same_refusal(&send(id.to_string()).await, &send(UNKNOWN.to_owned()).await);
}

#[track_caller]
fn same_refusal(hidden: &Reply, unknown: &Reply) {
    let unknown = unknown.clone().refused(404, "not_found");
    assert_eq!(without_ids(hidden), without_ids(&unknown), "{hidden}");
}

/// The body without the fields that differ between any two requests.
fn without_ids(reply: &Reply) -> Value {
    let mut body = reply.json.clone();
    for field in ["instance", "request_id"] {
        body.as_object_mut().unwrap().remove(field);
    }
    body
}
