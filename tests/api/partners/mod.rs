//! What a partner of works sees, records and changes: people, referrals and employments of its own and of its sectors.

mod candidates;
mod employments;
mod referrals;

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::an_organisation;
use crate::support::{App, Client};

/// A partner of works that speaks for an organisation of its own.
async fn a_partner(app: &App) -> Client {
    app.as_partner(an_organisation().create(&app.officer()).await, &[Sector::Btp])
}

/// Lets partners decide from a day on, or no longer.
async fn partners_decide(app: &App, from: &str, yes: bool) {
    let setting = json!({ "key": "partner_validates", "effective_on": from, "value": yes.to_string() });
    app.admin().put("/v1/settings", &setting).await.ok();
}

/// The fields of a thing, in the order of the alphabet.
fn fields(thing: &Value) -> Vec<&str> {
    let mut fields: Vec<_> = thing.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}
