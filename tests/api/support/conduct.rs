//! What every single resource does alike, asked of any of them.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::reply::Reply;

/// An id that no test ever comes to.
const NOBODYS: &str = "987654321";

/// A change that does not say which version it saw, or one that is not there, is refused and changes nothing.
pub async fn refuses_unseen_changes(client: &Client, address: &str, patch: &Value) {
    let before = client.get(address).await.ok();
    let blind = client.request(Method::PATCH, address).body("application/merge-patch+json", patch.to_string());
    blind.send().await.refused(428, "precondition_required");
    for stale in ["\"0\"", "\"99\"", "W/\"1\"", "1", "*"] {
        client.patch(address, stale, patch).await.refused(412, "precondition_failed");
    }
    assert_eq!(client.get(address).await.ok().json, before.json);
    let changed = client.patch(address, before.etag(), patch).await.ok();
    assert_ne!(changed.etag(), before.etag());
    client.patch(address, before.etag(), patch).await.refused(412, "precondition_failed");
    assert_eq!(client.get(address).await.ok().etag(), changed.etag());
}

/// To this client, the thing at an address such as `/v1/lots/{id}/progress` is exactly one that was never recorded.
pub async fn hides(client: &Client, address: &str, id: i64) {
    let ask = |id: String| async move { client.get(&address.replace("{id}", &id)).await };
    same_refusal(&ask(id.to_string()).await, &ask(NOBODYS.to_owned()).await);
}

/// The same for a change to it.
pub async fn hides_from_changes(client: &Client, address: &str, id: i64) {
    let ask = |id: String| async move { client.patch(&address.replace("{id}", &id), "\"1\"", &json!({})).await };
    same_refusal(&ask(id.to_string()).await, &ask(NOBODYS.to_owned()).await);
}

#[track_caller]
fn same_refusal(hidden: &Reply, unknown: &Reply) {
    let unknown = unknown.clone().refused(404, "not_found");
    assert_eq!(untraced(hidden), untraced(&unknown), "{hidden}");
}

/// The body without what differs between any two requests.
fn untraced(reply: &Reply) -> Value {
    let mut body = reply.json.clone();
    for field in ["instance", "request_id"] {
        body.as_object_mut().unwrap().remove(field);
    }
    body
}
