//! `/v1/candidates/{id}/distinct-from`

use clauses::values::Role;
use reqwest::Method;
use serde_json::json;

use super::merges::merge;
use crate::support::builders::a_candidate;
use crate::support::{App, on_both_databases};

async fn two_alike(app: &App) -> (i64, i64) {
    let alike = || a_candidate().named("Rosée", "Fatoumata").born("1984-02-29");
    (alike().create(&app.officer()).await, alike().create(&app.officer()).await)
}

on_both_databases! {
    async fn two_people_are_found_and_warned_of_no_more_until_it_is_taken_back(app: App) {
        let (officer, (one, other)) = (app.officer(), two_alike(&app).await);
        assert_eq!(officer.all("/v1/findings").await.len(), 1);
        let address = format!("/v1/candidates/{one}/distinct-from/{other}");
        let set = officer.put(&address, &json!({ "reason": "Deux cousines" })).await.ok();
        assert_eq!((&set["candidate_id"], &set["other_candidate_id"]), (&json!(one), &json!(other)));
        assert_eq!((&set["reason"], &set["decided_at"]), (&json!("Deux cousines"), &json!("2024-03-15T09:00:00Z")));
        assert_eq!(officer.all("/v1/findings").await.len(), 0);
        // A change of either record does not bring it back.
        for person in [one, other] {
            let record = format!("/v1/candidates/{person}");
            let seen = officer.get(&record).await.ok();
            let changed = officer.patch(&record, seen.etag(), &json!({ "qualification_level": 5 })).await.ok();
            assert_eq!(changed["warnings"], json!([]));
        }
        assert_eq!(officer.all("/v1/findings").await.len(), 0);
        // Another record like them is found to be like both.
        let third = a_candidate().named("Rosée", "Fatoumata").born("1984-02-29").send(&officer).await.created();
        assert_eq!(third.at("/warnings/0/candidate_ids"), &json!([one, other]));
        assert_eq!(officer.all(&format!("/v1/candidates/{other}/distinct-from")).await[0]["other_candidate_id"], one);
        merge(&officer, one, other, json!({})).await.refused_at(409, "recorded_as_distinct", "/other_id");
        // Seen from the other record, with another reason.
        let back = format!("/v1/candidates/{other}/distinct-from/{one}");
        officer.put(&back, &json!({ "reason": "Deux sœurs" })).await.ok();
        assert_eq!(app.count("distinct_candidates"), 1);
        officer.request(Method::DELETE, &back).send().await.no_content();
        officer.request(Method::DELETE, &back).send().await.refused(404, "not_found");
        assert_eq!(officer.all("/v1/findings").await.len(), 3);
        merge(&officer, one, other, json!({})).await.ok();
        assert_eq!(officer.all("/v1/findings").await.len(), 1);
    }

    async fn a_record_that_stays_takes_over_who_the_other_is_not(app: App) {
        let (officer, (one, other)) = (app.officer(), two_alike(&app).await);
        let third = a_candidate().named("Rosée", "Fatoumata").born("1984-02-29").create(&officer).await;
        officer.put(&format!("/v1/candidates/{other}/distinct-from/{third}"), &json!({ "reason": "Cousine" })).await.ok();
        merge(&officer, one, other, json!({})).await.ok();
        assert_eq!(officer.all("/v1/findings").await.len(), 0);
        let pairs = officer.all(&format!("/v1/candidates/{one}/distinct-from")).await;
        assert_eq!((pairs.len(), &pairs[0]["other_candidate_id"]), (1, &json!(third)));
    }

    async fn it_needs_two_people_and_a_reason(app: App) {
        let (officer, (one, other)) = (app.officer(), two_alike(&app).await);
        let address = |id: i64| format!("/v1/candidates/{one}/distinct-from/{id}");
        let reason = json!({ "reason": "Deux cousines" });
        officer.put(&address(other), &json!({})).await.refused_at(422, "missing", "/reason");
        officer.put(&address(one), &reason).await.refused(422, "same_candidate");
        officer.put(&address(9_999), &reason).await.refused(404, "not_found");
        app.as_role(Role::Partner, &[]).put(&address(other), &reason).await.refused(403, "forbidden");
    }
}
