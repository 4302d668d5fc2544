//! The form of keys, and their scope.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use super::{create_organisation, organisations, post, replays};
use crate::support::builders::{a_candidate, an_organisation};
use crate::support::on_both_databases;

on_both_databases! {
    async fn any_visible_characters_make_a_key(app: App) {
        let officer = app.officer();
        for key in ["1", "2023-06-ariq-001", "\"quoted\"", "!~,;", &"x".repeat(255)] {
            let first = create_organisation(&officer, key, "Régie").await.created();
            replays(&first, &create_organisation(&officer, key, "Régie").await);
        }
        assert_eq!(organisations(&officer, "Régie").await, 5);
    }

    async fn what_is_no_key_is_refused_and_nothing_is_made(app: App) {
        let officer = app.officer();
        for key in ["", "a b", "a\tb", "clé", &"x".repeat(256)] {
            create_organisation(&officer, key, "Régie").await.refused(422, "invalid_idempotency_key");
        }
        let twice = officer.request(Method::POST, "/v1/organisations");
        let twice = twice.header("Idempotency-Key", "one").header("idempotency-key", "one");
        let refused = twice.json(&json!({ "name": "Régie" })).send().await.refused(422, "invalid_idempotency_key");
        assert!(refused["detail"].as_str().unwrap().contains("une seule fois"), "{refused}");
        assert_eq!(organisations(&officer, "Régie").await, 0);
        assert_eq!(app.stored_answers(), (0, 0));
    }

    async fn without_a_key_every_post_is_done(app: App) {
        let officer = app.officer();
        for _ in 0..3 {
            let made = an_organisation().named("Régie").send(&officer).await.created();
            assert_eq!(made.header("idempotency-replayed"), None, "{made}");
        }
        assert_eq!(organisations(&officer, "Régie").await, 3);
        assert_eq!(app.stored_answers(), (0, 0));
    }

    async fn other_methods_take_no_notice_of_a_key(app: App) {
        let officer = app.officer();
        let made = create_organisation(&officer, "key", "Régie").await.created();
        let address = format!("/v1/organisations/{}", made.id());
        for (name, version) in [("Une", 2), ("Deux", 3)] {
            let etag = format!("\"{}\"", version - 1);
            let patch = officer.request(Method::PATCH, &address).header("If-Match", &etag);
            let patch = patch.header("Idempotency-Key", "key").body("application/merge-patch+json", json!({ "name": name }).to_string());
            assert_eq!(patch.send().await.ok()["version"], version);
        }
        for key in ["key", "no key at all"] {
            let shown = officer.request(Method::GET, &address).header("Idempotency-Key", key).send().await.ok();
            assert_eq!((shown.header("idempotency-replayed"), &shown["name"]), (None, &json!("Deux")));
        }
        // The stored response is returned although the resource has changed since.
        replays(&made, &create_organisation(&officer, "key", "Régie").await);
    }

    async fn another_address_or_body_under_the_same_key_is_refused(app: App) {
        let officer = app.officer();
        let one = a_candidate().create(&officer).await;
        let two = a_candidate().create(&officer).await;
        let waiver = json!({ "sector": "BTP", "reason": "Besoin" });
        let path = |person: i64| format!("/v1/candidates/{person}/waivers");
        let first = post(&officer, &path(one), "key", &waiver).await.created();
        post(&officer, &path(two), "key", &waiver).await.refused(422, "idempotency_key_reused");
        create_organisation(&officer, "key", "Régie").await.refused(422, "idempotency_key_reused");
        replays(&first, &post(&officer, &path(one), "key", &waiver).await);
        assert_eq!(officer.get(&path(two)).await.ok().items().len(), 0);
        assert_eq!(organisations(&officer, "Régie").await, 0);
    }

    async fn a_key_is_its_callers_own(app: App) {
        let (one, two) = (app.officer(), app.officer());
        let first = create_organisation(&one, "key", "Régie").await.created();
        let second = create_organisation(&two, "key", "Régie").await.created();
        assert_ne!(first.id(), second.id());
        replays(&first, &create_organisation(&one, "key", "Régie").await);
        replays(&second, &create_organisation(&two, "key", "Régie").await);
    }

    async fn who_lost_the_right_gets_no_answer_again(app: App) {
        let officer = app.officer();
        let first = create_organisation(&officer, "key", "Régie").await.created();
        app.change_keys("partner", "BTP,MS,PI");
        create_organisation(&officer, "key", "Régie").await.refused(403, "forbidden");
        app.change_keys("officer", "BTP,MS,PI");
        replays(&first, &create_organisation(&officer, "key", "Régie").await);
    }

    async fn who_sees_other_sectors_by_now_gets_no_answer_again(app: App) {
        let officer = app.as_role(Role::Officer, &[Sector::Btp, Sector::Ms]);
        let first = create_organisation(&officer, "key", "Régie").await.created();
        app.change_keys("officer", "BTP");
        create_organisation(&officer, "key", "Régie").await.refused(422, "idempotency_key_reused");
        app.change_keys("officer", "BTP,MS");
        replays(&first, &create_organisation(&officer, "key", "Régie").await);
        assert_eq!(organisations(&officer, "Régie").await, 1);
    }
}
