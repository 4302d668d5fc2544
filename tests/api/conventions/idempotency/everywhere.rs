//! Every POST of the contract takes a key, except those that store nothing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{post, replays, request};
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, somebody_at_work,
};
use crate::support::{App, Client, Reply, on_both_databases};

/// POSTs that store nothing.
const WITHOUT_TRACE: &[&str] = &["/v1/hours-due/computation", "/v1/proofreading", "/v1/bilans/{year}/proofreading"];

/// POSTs about secrets, whose responses are not stored.
const OF_SECRETS: &[&str] = &[
    "/v1/session",
    "/v1/me/password",
    "/v1/me/second-factor",
    "/v1/me/second-factor/confirmation",
    "/v1/me/second-factor/removal",
    "/v1/users/{id}/links",
];

/// A valid POST for each address of the contract.
pub async fn posts(app: &App, admin: &Client) -> BTreeMap<&'static str, (String, Value)> {
    let person = a_candidate().create(admin).await;
    let buyer = an_organisation().buyer("commune").employer("ACI").create(admin).await;
    let (kept, twin) = (a_candidate().create(admin).await, a_candidate().create(admin).await);
    let (record, same) = (an_organisation().create(admin).await, an_organisation().create(admin).await);
    let contract = a_public_contract().create(admin).await;
    let lot = a_public_contract().create_lot(admin).await;
    a_public_contract().with("lots", json!([{ "number": "1", "holder_id": buyer }])).create(admin).await;
    let key = admin.post("/v1/api-keys", &json!({ "name": "Essai", "role": "officer" })).await.created().id();
    somebody_at_work(admin, "BTP").await;
    let ending = an_employment(person).at(buyer).create(admin).await;
    let delivery = admin.get("/v1/plie/deliveries").await.ok().items()[0]["id"].as_i64().unwrap();
    app.seal();
    let head = admin.get("/v1/audit/head").await.ok().at("/latest/head").clone();
    let plain = |path: &'static str, body: Value| (path, (path.to_owned(), body));
    let of = |path: &'static str, id: i64, body: Value| (path, (path.replace("{id}", &id.to_string()), body));
    BTreeMap::from([
        plain("/v1/organisations", an_organisation().json().clone()),
        plain("/v1/public-contracts", a_public_contract().bought_by(buyer).json().clone()),
        of("/v1/public-contracts/{id}/lots", contract, json!({ "number": "2" })),
        of(
            "/v1/lots/{id}/hours-due",
            lot,
            json!({ "hours": "100", "reason": "initial", "effective_on": "2023-01-01" }),
        ),
        of("/v1/organisations/{id}/account-links", buyer, json!({ "expires_on": "2024-06-30" })),
        of("/v1/organisations/{id}/attestations", buyer, json!({})),
        of("/v1/lots/{id}/attestations", lot, json!({})),
        of("/v1/lots/{id}/comments", lot, json!({ "comment": "Deux embauches sont prévues." })),
        plain("/v1/hours-due/computation", json!({ "amount": "100000" })),
        plain("/v1/proofreading", json!({ "text": "Un texte." })),
        (
            "/v1/bilans/{year}/proofreading",
            ("/v1/bilans/2023/proofreading".to_owned(), json!({ "hours": { "total": "0" } })),
        ),
        plain("/v1/candidates", a_candidate().json().clone()),
        of("/v1/candidates/{id}/merges", kept, json!({ "other_id": twin, "other_version": 1 })),
        of("/v1/organisations/{id}/merges", record, json!({ "other_id": same, "other_version": 1 })),
        of("/v1/candidates/{id}/plie-periods", person, json!({ "from": "2022-01-01" })),
        of("/v1/candidates/{id}/waivers", person, json!({ "sector": "BTP", "reason": "Besoin" })),
        of(
            "/v1/candidates/{id}/eligibility-windows",
            person,
            json!({ "ends_on": "2025-01-01", "reason": "Chantier prolongé" }),
        ),
        of("/v1/candidates/{id}/referrals", person, a_referral(person).json().clone()),
        plain("/v1/employments", an_employment(person).at(buyer).json().clone()),
        of("/v1/employments/{id}/successors", ending, json!({ "contract_type": "CDI", "starts_on": "2023-09-01" })),
        plain(
            "/v1/positive-exits",
            json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-05-01" }),
        ),
        (
            "/v1/months/{month}/nil-statements",
            ("/v1/months/2024-02/nil-statements".to_owned(), json!({ "lot_id": lot })),
        ),
        (
            "/v1/months/{month}/evidence",
            (
                "/v1/months/2024-02/evidence".to_owned(),
                json!({ "lot_id": lot, "kind": "timesheet", "reference": "FH-2" }),
            ),
        ),
        (
            "/v1/months/{month}/reminders",
            (
                "/v1/months/2024-02/reminders".to_owned(),
                json!({ "organisation_id": buyer, "sectors": ["BTP"], "text": "Il manque des heures." }),
            ),
        ),
        ("/v1/bilans/{year}/editions", ("/v1/bilans/2023/editions".to_owned(), json!({ "title": "Transmis" }))),
        plain(
            "/v1/hours/batches",
            json!({ "rows": [{ "employment_id": 1, "lot_id": 1, "month": "2023-06", "worked": 1 }] }),
        ),
        plain("/v1/hours/validations", json!({ "filter": {}, "expected": { "count": 0, "worked": "0" } })),
        plain(
            "/v1/hours/rejections",
            json!({ "filter": {}, "expected": { "count": 0, "worked": "0" }, "reason": "Feuille manquante" }),
        ),
        plain("/v1/users", json!({ "email": "camille@example.org", "name": "Camille", "role": "officer" })),
        plain("/v1/api-keys", json!({ "name": "Essai", "role": "officer" })),
        of("/v1/plie/deliveries/{id}/retries", delivery, json!({})),
        of("/v1/api-keys/{id}/rotations", key, json!({ "overlap_hours": 24 })),
        plain("/v1/audit/heads", json!({ "head": head, "place": "Classeur" })),
        plain("/v1/reference/communes", json!({ "code": "39300", "name": "Lons" })),
        plain(
            "/v1/reference/neighbourhoods",
            json!({
                "name": "Les Toits", "commune_code": "21231",
                "statuses": [{ "status": "qpv", "from": "2024-01-01" }],
            }),
        ),
    ])
}

