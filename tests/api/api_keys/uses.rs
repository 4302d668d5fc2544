//! When keys were last used.

use serde_json::json;

use super::{a_key, made, rotated, secret};
use crate::support::{Program, on_both_databases};

on_both_databases! {
    async fn the_last_use_of_each_secret_is_noted_and_the_latest_is_the_keys(app: App) {
        let admin = app.admin();
        let first = made(&admin, &a_key("officer")).await;
        let second = rotated(&admin, first.id(), 72).await;
        let path = format!("/v1/api-keys/{}", first.id());
        let (friday, saturday) = (app.at("2024-03-15T10:00:00Z"), app.at("2024-03-16T10:00:00Z"));
        saturday.bearing(&secret(&first)).get("/v1/organisations").await.ok();
        friday.bearing(&secret(&first)).get("/v1/organisations").await.ok();
        friday.bearing(&secret(&second)).get("/v1/organisations").await.ok();
        // The process that is behind says so last, and takes nothing back.
        saturday.write_down();
        friday.write_down();
        let shown = admin.get(&path).await.ok();
        assert_eq!(shown["secrets"][0]["last_used_at"], "2024-03-16T10:00:00Z", "{shown}");
        assert_eq!(shown["secrets"][1]["last_used_at"], "2024-03-15T10:00:00Z", "{shown}");
        assert_eq!(shown["last_used_at"], "2024-03-16T10:00:00Z", "{shown}");
    }

    async fn a_use_changes_the_version_so_that_nobody_is_told_an_old_one_is_the_latest(app: App) {
        let admin = app.admin();
        let key = made(&admin, &a_key("officer")).await;
        let path = format!("/v1/api-keys/{}", key.id());
        let seen = admin.get(&path).await.ok();
        app.bearing(&secret(&key)).get("/v1/organisations").await.ok();
        app.write_down();
        let again = admin.request(reqwest::Method::GET, &path).header("If-None-Match", seen.etag()).send().await.ok();
        assert_eq!(again["last_used_at"], "2024-03-15T09:00:00Z", "{again}");
    }

    async fn many_requests_are_written_down_together_and_none_of_them_alone(app: App) {
        let admin = app.admin();
        let client = app.bearing(&secret(&made(&admin, &a_key("officer")).await));
        client.get("/v1/organisations").await.ok();
        let before = app.statements_sent().await;
        for _ in 0..20 {
            client.get("/v1/organisations").await.ok();
        }
        // One to let each in, one for its list, and one more each time that the statements are counted.
        assert_eq!(app.statements_sent().await - before, 40 + 1);
        app.write_down();
        let written = app.statements_sent().await - before - 40 - 2;
        assert!((1..=5).contains(&written), "{written}");
        app.write_down();
        let again = app.statements_sent().await - before - 40 - 3;
        assert_eq!(again, written, "there was nothing left to write down");
    }

    async fn a_key_that_is_refused_was_not_used(app: App) {
        let admin = app.admin();
        let then = app.at("2024-03-14T09:00:00Z");
        let key = made(&then.admin(), &json!({ "name": "Passée", "role": "officer", "expires_on": "2024-03-14" })).await;
        app.bearing(&secret(&key)).get("/v1/organisations").await.refused(401, "unauthenticated");
        app.write_down();
        assert_eq!(admin.get(&format!("/v1/api-keys/{}", key.id())).await.ok()["last_used_at"], json!(null));
    }

    async fn what_the_program_has_in_mind_is_written_down_when_it_is_told_to_stop(app: App) {
        let admin = app.admin();
        let key = made(&admin, &json!({ "name": "Essai", "role": "officer" })).await;
        let mut program = Program::beside(&app, &[]);
        program.bearing(&secret(&key)).get("/v1/organisations").await.ok();
        program.signal("TERM");
        assert!(program.ended().await.success());
        assert!(admin.get(&format!("/v1/api-keys/{}", key.id())).await.ok()["last_used_at"].is_string());
    }
}
