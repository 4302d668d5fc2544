//! Administrators look after people's accounts.

use clauses::values::{Role, Sector};
use serde_json::json;

use crate::support::{on_both_databases, refuses_blind_changes};

on_both_databases! {
    async fn an_account_is_made_shown_listed_and_changed(app: App) {
        let admin = app.admin();
        let body = json!({ "email": "Camille@Example.org", "name": "Camille", "role": "officer", "sectors": ["BTP"] });
        let made = admin.post("/v1/users", &body).await.created();
        let path = format!("/v1/users/{}", made.id());
        let user = admin.get(&path).await.ok();
        assert_eq!(user["sectors"], json!(["BTP"]));
        assert_eq!((&user["has_password"], &user["disabled"]), (&json!(false), &json!(false)));
        assert!(user["invitation"].is_null() && !user.text.contains("hash"), "{user}");
        let changed = admin.patch(&path, user.etag(), &json!({ "name": "Camille M.", "role": "dashboard" })).await.ok();
        assert_eq!((changed["name"].as_str(), changed["role"].as_str()), (Some("Camille M."), Some("dashboard")));
        assert_eq!(admin.all("/v1/users").await.len(), 1);
        refuses_blind_changes(&admin, &path, &json!({ "name": "X" })).await;
        app.officer().get("/v1/users").await.refused(403, "forbidden");
        admin.get("/v1/users/987654321").await.refused(404, "not_found");
    }

    async fn an_administrator_of_some_sectors_lets_nobody_in(app: App) {
        let body = json!({ "email": "camille@example.org", "name": "Camille", "role": "admin" });
        let made = app.admin().post("/v1/users", &body).await.created();
        let works = app.as_role(Role::Admin, &[Sector::Btp]);
        let other = json!({ "email": "dominique@example.org", "name": "Dominique", "role": "admin" });
        works.post("/v1/users", &other).await.refused(403, "forbidden");
        let path = format!("/v1/users/{}", made.id());
        works.patch(&path, made.etag(), &json!({ "sectors": ["BTP"] })).await.refused(403, "forbidden");
        works.post(&format!("{path}/links"), &json!({})).await.refused(403, "forbidden");
        works.post("/v1/api-keys", &json!({ "name": "Partout", "role": "admin" })).await.refused(403, "forbidden");
        works.post("/v1/api-keys/1/rotations", &json!({ "overlap_hours": 1 })).await.refused(403, "forbidden");
        // Nor do they look through who is let in, and by what.
        for path in [path.as_str(), "/v1/users", "/v1/api-keys", "/v1/api-keys/1"] {
            works.get(path).await.refused(403, "forbidden");
            let table = works.request(reqwest::Method::GET, path).header("Accept", "text/csv, application/json;q=0.5");
            table.send().await.refused(403, "forbidden");
            app.admin().get(path).await.ok();
        }
    }

    async fn what_is_no_account_is_refused(app: App) {
        let admin = app.admin();
        let with = |change: serde_json::Value| {
            let mut body = json!({ "email": "camille@example.org", "name": "Camille", "role": "officer" });
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            body
        };
        for (change, code, pointer) in [
            (json!({ "email": "nowhere" }), "invalid_email", "/email"),
            (json!({ "name": " " }), "text_empty", "/name"),
            (json!({ "role": "partner" }), "unknown_role", "/role"),
            (json!({ "role": "king" }), "unknown_role", "/role"),
            (json!({ "sectors": ["BTP", "X"] }), "unknown_sector", "/sectors/1"),
            (json!({ "sectors": [] }), "missing", "/sectors"),
        ] {
            admin.post("/v1/users", &with(change)).await.refused_at(422, code, pointer);
        }
        admin.post("/v1/users", &with(json!({ "organisation_id": 987654321 }))).await.refused(422, "unknown_organisation");
        let first = admin.post("/v1/users", &with(json!({}))).await.created();
        let path = format!("/v1/users/{}", first.id());
        admin.patch(&path, first.etag(), &json!({ "sectors": [] })).await.refused_at(422, "missing", "/sectors");
        let again = admin.post("/v1/users", &with(json!({ "email": "CAMILLE@example.org" }))).await;
        assert_eq!(again.refused_at(409, "email_taken", "/email")["existing_id"], first.id());
    }

    async fn one_administrator_stays(app: App) {
        let person = app.person("camille@example.org", "admin").await;
        let path = format!("/v1/users/{}", person.id);
        let etag = app.admin().get(&path).await.ok().etag().to_owned();
        let all = [json!({ "role": "officer" }), json!({ "disabled": true }), json!({ "sectors": ["BTP", "MS"] })];
        for change in &all {
            app.admin().patch(&path, &etag, change).await.refused(409, "last_administrator");
        }
        // Another one lets nobody in: who does not see every sector, or has not chosen a password.
        let works = app.owner("works@example.org", "admin").await;
        let of_works = format!("/v1/users/{}", works.id);
        let seen = app.admin().get(&of_works).await.ok();
        app.admin().patch(&of_works, seen.etag(), &json!({ "sectors": ["BTP"] })).await.ok();
        app.invite("invited@example.org", "admin").await;
        for change in &all {
            app.admin().patch(&path, &etag, change).await.refused(409, "last_administrator");
        }
        app.owner("dominique@example.org", "admin").await;
        app.admin().patch(&path, &etag, &json!({ "disabled": true })).await.ok();
    }

    async fn an_account_is_another_version_once_its_second_factor_is_there_or_gone(app: App) {
        let (person, _) = crate::accounts::second_factor::enrolled(&app).await;
        let (admin, path) = (app.admin(), format!("/v1/users/{}", person.id));
        let with = admin.get(&path).await.ok();
        assert_eq!(with["second_factor"], true);
        person.post("/v1/me/second-factor/removal", &json!({ "password": crate::support::PASSWORD })).await.no_content();
        admin.patch(&path, with.etag(), &json!({ "name": "Autre" })).await.refused(412, "precondition_failed");
        let without = admin.get(&path).await.ok();
        assert_eq!(without["second_factor"], false);
        assert_ne!(with.etag(), without.etag());
        crate::accounts::second_factor::enrol(&app, &person).await;
        let again = admin.get(&path).await.ok();
        assert_ne!(without.etag(), again.etag());
        admin.delete(&format!("{path}/second-factor"), again.etag()).await.no_content();
        assert_ne!(admin.get(&path).await.ok().etag(), again.etag());
    }

    async fn what_happens_to_accounts_stands_in_the_trail_without_a_secret(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        person.sign_in("wrong password", None).await.refused(401, "sign_in_refused");
        person.delete("/v1/session").await.no_content();
        let events = app.admin().get("/v1/audit/events?limit=500").await.ok();
        let own = format!("user:{}", person.id);
        // Choosing a password signs in too.
        for (action, actor, times) in [
            ("create", "bootstrap", 1),
            ("choose_password", own.as_str(), 1),
            ("sign_in", &own, 2),
            ("sign_out", &own, 1),
        ] {
            let recorded = |event: &&serde_json::Value| event["action"] == action && event["actor"] == actor;
            assert_eq!(events.items().iter().filter(recorded).count(), times, "{action}: {events}");
        }
        assert!(!events.text.contains("argon2") && !events.text.contains("vélo"), "{events}");
    }
}
