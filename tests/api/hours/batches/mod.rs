//! Batches of hours.

mod again;
mod corrected;
mod rows;
mod seen;
mod statements;
mod warned;
mod whole;
mod year;

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{App, Client, Reply};

const BATCHES: &str = "/v1/hours/batches";

/// ARIQ, an officer, and an employment on a lot.
async fn ariq(app: &App) -> (Client, Client, Placed) {
    let officer = app.officer();
    let organisation = an_organisation().named("ARIQ").create(&officer).await;
    let placed = somebody_at_work(&officer, "BTP").await;
    (app.as_partner(organisation, &[Sector::Btp]), officer, placed)
}

/// A row with the hours of a month.
fn row(placed: &Placed, month: &str, worked: &str) -> Value {
    json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": month, "worked": worked })
}

async fn send(client: &Client, rows: &[Value]) -> Reply {
    client.post(BATCHES, &json!({ "rows": rows })).await
}

/// The rows' verdicts, in order.
fn verdicts(reply: &Reply) -> Vec<&str> {
    reply["rows"].as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap()).collect()
}

/// The code and pointer of a row's problem.
fn problem(reply: &Reply, index: usize) -> (&str, &str) {
    let problem = &reply["rows"][index]["problem"];
    (problem["code"].as_str().unwrap(), problem["pointer"].as_str().unwrap())
}
