//! `/v1/referrals/{id}/outcome`

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment};
use crate::support::on_both_databases;

fn validated(sector: &str, day: &str) -> Value {
    json!({ "outcome": "validated", "sector": sector, "decided_on": day })
}

fn not_integrated(reason: &str, day: &str) -> Value {
    json!({ "outcome": "not_integrated", "reason": reason, "decided_on": day })
}

on_both_databases! {
    async fn an_outcome_is_recorded_with_what_belongs_to_it(app: App) {
        let officer = app.officer();
        let id = a_referral(a_candidate().create(&officer).await).for_sectors(&["BTP", "MS"]).create(&officer).await;
        let (referral, outcome) = (format!("/v1/referrals/{id}"), format!("/v1/referrals/{id}/outcome"));
        let first = officer.put(&outcome, &validated("MS", "2023-01-02")).await.ok();
        let values = |shown: &Value| json!([
            shown["outcome"], shown["outcome_sector"], shown["outcome_reason"], shown["outcome_comment"],
            shown["decided_on"], shown["warnings"], shown["version"],
        ]);
        assert_eq!(values(&first.json), json!(["validated", "MS", null, null, "2023-01-02", [], 2]));
        assert_eq!(officer.get(&referral).await.ok().json, first.json);
        let mut other = not_integrated("other", "2024-03-15");
        other["comment"] = json!("Déménagement\nà Dole");
        let second = officer.put_over(&outcome, first.etag(), &other).await.ok();
        let expected = json!(["not_integrated", null, "other", "Déménagement\nà Dole", "2024-03-15", [], 3]);
        assert_eq!(values(&second.json), expected);
        let third = officer.put_over(&outcome, second.etag(), &validated("PI", "2024-03-14")).await.ok();
        assert_eq!((&third["outcome_comment"], &third["outcome_reason"]), (&Value::Null, &Value::Null));
        assert_eq!(third.at("/warnings/0/code"), "sector_not_requested");
    }

    async fn from_the_second_time_on_a_decision_says_what_it_saw(app: App) {
        let officer = app.officer();
        let id = a_referral(a_candidate().create(&officer).await).create(&officer).await;
        let outcome = format!("/v1/referrals/{id}/outcome");
        officer.put_over(&outcome, "\"7\"", &validated("BTP", "2023-02-01")).await.refused(412, "precondition_failed");
        officer.put(&outcome, &validated("BTP", "2023-02-01")).await.ok();
        for again in [validated("BTP", "2023-02-01"), not_integrated("unreachable", "2023-02-01")] {
            officer.put(&outcome, &again).await.refused(428, "precondition_required");
            for stale in ["\"1\"", "\"3\"", "W/\"1\"", "\"1\", \"3\""] {
                officer.put_over(&outcome, stale, &again).await.refused(412, "precondition_failed");
            }
        }
        let shown = officer.get(&format!("/v1/referrals/{id}")).await.ok();
        assert_eq!((&shown["outcome"], shown.etag()), (&json!("validated"), "\"2\""));
        officer.put_over(&outcome, "\"2\"", &not_integrated("unreachable", "2023-02-01")).await.ok();
    }

    async fn every_refused_field_is_named_at_once(app: App) {
        let officer = app.officer();
        let id = a_referral(a_candidate().create(&officer).await).on("2023-03-10").create(&officer).await;
        let outcome = format!("/v1/referrals/{id}/outcome");
        let mixed = json!({ "outcome": "validated", "reason": "other", "comment": "x", "decided_on": "2023" });
        officer.put(&outcome, &mixed).await.refused_fields(&[
            ("/sector", "missing"),
            ("/reason", "unknown_field"),
            ("/comment", "unknown_field"),
            ("/decided_on", "invalid_date"),
        ]);
        let mixed = json!({ "outcome": "not_integrated", "sector": "BTP", "reason": "bored" });
        officer.put(&outcome, &mixed).await.refused_fields(&[
            ("/sector", "unknown_field"),
            ("/reason", "unknown_reason"),
            ("/decided_on", "missing"),
        ]);
        for (given, code, pointer) in [
            (json!({ "outcome": "pending", "decided_on": "2023-03-10" }), "unknown_outcome", "/outcome"),
            (json!({ "sector": "BTP", "decided_on": "2023-03-10" }), "missing", "/outcome"),
            (validated("BTP", "2023-03-09"), "decision_before_referral", "/decided_on"),
            (validated("BTP", "2024-03-16"), "date_in_future", "/decided_on"),
            (not_integrated("other", "2023-03-10"), "comment_required", "/comment"),
        ] {
            officer.put(&outcome, &given).await.refused_at(422, code, pointer);
        }
        let services = app.as_role(Role::Officer, &[Sector::Btp]);
        let refused = services.put(&outcome, &validated("MS", "2023-03-09")).await;
        refused.refused_fields(&[("/decided_on", "decision_before_referral"), ("/sector", "unknown_sector")]);
        assert_eq!(officer.get(&format!("/v1/referrals/{id}")).await.ok()["version"], 1);
    }

    async fn a_validation_that_an_assignment_rests_on_is_not_taken_back(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let id = a_referral(person).for_sectors(&["BTP", "MS"]).validated("BTP", "2023-01-05").create(&officer).await;
        let lot = a_public_contract().create_lot(&officer).await;
        an_employment(person).on(lot).create(&officer).await;
        let outcome = format!("/v1/referrals/{id}/outcome");
        for other in [not_integrated("unreachable", "2023-02-01"), validated("MS", "2023-01-05")] {
            officer.put_over(&outcome, "\"2\"", &other).await.refused(409, "outcome_in_use");
        }
        let later = officer.put_over(&outcome, "\"2\"", &validated("BTP", "2023-01-06")).await.ok();
        assert_eq!((&later["outcome_sector"], &later["decided_on"]), (&json!("BTP"), &json!("2023-01-06")));
        let unused = a_referral(person).validated("BTP", "2023-01-05").create(&officer).await;
        let outcome = format!("/v1/referrals/{unused}/outcome");
        officer.put_over(&outcome, "\"2\"", &not_integrated("unreachable", "2023-02-01")).await.ok();
    }

    async fn a_validation_of_another_sector_is_not_taken_back(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let id = a_referral(person).for_sectors(&["BTP", "MS"]).validated("BTP", "2023-01-05").create(&officer).await;
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        let outcome = format!("/v1/referrals/{id}/outcome");
        services.put_over(&outcome, "\"2\"", &validated("MS", "2023-02-01")).await.refused(403, "forbidden");
        assert_eq!(officer.get(&format!("/v1/referrals/{id}")).await.ok()["outcome_sector"], "BTP");
    }

    async fn an_outcome_has_no_address_of_its_own_to_read(app: App) {
        let officer = app.officer();
        let id = a_referral(a_candidate().create(&officer).await).create(&officer).await;
        let refused = officer.get(&format!("/v1/referrals/{id}/outcome")).await;
        assert_eq!(refused.refused(405, "method_not_allowed").header("allow"), Some("OPTIONS, PUT"));
        let nobodys = officer.put("/v1/referrals/987654321/outcome", &validated("BTP", "2023-02-01")).await;
        nobodys.refused(404, "not_found");
    }
}
