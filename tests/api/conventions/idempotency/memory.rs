//! What is stored of a response, and how long.

use chrono::{DateTime, Utc};
use clauses::access::idempotency::{IdempotencyKey, Idempotent, InFlight, purge};
use clauses::access::{Caller, RecordHours};
use clauses::error::ProblemCode;
use clauses::http::post_response;
use clauses::values::Resource;
use serde::Serialize;
use serde_json::json;

use super::{create_organisation, organisations, post, replays};
use crate::support::builders::{a_candidate, an_organisation};
use crate::support::on_both_databases;

/// A report without an address, such as that of a batch of hours, which may be large.
#[derive(Serialize)]
struct Outcome {
    verdicts: Vec<String>,
}

impl Resource for Outcome {
    fn address(&self) -> Option<String> {
        None
    }
}

on_both_databases! {
    async fn a_large_answer_without_an_address_is_given_again_whole(app: App) {
        let running = InFlight::default();
        let work = |text: &str| {
            let key = IdempotencyKey::read(b"key", &[text.as_bytes()], &running).unwrap();
            let caller: Caller<RecordHours> = app.operator().with_idempotency_key(Some(key));
            caller.create(|_| Ok(Outcome { verdicts: vec!["créée \u{0} \"x\" 🎉".to_owned(); 200_000] }))
        };
        let Idempotent::Executed(outcome, first) = work("body").unwrap() else { panic!("never done before") };
        assert_eq!((first.location.as_deref(), first.version), (None, None));
        assert_eq!(first.body, serde_json::to_string(&outcome).unwrap());
        assert!(first.body.len() > 4_000_000, "{}", first.body.len());
        let Idempotent::Replayed(again) = work("body").unwrap() else { panic!("done twice") };
        assert!(again == first, "another answer");
        assert_eq!(work("other body").err().unwrap().code, ProblemCode::IdempotencyKeyReused);
        let response = post_response(Idempotent::<Outcome>::Replayed(again));
        assert_eq!(response.status().as_u16(), 200);
        assert!(response.headers().contains_key("idempotency-replayed") && !response.headers().contains_key("etag"));
    }

    async fn a_refusal_is_not_kept(app: App) {
        let officer = app.officer();
        let body = json!({ "name": "Régie", "siret": "73282932000074" });
        let other = an_organisation().siret("73282932000074").send(&officer).await.created();
        post(&officer, "/v1/organisations", "key", &body).await.refused(409, "siret_taken");
        let address = format!("/v1/organisations/{}", other.id());
        officer.patch(&address, other.etag(), &json!({ "siret": null })).await.ok();
        let first = post(&officer, "/v1/organisations", "key", &body).await.created();
        replays(&first, &post(&officer, "/v1/organisations", "key", &body).await);
    }

    async fn a_refused_key_serves_another_request(app: App) {
        let officer = app.officer();
        post(&officer, "/v1/organisations", "key", &json!({ "name": "" })).await.refused(422, "text_empty");
        post(&officer, "/v1/candidates/987654321/plie-periods", "key", &json!({ "from": "2023-01-01" }))
            .await
            .refused(404, "not_found");
        create_organisation(&officer, "key", "Régie").await.created();
    }

    async fn an_answer_is_kept_for_a_day(app: App) {
        let admin = app.admin();
        let first = create_organisation(&admin, "key", "Régie").await.created();
        let nearly = app.at("2024-03-16T08:59:59.999Z");
        replays(&first, &create_organisation(&nearly.admin(), "key", "Régie").await);
        let a_day_later = app.at("2024-03-16T09:00:00Z");
        let second = create_organisation(&a_day_later.admin(), "key", "Régie").await.created();
        assert_eq!(second.header("idempotency-replayed"), None, "{second}");
        assert_ne!(first.id(), second.id());
        // The key now belongs to the later request, and can be used again.
        replays(&second, &create_organisation(&a_day_later.admin(), "key", "Régie").await);
        let the_day_after = app.at("2024-03-18T00:00:00Z");
        create_organisation(&the_day_after.admin(), "key", "Autre").await.created();
        assert_eq!(app.stored_answers(), (1, 0));
        assert_eq!(organisations(&admin, "Régie").await, 2);
    }

    async fn expired_answers_are_purged_and_no_others(app: App) {
        let (early, later) = (app.admin(), app.at("2024-03-15T21:00:00Z"));
        for number in 0..230 {
            create_organisation(&early, &format!("early-{number}"), "Régie").await.created();
        }
        let kept = create_organisation(&later.admin(), "later", "Régie").await.created();
        let purged = |now: &str| purge(&app.db(), now.parse::<DateTime<Utc>>().unwrap()).unwrap();
        assert_eq!(purged("2024-03-16T08:59:59Z"), 0);
        assert_eq!(purged("2024-03-16T09:00:00Z"), 230);
        assert_eq!(purged("2024-03-16T09:00:00Z"), 0);
        assert_eq!(app.stored_answers(), (1, 0));
        replays(&kept, &create_organisation(&later.admin(), "later", "Régie").await);
    }

    async fn answers_outlive_the_application(app: App) {
        let first = create_organisation(&app.admin(), "key", "Régie").await.created();
        let person = post(&app.admin(), "/v1/candidates", "person", a_candidate().json()).await.created();
        let restarted = app.twin();
        drop(app);
        replays(&first, &create_organisation(&restarted.admin(), "key", "Régie").await);
        assert_eq!(restarted.admin().all("/v1/candidates").await.len(), 1, "{person}");
        assert_eq!(restarted.stored_answers(), (2, 1));
    }
}
