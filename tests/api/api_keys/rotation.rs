//! Secrets rotated: the old one works beside the new one for a while, and the key stays who it is.

use reqwest::Method;
use serde_json::json;

use super::{a_key, made, rotated, secret};
use crate::support::builders::{a_candidate, an_organisation, somebody_at_work};
use crate::support::on_both_databases;

on_both_databases! {
    async fn both_secrets_open_until_the_overlap_ends_and_then_the_new_one_alone(app: App) {
        let admin = app.admin();
        let first = made(&admin, &a_key("officer")).await;
        let second = rotated(&admin, first.id(), 24).await;
        assert_eq!(second.id(), first.id());
        assert_eq!(second.header("location"), Some(format!("/v1/api-keys/{}", first.id()).as_str()));
        let (old, new) = (secret(&first), secret(&second));
        assert_ne!(old, new);
        for (moment, old_opens) in [
            ("2024-03-15T09:00:00Z", true),
            ("2024-03-16T08:59:59Z", true),
            ("2024-03-16T09:00:00Z", false),
            ("2024-03-20T09:00:00Z", false),
        ] {
            let then = app.at(moment);
            then.bearing(&new).get("/v1/organisations").await.ok();
            let with_old = then.bearing(&old).get("/v1/organisations").await;
            if old_opens { with_old.ok() } else { with_old.refused(401, "unauthenticated") };
        }
        let shown = admin.get(&format!("/v1/api-keys/{}", first.id())).await.ok();
        assert_eq!(shown["secrets"][0]["ends_at"], "2024-03-16T09:00:00Z", "{shown}");
        assert_eq!(shown["secrets"][1]["ends_at"], json!(null), "{shown}");
        assert_eq!(shown["prefix"], second["prefix"], "{shown}");
        assert_eq!(shown["version"], 2, "{shown}");
    }

    async fn without_overlap_the_old_secret_ends_at_once_in_every_process(app: App) {
        let twin = app.twin();
        let first = made(&app.admin(), &a_key("officer")).await;
        let old = secret(&first);
        twin.bearing(&old).get("/v1/organisations").await.ok();
        let new = secret(&rotated(&app.admin(), first.id(), 0).await);
        twin.bearing(&old).get("/v1/organisations").await.refused(401, "unauthenticated");
        twin.bearing(&new).get("/v1/organisations").await.ok();
    }

    async fn a_second_rotation_lets_no_secret_live_longer_than_was_said(app: App) {
        let admin = app.admin();
        let first = made(&admin, &a_key("officer")).await;
        let second = rotated(&admin, first.id(), 2).await;
        let third = rotated(&admin, first.id(), 48).await;
        let later = app.at("2024-03-15T12:00:00Z");
        later.bearing(&secret(&first)).get("/v1/organisations").await.refused(401, "unauthenticated");
        later.bearing(&secret(&second)).get("/v1/organisations").await.ok();
        later.bearing(&secret(&third)).get("/v1/organisations").await.ok();
        // A shorter one cuts what was said before.
        rotated(&later.admin(), first.id(), 0).await;
        later.bearing(&secret(&second)).get("/v1/organisations").await.refused(401, "unauthenticated");
    }

    async fn references_hours_and_the_trail_stay_those_of_the_key(app: App) {
        let admin = app.admin();
        let organisation = an_organisation().named("ARIQ BTP").create(&admin).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let mut key = a_key("partner");
        key["organisation_id"] = json!(organisation);
        let first = made(&admin, &key).await;
        let row = json!({ "external_ref": "ARIQ-8842", "employment_id": placed.employment, "lot_id": placed.lot,
            "month": "2023-06", "worked": "12.00" });
        let batch = json!({ "rows": [row] });
        let sent = app.bearing(&secret(&first)).post("/v1/hours/batches", &batch).await.ok();
        assert_eq!(sent["summary"]["created"], 1, "{sent}");

        let partner = app.bearing(&secret(&rotated(&admin, first.id(), 0).await));
        let again = partner.post("/v1/hours/batches", &batch).await.ok();
        assert_eq!(again["summary"]["unchanged"], 1, "{again}");
        let mut moved = batch.clone();
        moved["rows"][0]["month"] = json!("2023-07");
        let moved = partner.post("/v1/hours/batches", &moved).await.ok();
        assert_eq!(moved["rows"][0]["problem"]["code"], "external_ref_moved", "{moved}");
        let mut other = batch.clone();
        other["rows"][0]["month"] = json!("2023-07");
        other["rows"][0]["external_ref"] = json!("ARIQ-8843");
        assert_eq!(partner.post("/v1/hours/batches", &other).await.ok()["summary"]["created"], 1);
        let hours = admin.get("/v1/hours?month=2023-06").await.ok();
        assert_eq!(hours.items()[0]["source"], "ARIQ BTP", "{hours}");
        let actor = format!("key:{}", first.id());
        assert_eq!(admin.all(&format!("/v1/audit/events?actor={actor}&subject=hours_batch")).await.len(), 4);
    }

    async fn what_another_key_of_the_organisation_called_so_keeps_its_name(app: App) {
        let admin = app.admin();
        let organisation = an_organisation().create(&admin).await;
        let mut key = json!({ "name": "Officier", "role": "officer", "organisation_id": organisation });
        let first = made(&admin, &key).await;
        let person = || a_candidate().with("external_ref", json!("P-1"));
        let known = person().send(&app.bearing(&secret(&first))).await.created().id();
        let rotated = secret(&rotated(&admin, first.id(), 0).await);
        key["name"] = json!("Autre clé du même organisme");
        let other = secret(&made(&admin, &key).await);
        for secret in [rotated, other] {
            let refused = person().send(&app.bearing(&secret)).await.refused(409, "external_ref_taken");
            assert_eq!(refused["existing_id"], known, "{refused}");
        }
    }

    async fn an_overlap_is_whole_hours_up_to_thirty_days(app: App) {
        let admin = app.admin();
        let path = format!("/v1/api-keys/{}/rotations", made(&admin, &a_key("officer")).await.id());
        for (overlap, code) in [(json!(-1), "invalid_overlap"), (json!(721), "invalid_overlap"), (json!(null), "missing")] {
            admin.post(&path, &json!({ "overlap_hours": overlap })).await.refused_at(422, code, "/overlap_hours");
        }
        admin.post(&path, &json!({ "overlap_hours": 1.5 })).await.refused(422, "invalid_body");
        admin.post(&path, &json!({ "overlap_hours": 720 })).await.created();
        admin.post("/v1/api-keys/77/rotations", &json!({ "overlap_hours": 1 })).await.refused(404, "not_found");
    }

    async fn a_key_past_its_last_day_is_not_rotated(app: App) {
        let mut key = a_key("officer");
        key["expires_on"] = json!("2024-03-15");
        let id = made(&app.admin(), &key).await.id();
        let later = app.at("2024-03-16T09:00:00Z");
        let path = format!("/v1/api-keys/{id}/rotations");
        later.admin().post(&path, &json!({ "overlap_hours": 1 })).await.refused(409, "api_key_ended");
        rotated(&app.admin(), id, 1).await;
    }

    async fn a_key_says_of_itself_when_it_ends(app: App) {
        let admin = app.admin();
        let unlimited = made(&admin, &a_key("officer")).await;
        let me = app.bearing(&secret(&unlimited)).get("/v1/me").await.ok();
        assert_eq!((&me["expires_on"], &me["secret_ends_at"]), (&json!(null), &json!(null)));
        let mut key = a_key("officer");
        key["expires_on"] = json!("2024-12-31");
        let first = made(&admin, &key).await;
        let second = rotated(&admin, first.id(), 24).await;
        let old = app.bearing(&secret(&first)).get("/v1/me").await.ok();
        assert_eq!((&old["expires_on"], &old["secret_ends_at"]), (&json!("2024-12-31"), &json!("2024-03-16T09:00:00Z")));
        let new = app.bearing(&secret(&second)).get("/v1/me").await.ok();
        assert_eq!((&new["expires_on"], &new["secret_ends_at"]), (&json!("2024-12-31"), &json!(null)));
        for other in [app.admin().get("/v1/me").await, app.person("a@example.org", "officer").await.get("/v1/me").await] {
            let other = other.ok();
            assert_eq!((&other["expires_on"], &other["secret_ends_at"]), (&json!(null), &json!(null)), "{other}");
        }
    }

    async fn an_answer_given_again_lacks_the_secret_and_makes_no_other(app: App) {
        let admin = app.admin();
        let send = |path: String, body: serde_json::Value| {
            let request = admin.request(Method::POST, &path).header("Idempotency-Key", "once").json(&body);
            async move { request.send().await.created() }
        };
        let first = send("/v1/api-keys".to_owned(), a_key("officer")).await;
        let again = send("/v1/api-keys".to_owned(), a_key("officer")).await;
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
        let mut expected = first.json.clone();
        expected.as_object_mut().unwrap().remove("secret");
        assert_eq!(again.json, expected);
        assert_eq!(admin.all("/v1/api-keys").await.len(), 1);
        app.bearing(&secret(&first)).get("/v1/organisations").await.ok();
    }
}
