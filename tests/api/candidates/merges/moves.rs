//! What passes from one record to the other, what stays as it was, and what a dry run keeps.

use serde_json::{Value, json};

use super::{merge, send, totals};
use crate::support::builders::{Placed, a_candidate, a_referral, an_employment, place, waive};
use crate::support::{App, on_both_databases};

/// Two records of one person, each at work and with hours in a closed and in an open month; the second one is in the PLIE.
async fn two_records(app: &App) -> [Placed; 2] {
    let officer = app.officer();
    let first = a_candidate().named("Rosée", "Fatoumata").born("1984-02-29").create(&officer).await;
    let second = a_candidate().named("Rosee", "Fatoumata").born("1984-02-29").in_plie_from("2022-01-01");
    let second =
        second.with("contact", json!({ "phone": "06 00 00 00 12", "email": null })).with("informed_on", "2023-01-09");
    let second = second.living_in("21231", "2020-01-01").eligible_by("BRSA", "2023-01-01").create(&officer).await;
    let placed = [place(&officer, first, "BTP").await, place(&officer, second, "BTP").await];
    for (one, worked) in placed.iter().zip(["100.25", "50.50"]) {
        for month in ["2023-03", "2023-04"] {
            one.hours(month, worked).validated().create(&officer).await;
        }
    }
    app.close_month("2023-03", "BTP").await;
    placed
}

/// The value of a figure of a bilan.
fn figure(bilan: &Value, key: &str) -> Value {
    let figures = bilan["tables"].as_array().unwrap().iter().flat_map(|table| table["figures"].as_array().unwrap());
    figures.into_iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("no {key}"))["value"].clone()
}

