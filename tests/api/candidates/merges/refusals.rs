//! What refuses a merge, and who may not.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use super::{merge, send};
use crate::support::builders::{a_candidate, admit, an_organisation, somebody_at_work};
use crate::support::{App, on_both_databases};

async fn exit(app: &App, person: i64, day: &str) {
    let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": day, "met_on": day });
    app.officer().post("/v1/positive-exits", &exit).await.created();
}

on_both_databases! {
    async fn stale_and_absent_versions_are_refused(app: App) {
        let officer = app.officer();
        let (kept, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        send(&officer, (kept, "\"2\""), (other, 1), json!({})).await.refused(412, "precondition_failed");
        send(&officer, (kept, "\"1\""), (other, 2), json!({})).await.refused_at(412, "precondition_failed", "/other_version");
        send(&officer, (kept, "\"1\""), (other, 2), json!({ "dry_run": true })).await.refused(412, "precondition_failed");
        let body = json!({ "other_id": other, "other_version": 1 });
        officer.post(&format!("/v1/candidates/{kept}/merges"), &body).await.refused(428, "precondition_required");
        assert_eq!(app.count("candidates"), 2);
    }

    async fn one_record_twice_and_unknown_ones_are_refused(app: App) {
        let officer = app.officer();
        let kept = a_candidate().create(&officer).await;
        send(&officer, (kept, "\"1\""), (kept, 1), json!({})).await.refused_at(422, "same_candidate", "/other_id");
        send(&officer, (kept, "\"1\""), (9_999, 1), json!({})).await.refused_at(422, "unknown_candidate", "/other_id");
        send(&officer, (9_999, "\"1\""), (kept, 1), json!({})).await.refused(404, "not_found");
        let bad = json!({ "reason": " " });
        send(&officer, (kept, "\"1\""), (kept, 1), bad).await.refused_at(422, "text_empty", "/reason");
    }

    async fn two_sexes_are_refused(app: App) {
        let officer = app.officer();
        let (kept, other) = (a_candidate().create(&officer).await, a_candidate().man().create(&officer).await);
        merge(&officer, kept, other, json!({ "dry_run": true })).await.refused_at(409, "sex_differs", "/other_id");
        merge(&officer, kept, other, json!({})).await.refused_at(409, "sex_differs", "/other_id");
    }

    async fn something_before_the_birth_that_stays_is_refused(app: App) {
        let officer = app.officer();
        let kept = a_candidate().born("2023-01-03").create(&officer).await;
        let other = a_candidate().create(&officer).await;
        admit(&officer, other, "BTP").await;
        let refused = merge(&officer, kept, other, json!({})).await.refused_at(422, "before_birth", "/other_id");
        assert!(refused.text.contains("une orientation du 2 janvier 2023"), "{refused}");
        merge(&officer, other, kept, json!({})).await.ok();
    }

    async fn two_exits_of_one_accompaniment_are_refused(app: App) {
        let officer = app.officer();
        let kept = a_candidate().in_plie("2022-01-01", "2023-12-31").create(&officer).await;
        let other = a_candidate().in_plie("2022-06-01", "2024-01-31").create(&officer).await;
        exit(&app, other, "2024-01-15").await;
        let refused = merge(&officer, kept, other, json!({})).await.refused_at(409, "in_use", "/other_id");
        assert!(refused.text.contains("15 janvier 2024"), "{refused}");
        exit(&app, kept, "2023-05-02").await;
        let third = a_candidate().in_plie("2023-01-01", "2023-12-31").create(&officer).await;
        exit(&app, third, "2023-06-01").await;
        merge(&officer, kept, third, json!({})).await.refused_at(409, "exit_already_counted", "/other_id");
        assert_eq!((app.count("positive_exits"), app.count("candidates")), (3, 3));
    }

    async fn who_does_not_see_every_sector_of_both_people_merges_nobody(app: App) {
        let officer = app.officer();
        let kept = somebody_at_work(&officer, "BTP").await.candidate;
        let other = somebody_at_work(&officer, "MS").await.candidate;
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        merge(&works, kept, other, json!({})).await.refused(403, "forbidden");
        merge(&works, kept, other, json!({ "dry_run": true })).await.refused(403, "forbidden");
        let both = app.as_role(Role::Officer, &[Sector::Btp, Sector::Ms]);
        merge(&both, kept, other, json!({})).await.ok();
        let partner = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp]);
        let path = format!("/v1/candidates/{kept}/merges");
        partner.post(&path, &json!({ "other_id": other, "other_version": 1 })).await.refused(403, "forbidden");
    }

    async fn a_merge_that_is_sent_again_is_done_once(app: App) {
        let officer = app.officer();
        let (kept, other) = (a_candidate().create(&officer).await, a_candidate().create(&officer).await);
        let body = json!({ "other_id": other, "other_version": 1 });
        let request = || {
            let path = format!("/v1/candidates/{kept}/merges");
            officer.request(Method::POST, &path).header("If-Match", "\"1\"").header("Idempotency-Key", "fusion-1")
        };
        let first = request().json(&body).send().await.ok();
        let second = request().json(&body).send().await.ok();
        assert_eq!((second.json.clone(), second.header("idempotency-replayed")), (first.json.clone(), Some("true")));
        assert_eq!((app.count("merged_candidates"), app.count("candidates")), (1, 1));
    }
}
