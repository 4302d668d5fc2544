//! Concurrent requests for the same resource: one succeeds, the others are refused with its id.

use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral};
use crate::support::{Client, Reply, on_both_databases};

/// Sends the same body four times at once.
async fn at_once(client: &Client, path: &str, body: &Value) -> Vec<Reply> {
    let send = || client.post(path, body);
    let (one, two, three, four) = tokio::join!(send(), send(), send(), send());
    vec![one, two, three, four]
}

/// One succeeded, and the others are refused with its id.
#[track_caller]
fn one_succeeds(replies: Vec<Reply>, status: u16, code: &str) {
    let (kept, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(kept.len(), 1, "{} were kept", kept.len());
    for reply in refused {
        assert_eq!(reply.refused(status, code)["existing_id"], kept[0].id());
    }
}

on_both_databases! {
    async fn a_candidates_reference_is_given_once(app: App) {
        let officer = app.officer();
        for round in 0..5 {
            let candidate = a_candidate().with("external_ref", format!("P-{round}"));
            let replies = at_once(&officer, "/v1/candidates", candidate.json()).await;
            one_succeeds(replies, 409, "external_ref_taken");
        }
    }

    async fn a_referrals_reference_is_given_once(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        for round in 0..5 {
            let referral = a_referral(person).with("external_ref", format!("O-{round}"));
            let replies = at_once(&officer, &format!("/v1/candidates/{person}/referrals"), referral.json()).await;
            one_succeeds(replies, 409, "external_ref_taken");
        }
    }

    async fn a_waiver_is_granted_once(app: App) {
        let officer = app.officer();
        for _ in 0..5 {
            let path = format!("/v1/candidates/{}/waivers", a_candidate().create(&officer).await);
            let replies = at_once(&officer, &path, &json!({ "sector": "BTP", "reason": "Besoin" })).await;
            one_succeeds(replies, 409, "already_exists");
        }
    }

    async fn plie_periods_never_overlap(app: App) {
        let officer = app.officer();
        for _ in 0..5 {
            let path = format!("/v1/candidates/{}/plie-periods", a_candidate().create(&officer).await);
            let replies = at_once(&officer, &path, &json!({ "from": "2023-01-01" })).await;
            one_succeeds(replies, 422, "overlapping_periods");
        }
    }

    async fn a_plie_period_ends_once(app: App) {
        let officer = app.officer();
        for _ in 0..5 {
            let person = a_candidate().in_plie_from("2023-01-01").create(&officer).await;
            let exit = json!({
                "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-05-01",
            });
            one_succeeds(at_once(&officer, "/v1/positive-exits", &exit).await, 409, "exit_already_counted");
        }
    }

    async fn hours_are_promised_first_once(app: App) {
        let officer = app.officer();
        for _ in 0..5 {
            let lot = a_public_contract().create_lot(&officer).await;
            let entry = json!({ "hours": "100", "reason": "initial", "effective_on": "2023-01-01" });
            let replies = at_once(&officer, &format!("/v1/lots/{lot}/hours-due"), &entry).await;
            one_succeeds(replies, 409, "initial_hours_taken");
        }
    }

    async fn a_contracts_number_is_given_once(app: App) {
        let officer = app.officer();
        let first = a_public_contract().send(&officer).await.created();
        let buyer = first["buyer_id"].as_i64().unwrap();
        for round in 0..5 {
            let contract = a_public_contract().bought_by(buyer).referenced(&format!("R-{round}"));
            let replies = at_once(&officer, "/v1/public-contracts", contract.json()).await;
            one_succeeds(replies, 409, "reference_taken");
        }
    }

    async fn a_lots_number_is_given_once(app: App) {
        let officer = app.officer();
        let path = format!("/v1/public-contracts/{}/lots", a_public_contract().create(&officer).await);
        for round in 0..5 {
            let replies = at_once(&officer, &path, &json!({ "number": format!("N-{round}") })).await;
            one_succeeds(replies, 409, "lot_number_taken");
        }
    }

    async fn of_two_first_decisions_the_second_is_asked_what_it_saw(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        for _ in 0..5 {
            let path = format!("/v1/referrals/{}/outcome", a_referral(person).create(&officer).await);
            let validated = json!({ "outcome": "validated", "sector": "BTP", "decided_on": "2023-02-01" });
            let refused = json!({ "outcome": "not_integrated", "reason": "unreachable", "decided_on": "2023-02-01" });
            let (one, two) = tokio::join!(officer.put(&path, &validated), officer.put(&path, &refused));
            let (first, second) = if one.status == 200 { (one, two) } else { (two, one) };
            second.refused(428, "precondition_required");
            assert_eq!(first.ok()["version"], 2);
        }
    }

    async fn of_two_changes_to_one_version_one_is_kept(app: App) {
        let officer = app.officer();
        for _ in 0..5 {
            let created = a_candidate().send(&officer).await.created();
            let address = format!("/v1/candidates/{}", created.id());
            let (one, two) = (json!({ "first_name": "Une" }), json!({ "first_name": "Deux" }));
            let (one, two) = tokio::join!(
                officer.patch(&address, created.etag(), &one),
                officer.patch(&address, created.etag(), &two),
            );
            let (kept, late) = if one.status == 200 { (one, two) } else { (two, one) };
            late.refused(412, "precondition_failed");
            assert_eq!(officer.get(&address).await.ok()["first_name"], kept.ok()["first_name"]);
        }
    }
}