/// The response as it is stored: without the secret, which is returned once.
fn without_secret(mut reply: Reply) -> Reply {
    for shown_once in ["secret", "path"] {
        if let Some(secret) = reply[shown_once].as_str() {
            reply.text = reply.text.replace(&format!(",\"{shown_once}\":\"{secret}\""), "");
        }
    }
    reply
}

/// The POSTs of the contract, and whether each takes a key.
fn of_the_contract() -> Vec<(String, bool)> {
    let contract = serde_json::to_value(clauses::app::contract()).unwrap();
    let posts =
        contract["paths"].as_object().unwrap().iter().filter_map(|(path, item)| Some((path, item.get("post")?)));
    posts
        .map(|(path, post)| {
            let mut parameters = post["parameters"].as_array().into_iter().flatten();
            (path.clone(), parameters.any(|one| one["name"] == "Idempotency-Key" && one["in"] == "header"))
        })
        .collect()
}

#[test]
fn the_contract_offers_a_key_at_every_post_that_leaves_something_and_nowhere_else() {
    for (path, takes_key) in of_the_contract() {
        let keeps_nothing = WITHOUT_TRACE.contains(&path.as_str()) || OF_SECRETS.contains(&path.as_str());
        assert_eq!(takes_key, !keeps_nothing, "POST {path}");
    }
    let contract = serde_json::to_value(clauses::app::contract()).unwrap();
    let others = contract["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap());
    for (method, operation) in others.filter(|(method, _)| *method != "post") {
        assert!(!operation["parameters"].to_string().contains("Idempotency-Key"), "{method}");
    }
}

on_both_databases! {
    async fn every_post_is_answered_again_as_it_was_and_done_once(app: App) {
        let admin = app.admin();
        let mut posts = posts(&app, &admin).await;
        let mut of_people = 0;
        for (number, (address, _)) in of_the_contract().into_iter().filter(|(_, takes_key)| *takes_key).enumerate() {
            let (path, body) =
                posts.remove(address.as_str()).unwrap_or_else(|| panic!("POST {address}: no example of it here"));
            let key = format!("key-{number}");
            let first = post(&admin, &path, &key, &body).await;
            assert!(first.status == 201 || first.status == 200, "{first}");
            let again = post(&admin, &path, &key, &body).await;
            // The invitation is returned once.
            if address == "/v1/users" {
                assert!(first["invitation"]["url"].is_string() && again["invitation"].is_null(), "{again}");
                assert_eq!((again.status, again.id()), (201, first.id()), "{again}");
            } else {
                replays(&without_secret(first.clone()), &again);
            }
            // One more space makes another body.
            let other = request(&admin, &path, &key).body("application/json", format!("{body} ")).send().await;
            other.refused(422, "idempotency_key_reused");
            of_people += i64::from(address.contains("candidates") || first["candidate_id"].is_i64());
            assert_eq!(app.stored_answers(), (i64::try_from(number).unwrap() + 1, of_people), "{address}");
        }
        assert!(posts.keys().all(|left| WITHOUT_TRACE.contains(left)), "no such POST: {:?}", posts.keys());
        assert!(of_people >= 7, "{of_people}");
    }

    async fn a_post_that_leaves_nothing_behind_takes_no_notice_of_a_key(app: App) {
        let admin = app.admin();
        let posts = posts(&app, &admin).await;
        for path in WITHOUT_TRACE {
            let (address, body) = &posts[path];
            for key in ["same", "same", "not a key"] {
                let reply = post(&admin, address, key, body).await.ok();
                assert_eq!(reply.header("idempotency-replayed"), None, "{reply}");
            }
        }
        assert_eq!(app.stored_answers(), (0, 0));
    }
}
