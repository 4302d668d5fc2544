//! What a partner of works sees, records and changes: people, referrals and employments.

mod candidates;
mod elsewhere;
mod employments;
mod own_references;
mod referrals;

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::an_organisation;
use crate::support::{App, Client};

/// A partner of works with its own organisation.
async fn a_partner(app: &App) -> Client {
    app.as_partner(an_organisation().create(&app.officer()).await, &[Sector::Btp])
}

/// Sets `partner_validates` from a day on.
async fn partners_decide(app: &App, from: &str, yes: bool) {
    let setting = json!({ "key": "partner_validates", "effective_on": from, "value": yes.to_string() });
    app.admin().put("/v1/settings", &setting).await.ok();
}

/// The fields of an object, sorted.
fn fields(thing: &Value) -> Vec<&str> {
    let mut fields: Vec<_> = thing.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}
