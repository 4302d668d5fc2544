//! Keys made, read and listed.

use clauses::values::Role;
use serde_json::{Value, json};

use super::{a_key, made, rotated, secret};
use crate::support::builders::an_organisation;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_key_is_made_and_its_secret_is_told_once_and_opens(app: App) {
        let admin = app.admin();
        let organisation = an_organisation().create(&admin).await;
        let mut key = a_key("partner");
        key["organisation_id"] = json!(organisation);
        key["expires_on"] = json!("2024-12-31");
        let reply = made(&admin, &key).await;
        let secret = secret(&reply);
        assert!(secret.starts_with("clk_") && secret.len() == 47, "{reply}");
        assert!(secret.starts_with(reply["prefix"].as_str().unwrap()), "{reply}");
        assert_eq!(reply["prefix"].as_str().unwrap().len(), 12);
        app.bearing(&secret).get("/v1/organisations").await.ok();

        let shown = admin.get(&format!("/v1/api-keys/{}", reply.id())).await.ok();
        assert_eq!(shown.etag(), "\"1\"");
        let fields = ["name", "role", "sectors", "organisation_id", "expires_on", "revoked_at", "last_used_at"];
        let seen: Vec<_> = fields.iter().map(|field| shown[field].clone()).collect();
        let expected = json!(["ARIQ, envoi mensuel", "partner", ["BTP"], organisation, "2024-12-31", null, null]);
        assert_eq!(json!(seen), expected, "{shown}");
        for text in [&shown.text, &admin.get("/v1/api-keys").await.ok().text] {
            assert!(!text.contains(&secret) && !text.contains("secret\":\"") && !text.contains("hash"), "{text}");
        }
    }

    async fn the_database_holds_no_secret(app: App) {
        let secret = secret(&made(&app.admin(), &a_key("officer")).await);
        let holds = |place: &str| app.count(&format!("{place} LIKE '%{secret}%'"));
        for place in ["api_key_secrets WHERE secret_hash", "api_key_secrets WHERE prefix", "audit_events WHERE changes"] {
            assert_eq!(holds(place), 0, "{place}");
        }
        assert_eq!(app.count("api_key_secrets WHERE length(secret_hash) = 64"), 1);
    }

    async fn keys_are_listed_in_pages_and_as_a_table(app: App) {
        let admin = app.admin();
        for _ in 0..3 {
            made(&admin, &a_key("officer")).await;
        }
        let page = admin.get("/v1/api-keys?limit=2").await.ok();
        assert_eq!(page.items().len(), 2);
        assert!(page["next_cursor"].is_string());
        assert_eq!(admin.all("/v1/api-keys?limit=2").await.len(), 3);
        let table = admin.request(reqwest::Method::GET, "/v1/api-keys").header("accept", "text/csv").send().await.ok();
        assert!(table.text.starts_with("id,name,prefix,role,sectors,"), "{table}");
        assert_eq!(table.text.lines().count(), 4);
    }

    async fn sectors_not_said_are_all_but_a_partners_have_to_be(app: App) {
        let admin = app.admin();
        let made = made(&admin, &json!({ "name": "Tableau", "role": "dashboard" })).await;
        assert_eq!(made["sectors"], json!(["BTP", "MS", "PI"]));
        let partner = json!({ "name": "ARIQ", "role": "partner" });
        admin.post("/v1/api-keys", &partner).await.refused_at(422, "missing", "/sectors");
        let nothing = json!({ "name": "Rien", "role": "officer", "sectors": [] });
        admin.post("/v1/api-keys", &nothing).await.refused_at(422, "missing", "/sectors");
    }

    async fn what_is_no_key_is_refused_field_by_field(app: App) {
        let admin = app.admin();
        let refused = |body: Value| {
            let admin = admin.clone();
            async move { admin.post("/v1/api-keys", &body).await }
        };
        refused(json!({ "name": "X", "role": "boss" })).await.refused_at(422, "unknown_role", "/role");
        refused(json!({ "name": "X", "role": "plie", "sectors": ["BTP", "TP"] })).await
            .refused_at(422, "unknown_sector", "/sectors/1");
        refused(json!({ "name": "X", "role": "plie", "expires_on": "demain" })).await
            .refused_at(422, "invalid_date", "/expires_on");
        for passed in ["2024-03-14", "2023-12-31", "1900-01-01"] {
            let refused = refused(json!({ "name": "X", "role": "plie", "expires_on": passed })).await;
            refused.refused_at(422, "date_in_past", "/expires_on");
        }
        refused(json!({ "name": "X", "role": "plie", "organisation_id": 77 })).await
            .refused_at(422, "unknown_organisation", "/organisation_id");
        refused(json!({ "name": "", "role": "x" })).await
            .refused_fields(&[("/name", "text_empty"), ("/role", "unknown_role")]);
        refused(json!({ "name": "X", "role": "plie", "secret": "clk_mine" })).await.refused(422, "unknown_field");
        assert_eq!(admin.all("/v1/api-keys").await.len(), 0);
    }

    async fn a_key_works_to_the_end_of_its_last_day_which_may_be_today(app: App) {
        let key = json!({ "name": "X", "role": "officer", "expires_on": "2024-03-15" });
        // Midnight in Dijon comes an hour before midnight UTC in winter.
        let (late, later) = (app.at("2024-03-15T22:59:00Z"), app.at("2024-03-15T23:01:00Z"));
        let secret = secret(&made(&late.admin(), &key).await);
        late.bearing(&secret).get("/v1/organisations").await.ok();
        later.bearing(&secret).get("/v1/organisations").await.refused(401, "unauthenticated");
        let refused = later.admin().post("/v1/api-keys", &key).await.refused_at(422, "date_in_past", "/expires_on");
        assert_eq!(
            refused["detail"],
            "Le 15 mars 2024 est passé\u{a0}: une clé vaut jusqu’à la fin de son dernier jour, au plus tôt aujourd’hui, \
             16 mars 2024.",
        );
        assert_eq!(app.admin().all("/v1/api-keys").await.len(), 1);
    }

    async fn a_replay_of_a_key_that_ended_since_is_still_a_replay(app: App) {
        let key = json!({ "name": "X", "role": "officer", "expires_on": "2024-03-15" });
        let (then, later) = (app.at("2024-03-15T12:00:00Z"), app.at("2024-03-16T09:00:00Z"));
        // One key of an administrator for both: idempotency is per caller.
        let secret = then.secret_until(Role::Admin, "2024-12-31");
        let send = |at: &crate::support::App| {
            let request = at.bearing(&secret).request(reqwest::Method::POST, "/v1/api-keys");
            request.header("Idempotency-Key", "k-1").json(&key).send()
        };
        let made = send(&then).await.created();
        let replay = send(&later).await.created();
        assert_eq!((replay.id(), replay.header("idempotency-replayed")), (made.id(), Some("true")));
    }

    async fn keys_are_for_administrators_alone(app: App) {
        let key = made(&app.admin(), &a_key("officer")).await.id();
        for role in Role::ALL.iter().filter(|role| **role != Role::Admin) {
            let client = app.as_role(*role, &[]);
            client.get("/v1/api-keys").await.refused(403, "forbidden");
            client.get(&format!("/v1/api-keys/{key}")).await.refused(403, "forbidden");
            client.post("/v1/api-keys", &a_key("admin")).await.refused(403, "forbidden");
            client.request(reqwest::Method::DELETE, &format!("/v1/api-keys/{key}")).send().await.refused(403, "forbidden");
            let rotation = format!("/v1/api-keys/{key}/rotations");
            client.post(&rotation, &json!({ "overlap_hours": 1 })).await.refused(403, "forbidden");
        }
    }

    async fn what_is_done_with_keys_is_in_the_trail_without_any_secret(app: App) {
        let admin = app.admin();
        let reply = made(&admin, &a_key("officer")).await;
        let again = rotated(&admin, reply.id(), 24).await;
        admin.request(reqwest::Method::DELETE, &format!("/v1/api-keys/{}", reply.id())).send().await.no_content();
        let events = admin.get("/v1/audit/events?subject=api_key").await.ok();
        let actions: Vec<_> = events.items().iter().map(|event| event["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["create", "rotate", "revoke"]);
        for secret in [secret(&reply), secret(&again)] {
            assert!(!events.text.contains(&secret[..12]), "{events}");
        }
    }
}
