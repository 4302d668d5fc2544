//! The examples of the contract are well-formed bodies.

use reqwest::header::IF_MATCH;

use super::{Operation, operations};
use crate::conventions::tables::one_of_each;
use crate::support::{Client, Reply, on_both_databases};

/// Whether a code refuses a well-formed body: for resources that do not exist, or by a rule.
fn is_about_rules(code: &str) -> bool {
    let of_things = ["unknown_organisation", "unknown_candidate", "unknown_lot", "unknown_employment", "unknown_head"];
    let of_form = ["invalid_", "unknown_", "text_", "hours_malformed", "hours_negative", "hours_too_", "missing"];
    of_things.contains(&code) || !of_form.iter().any(|form| code.starts_with(form))
}

/// Sends the example of an operation's body, for the first resources.
async fn sent(client: &Client, operation: &Operation) -> Option<Reply> {
    let content = operation.about["requestBody"]["content"].as_object()?;
    let (media_type, about) = content.iter().next()?;
    let address = operation.address();
    let mut request = client.request(operation.method(), &address);
    let takes_version = operation.parameters().iter().any(|parameter| parameter["name"] == "If-Match");
    if takes_version {
        let thing = client
            .get(address.trim_end_matches("/outcome").trim_end_matches("/merges").trim_end_matches("/successors"))
            .await
            .ok();
        request = request.header(IF_MATCH.as_str(), thing.etag());
    }
    Some(request.body(media_type, about["example"].to_string()).send().await)
}

on_both_databases! {
    async fn every_example_of_a_body_is_of_the_form_that_is_asked_for(app: App) {
        let admin = app.admin();
        one_of_each(&app.officer(), &admin).await;
        let mut tried = 0;
        for operation in operations() {
            let Some(reply) = sent(&admin, &operation).await else { continue };
            tried += 1;
            if reply.status < 300 {
                continue;
            }
            // A key has no account, and the example's credentials are not valid.
            let is_of_people = operation.path.starts_with("/v1/me/") && reply.status == 404
                || operation.path == "/v1/session" && reply.status == 401;
            assert!(is_of_people || [409, 422].contains(&reply.status), "{operation}: {reply}");
            let of_form = reply.field_errors().into_iter().find(|(_, code)| !is_about_rules(code));
            assert_eq!(of_form, None, "{operation}: {reply}");
        }
        assert!(tried >= 25, "only {tried} bodies");
    }
}
