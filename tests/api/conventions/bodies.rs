//! Invalid bodies.

use reqwest::Method;
use serde_json::json;

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
        let twice = "{\"name\": \"Première\", \"name\": \"Seconde\"}";
        post(&officer, "application/json", twice).await.refused(422, "invalid_body");
        nothing_is_stored(&app).await;
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