on_both_databases! {
    async fn hours_stay_the_same_and_people_are_one_fewer(app: App) {
        let (officer, [kept, other]) = (app.officer(), two_records(&app).await);
        let (before, data) = (totals(&officer).await, officer.get("/v1/totals?year=2023").await.ok());
        let bilan = officer.get("/v1/bilans/2023?scope=all").await.ok();
        let closed = || [
            app.count("hours WHERE month = 202303 AND worked = 10025 AND NOT in_plie AND NOT rsa AND commune_code IS NULL"),
            app.count("hours WHERE month = 202303 AND worked = 5050 AND in_plie AND rsa AND commune_code = '21231'"),
        ];
        assert_eq!(closed(), [1, 1]);
        let merged = merge(&officer, kept.candidate, other.candidate, json!({ "reason": "Même pièce d’identité" })).await.ok();
        assert_eq!(merged["hours_total"], json!({ "before": "301.50", "after": "301.50" }));
        assert_eq!(merged["people"], json!({ "before": 2, "after": 1 }));
        assert_eq!(merged["moves"], json!({
            "referrals": 1, "employments": 1, "assignments": 1, "hours": 2, "months": ["2023-03", "2023-04"], "addresses": 1,
            "eligibility": 1, "plie_periods": 1, "waivers": 0, "eligibility_windows": 0, "positive_exits": 0, "references": 0,
        }));
        assert_eq!(merged["filled"], json!(["contact.phone", "informed_on"]));
        assert_eq!((&merged["dry_run"], merged.etag()), (&json!(false), "\"2\""));
        let after = totals(&officer).await;
        assert_eq!((&after["hours"], &before["hours"]), (&json!("301.50"), &json!("301.50")));
        assert_eq!((before["people"].as_i64(), after["people"].as_i64()), (Some(2), Some(1)));
        assert_ne!(officer.get("/v1/totals?year=2023").await.ok().etag(), data.etag());
        let new_bilan = officer.get("/v1/bilans/2023?scope=all").await.ok();
        assert_ne!(new_bilan.etag(), bilan.etag());
        assert_eq!(["employees.total", "hours.total"].map(|key| figure(&bilan.json, key)), [json!(2), json!("301.50")]);
        assert_eq!(["employees.total", "hours.total"].map(|key| figure(&new_bilan.json, key)), [json!(1), json!("301.50")]);
        // The closed month keeps all but whose it is; the open one follows the person.
        assert_eq!(closed(), [1, 1]);
        assert_eq!(app.count(&format!("hours WHERE candidate_id = {}", kept.candidate)), 4);
        assert_eq!(app.count("hours WHERE month = 202304 AND in_plie AND rsa AND commune_code = '21231'"), 2);
        let drifts = officer.all("/v1/findings?kind=frozen_values").await;
        let of_first = drifts.iter().find(|one| one["employment_id"] == kept.employment).unwrap();
        let fields = of_first["fields"].as_array().unwrap();
        assert!(fields.contains(&json!("in_plie")) && fields.contains(&json!("commune")), "{of_first}");
        assert_eq!(officer.all("/v1/findings?kind=possible_duplicate").await.len(), 0);
        let person = officer.get(&format!("/v1/candidates/{}", kept.candidate)).await.ok();
        assert_eq!((&person["version"], &person["last_name"], &person["informed_on"]), (&json!(2), &json!("Rosée"), &json!("2023-01-09")));
        assert_eq!(person["addresses"][0]["commune_code"], "21231");
        let employment = officer.get(&format!("/v1/employments/{}", other.employment)).await.ok();
        assert_eq!((&employment["candidate_id"], &employment["version"]), (&json!(kept.candidate), &json!(1)));
    }

    async fn the_id_that_went_leads_to_the_record_that_stayed_also_over_two_merges(app: App) {
        let (officer, [kept, other]) = (app.officer(), two_records(&app).await);
        let last = a_candidate().create(&officer).await;
        merge(&officer, kept.candidate, other.candidate, json!({})).await.ok();
        merge(&officer, last, kept.candidate, json!({})).await.ok();
        for gone in [kept.candidate, other.candidate] {
            for path in ["", "/plie-periods", "/waivers", "/referrals", "/distinct-from"] {
                let refused = officer.get(&format!("/v1/candidates/{gone}{path}")).await.refused(404, "not_found");
                assert_eq!(refused["existing_id"], last, "{gone}{path}");
            }
            let referral = a_referral(gone).send(&officer).await.refused(404, "not_found");
            assert_eq!(referral["existing_id"], last);
            let employment = an_employment(gone).send(&officer).await;
            assert_eq!(employment.refused_at(422, "unknown_candidate", "/candidate_id")["existing_id"], last);
            let exit = json!({ "candidate_id": gone, "kind": "CDI", "started_on": "2023-06-01", "met_on": "2023-06-01" });
            let exit = officer.post("/v1/positive-exits", &exit).await.refused_at(422, "unknown_candidate", "/candidate_id");
            assert_eq!(exit["existing_id"], last);
            let again = send(&officer, (last, "\"2\""), (gone, 1), json!({})).await;
            assert_eq!(again.refused_at(422, "unknown_candidate", "/other_id")["existing_id"], last);
        }
        assert_eq!(totals(&officer).await["hours"], "301.50");
        // Ids are not used again.
        let new = a_candidate().create(&officer).await;
        assert!(new > last, "{new}");
        assert_eq!(app.count("hours"), app.count(&format!("hours WHERE candidate_id = {last}")));
    }

    async fn a_dry_run_says_the_same_and_keeps_nothing(app: App) {
        let (officer, [kept, other]) = (app.officer(), two_records(&app).await);
        let tables = ["audit_events", "merged_candidates", "candidates", "findings"];
        let counts = || tables.map(|table| app.count(table));
        let (before, data) = (counts(), officer.get("/v1/totals?year=2023").await.ok());
        let shown = merge(&officer, kept.candidate, other.candidate, json!({ "dry_run": true })).await.ok();
        assert_eq!((counts(), &shown["version"], &shown["dry_run"]), (before, &json!(null), &json!(true)));
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().etag(), data.etag());
        let done = merge(&officer, kept.candidate, other.candidate, json!({})).await.ok();
        for field in ["id", "other_id", "moves", "filled", "conflicts", "hours_total", "people"] {
            assert_eq!(shown[field], done[field], "{field}");
        }
        let person = officer.get(&format!("/v1/candidates/{}", kept.candidate)).await.ok();
        assert_eq!(person["version"], done["version"]);
    }

    async fn what_was_written_about_the_other_person_goes_with_the_one_that_stays(app: App) {
        let (officer, [kept, other]) = (app.officer(), two_records(&app).await);
        waive(&officer, other.candidate, "PI").await;
        officer.get(&format!("/v1/candidates/{}", other.candidate)).await.ok();
        merge(&officer, kept.candidate, other.candidate, json!({ "reason": "Même pièce" })).await.ok();
        let of = |table: &str, id: i64| app.count(&format!("{table} WHERE candidate_id = {id}"));
        assert_eq!(of("audit_personal", other.candidate), 0);
        assert_eq!(of("waivers", kept.candidate), 1);
        let events = app.admin().all("/v1/audit/events?subject=candidate").await;
        let event = events.iter().find(|event| event["action"] == "merge").unwrap();
        assert!(event.to_string().contains("Rosee") && event.to_string().contains("Même pièce"), "{event}");
        assert!(events.iter().any(|event| event["action"] == "merge_into" && event["subject_id"] == other.candidate));
        app.seal();
        let verified = app.admin().get("/v1/audit/verification").await.ok();
        assert_eq!(verified["faults"], json!([]), "{verified}");
        // The log of reads is not rewritten: the person's is that of both records.
        app.write_down();
        let reads = app.admin().all(&format!("/v1/reads?candidate_id={}", kept.candidate)).await;
        assert!(reads.iter().any(|read| read["candidate_id"] == other.candidate), "{reads:?}");
    }
}
