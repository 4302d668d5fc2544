//! Invalid bodies.

use reqwest::Method;
use serde_json::json;

use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{App, Client, Reply, on_both_databases};

async fn post(client: &Client, media_type: &str, body: impl Into<reqwest::Body>) -> Reply {
    client.request(Method::POST, "/v1/organisations").body(media_type, body).send().await
}

async fn nothing_is_stored(app: &App) {
    assert_eq!(app.admin().get("/v1/organisations").await.ok().items().len(), 0);
}

on_both_databases! {
    async fn broken_json_is_refused(app: App) {
        let officer = app.officer();
        let bodies = ["", "{", "{\"name\": }", "{\"name\": \"a\"} {}", "nonsense", "{\"name\": \"a\",}", "\u{FEFF}{}"];
        for body in bodies {
            post(&officer, "application/json", body).await.refused(400, "invalid_json");
        }
        post(&officer, "application/json", &b"{\"name\": \"\xff\xfe\"}"[..]).await.refused(400, "invalid_json");
        post(&officer, "application/json", &b"{\"name\": \"a\0b\"}"[..]).await.refused(400, "invalid_json");
        let deep = format!("{{\"name\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let refused = post(&officer, "application/json", deep).await;
        assert!(refused.status == 400 || refused.status == 422, "{refused}");
        nothing_is_stored(&app).await;
    }

    async fn json_of_another_shape_is_refused_where_it_differs(app: App) {
        let officer = app.officer();
        for (body, pointer) in [
            (json!({ "name": 12 }), "/name"),
            (json!({ "name": ["Régie"] }), "/name"),
            (json!({ "name": "Régie", "siret": 73282932000074_i64 }), "/siret"),
            (json!({ "name": "Régie", "employer_kind": true }), "/employer_kind"),
            (json!("Régie"), ""),
            (json!(null), ""),
        ] {
            officer.post("/v1/organisations", &body).await.refused_at(422, "invalid_body", pointer);
        }
        nothing_is_stored(&app).await;
    }

    async fn a_name_that_comes_twice_is_refused_by_name(app: App) {
        let officer = app.officer();
        for (body, pointer, name) in [
            (r#"{"name": "Première", "name": "Seconde"}"#, "/name", "name"),
            (r#"{"name": "Régie", "siret": null, "n\u0061me": "Régie"}"#, "/name", "name"),
            (r#"{"employer_kind": "ACI", "name": "Régie", "employer_kind": "EI"}"#, "/employer_kind", "employer_kind"),
        ] {
            let refused = post(&officer, "application/json", body).await.refused_at(422, "invalid_body", pointer);
            assert_eq!(refused["detail"], format!("Le champ «\u{a0}{name}\u{a0}» est donné deux fois."), "{body}");
        }
        let contract = r#"{"reference": "A-1", "lots": [{"number": "1"}, {"number": "2", "title": "x", "number": "3"}]}"#;
        let request = officer.request(Method::POST, "/v1/public-contracts").body("application/json", contract);
        request.send().await.refused_at(422, "invalid_body", "/lots/1/number");
        nothing_is_stored(&app).await;
    }

    async fn a_name_that_comes_twice_in_a_patch_is_refused_by_name(app: App) {
        let admin = app.admin();
        let placed = somebody_at_work(&admin, "BTP").await;
        let person = format!("/v1/candidates/{}", placed.candidate);
        let organisation = format!("/v1/organisations/{}", an_organisation().create(&admin).await);
        for (address, patch, pointer) in [
            (&organisation, r#"{"name": "Première", "name": "Seconde"}"#, "/name"),
            (&organisation, r#"{"name": null, "n\u0061me": "Seconde"}"#, "/name"),
            (&person, r#"{"contact": {"email": "a@example.org", "email": "b@example.org"}}"#, "/contact/email"),
            (
                &person,
                r#"{"addresses": [{"commune_code": "21231", "from": "2020-01-01", "from": "2021-01-01"}]}"#,
                "/addresses/0/from",
            ),
            (&person, r#"{"unknown": 1, "unknown": 2}"#, "/unknown"),
        ] {
            let before = admin.get(address).await.ok();
            let sent = admin.request(Method::PATCH, address).header("If-Match", before.etag());
            let refused = sent.body("application/merge-patch+json", patch).send().await;
            let name = pointer.rsplit('/').next().unwrap();
            let refused = refused.refused_at(422, "invalid_body", pointer);
            assert_eq!(refused["detail"], format!("Le champ «\u{a0}{name}\u{a0}» est donné deux fois."), "{patch}");
            assert_eq!(admin.get(address).await.ok().json, before.json);
        }
    }

    async fn a_field_that_is_not_known_is_refused_by_its_name(app: App) {
        let body = json!({ "name": "Régie", "sirte": "73282932000074" });
        let refused = app.officer().post("/v1/organisations", &body).await.refused_at(422, "unknown_field", "/sirte");
        assert!(refused["detail"].as_str().unwrap().contains("sirte"), "{refused}");
        nothing_is_stored(&app).await;
    }

    async fn a_body_of_another_type_is_refused(app: App) {
        let officer = app.officer();
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "json", ""] {
            post(&officer, media_type, "{\"name\": \"Régie\"}").await.refused(415, "unsupported_media_type");
        }
        nothing_is_stored(&app).await;
        post(&officer, "Application/JSON; charset=utf-8", "{\"name\": \"Régie\"}").await.created();
    }

    async fn a_body_that_is_too_large_is_refused_in_words(app: App) {
        let body = json!({ "name": "é".repeat(10 * 1024 * 1024) });
        app.officer().post("/v1/organisations", &body).await.refused(413, "body_too_large");
        nothing_is_stored(&app).await;
    }

    async fn nobody_without_a_key_sends_more_than_a_sign_in_needs(app: App) {
        let long = json!({ "email": "x@example.org", "password": "x".repeat(40 * 1024) });
        app.anonymous().post("/v1/session", &long).await.refused(413, "body_too_large");
    }
}
