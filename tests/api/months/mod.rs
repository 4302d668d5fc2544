//! `/v1/months`

mod board;
mod closures;
mod evidence;
mod nil_statements;
mod partial;
mod races;
mod triggers;

use serde_json::{Value, json};

use crate::support::{Client, Reply};

/// Closes a month of a sector without force.
async fn close(client: &Client, month: &str, sector: &str) -> Reply {
    client.put(&format!("/v1/months/{month}/closures/{sector}"), &json!({})).await
}

async fn force(client: &Client, month: &str, sector: &str) -> Reply {
    let forced = json!({ "force": true, "reason": "Heures perdues" });
    client.put(&format!("/v1/months/{month}/closures/{sector}"), &forced).await
}

async fn reopen(client: &Client, month: &str, sector: &str) -> Reply {
    let address = format!("/v1/months/{month}/closures/{sector}?reason=Erreur");
    client.request(reqwest::Method::DELETE, &address).send().await
}

/// States that there are no hours.
async fn nil(client: &Client, month: &str, lot: i64) -> Reply {
    client.post(&format!("/v1/months/{month}/nil-statements"), &json!({ "lot_id": lot })).await
}

/// A sector's part of a board.
fn sector<'a>(board: &'a Reply, sector: &str) -> &'a Value {
    let all = board["sectors"].as_array().unwrap();
    all.iter().find(|one| one["sector"] == sector).unwrap_or_else(|| panic!("no {sector}: {board}"))
}

/// The standing of a lot on a board; none if the lot is missing.
fn standing(board: &Reply, lot: i64) -> Option<&str> {
    let lots = board["sectors"].as_array().unwrap().iter().flat_map(|sector| sector["lots"].as_array().unwrap());
    lots.clone().find(|one| one["lot_id"] == lot).map(|one| one["standing"].as_str().unwrap())
}
