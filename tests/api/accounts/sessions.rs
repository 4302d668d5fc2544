//! Sessions end: by themselves, by their owner, by an administrator; in every process at once.

use serde_json::json;

use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn a_session_ends_when_it_is_idle_for_an_hour_and_after_twelve(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let at = |moment: &str| app.at(moment);
        person.through(at("2024-03-15T09:59:00Z").anonymous()).get("/v1/me").await.ok();
        // Seen at 9:59, it is good until 10:59.
        person.through(at("2024-03-15T10:58:00Z").anonymous()).get("/v1/me").await.ok();
        person.through(at("2024-03-15T11:58:00Z").anonymous()).get("/v1/me").await.refused(401, "unauthenticated");
        let kept = app.person("dominique@example.org", "officer").await;
        for hour in 9..21 {
            for minute in [15, 45] {
                let moment = format!("2024-03-15T{hour:02}:{minute}:00Z");
                kept.through(at(&moment).anonymous()).get("/v1/me").await.ok();
            }
        }
        kept.through(at("2024-03-15T20:59:00Z").anonymous()).get("/v1/me").await.ok();
        kept.through(at("2024-03-15T21:00:00Z").anonymous()).get("/v1/me").await.refused(401, "unauthenticated");
    }

    async fn a_session_reads_its_token_again_and_no_other_one(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let other = app.person("dominique@example.org", "officer").await;
        let token = |me: crate::support::Reply| me.ok()["csrf_token"].as_str().map(str::to_owned);
        assert_eq!(token(person.get("/v1/me").await), Some(person.csrf.clone()));
        assert_ne!(token(person.get("/v1/me").await), token(other.get("/v1/me").await));
        let before = person.csrf.clone();
        person.sign_in(PASSWORD, None).await.ok();
        assert_ne!(token(person.get("/v1/me").await), Some(before));
        assert_eq!(token(app.officer().get("/v1/me").await), None);
        let me = person.get("/v1/me").await.ok();
        assert_eq!(me.header("cache-control"), Some("no-store"), "{me}");
    }

    async fn reading_does_not_write_each_time(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        person.get("/v1/me").await.ok();
        let before = app.statements_sent().await;
        person.get("/v1/reference/communes").await.ok();
        let by_key = app.officer();
        by_key.get("/v1/me").await.ok();
        let between = app.statements_sent().await;
        by_key.get("/v1/reference/communes").await.ok();
        assert!(between - before > app.statements_sent().await - between - 1);
        let first = app.statements_sent().await;
        person.get("/v1/reference/communes").await.ok();
        let second = app.statements_sent().await;
        by_key.get("/v1/reference/communes").await.ok();
        assert_eq!(second - first, app.statements_sent().await - second, "a session costs more than a key");
    }

    async fn a_session_ended_in_one_process_is_refused_by_another_at_its_next_request(app: App) {
        let twin = app.twin();
        let mut person = app.person("camille@example.org", "officer").await;
        let elsewhere = person.through(twin.anonymous());
        elsewhere.get("/v1/me").await.ok();
        let reply = person.delete("/v1/session").await.no_content();
        assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"), "{reply}");
        elsewhere.get("/v1/me").await.refused(401, "unauthenticated");
        person.get("/v1/me").await.refused(401, "unauthenticated");
        person.sign_in(PASSWORD, None).await.ok();
        let first = person.clone();
        person.sign_in(PASSWORD, None).await.ok();
        person.delete("/v1/me/sessions").await.no_content();
        for ended in [&first, &person] {
            ended.through(twin.anonymous()).get("/v1/me").await.refused(401, "unauthenticated");
        }
    }

    async fn a_disabled_account_is_out_at_once_and_another_role_holds_at_once(app: App) {
        let (admin, twin) = (app.admin(), app.twin());
        let person = app.person("camille@example.org", "officer").await;
        let path = format!("/v1/users/{}", person.id);
        person.get("/v1/settings").await.ok();
        let user = admin.get(&path).await.ok();
        let user = admin.patch(&path, user.etag(), &json!({ "role": "dashboard" })).await.ok();
        person.through(twin.anonymous()).get("/v1/settings").await.refused(403, "forbidden");
        let user = admin.patch(&path, user.etag(), &json!({ "disabled": true })).await.ok();
        person.through(twin.anonymous()).get("/v1/me").await.refused(401, "unauthenticated");
        admin.patch(&path, user.etag(), &json!({ "disabled": false })).await.ok();
        // Open again, and nobody is in.
        person.get("/v1/me").await.refused(401, "unauthenticated");
    }

    async fn signing_in_anew_ends_the_session_that_the_browser_had(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let (before, mut colleague) = (person.clone(), app.person("dominique@example.org", "officer").await);
        person.sign_in("wrong password", None).await.refused(401, "sign_in_refused");
        before.get("/v1/me").await.ok();
        person.sign_in(PASSWORD, None).await.ok();
        before.get("/v1/me").await.refused(401, "unauthenticated");
        // Another's, too, who was signed in there.
        let others = colleague.clone();
        let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
        colleague.fill("/connexion", &fields).await.with_status(303);
        others.get("/v1/me").await.refused(401, "unauthenticated");
        person.get("/v1/me").await.ok();
        let events = app.admin().get("/v1/audit/events?limit=500").await.ok();
        let ended = events.items().iter().filter(|event| event["action"] == "sign_out");
        assert!(ended.clone().all(|event| event["values"][0]["value"] == "sign_in"), "{events}");
        assert_eq!(ended.count(), 2, "{events}");
    }

    async fn a_key_has_no_session_and_no_password(app: App) {
        let key = app.officer();
        key.get("/v1/session").await.refused(404, "not_found");
        key.request(reqwest::Method::DELETE, "/v1/session").send().await.refused(404, "not_found");
        let passwords = json!({ "current_password": "x", "new_password": PASSWORD });
        key.post("/v1/me/password", &passwords).await.refused(404, "not_found");
    }

    async fn another_password_needs_the_present_one_and_ends_other_sessions(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let other = person.clone();
        person.cookies.remove("clauses_session");
        person.sign_in(PASSWORD, None).await.ok();
        let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
        let path = "/v1/me/password";
        for (new, code) in [
            ("court", "password_too_short"),
            (&*"long ".repeat(30), "password_too_long"),
            ("Motdepasse2024", "password_too_common"),
        ] {
            person.post(path, &change(PASSWORD, new)).await.refused_at(422, code, "/new_password");
        }
        let new = "parapluie bleu au grenier";
        person.post(path, &change("wrong", new)).await.refused_at(422, "wrong_password", "/current_password");
        other.get("/v1/me").await.ok();
        person.post(path, &change(PASSWORD, new)).await.no_content();
        person.get("/v1/me").await.ok();
        other.get("/v1/me").await.refused(401, "unauthenticated");
        app.nobody(&person.email).sign_in(PASSWORD, None).await.refused(401, "sign_in_refused");
        app.nobody(&person.email).sign_in(new, None).await.ok();
        // A client that finds the machine open does not guess for long.
        for _ in 0..9 {
            person.post(path, &change("wrong", PASSWORD)).await.refused(422, "wrong_password");
        }
        person.post(path, &change(new, PASSWORD)).await.refused(429, "too_many_attempts");
    }
}
