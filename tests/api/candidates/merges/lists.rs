//! Addresses, criteria, PLIE periods, waivers and exits of both records.

use serde_json::{Value, json};

use super::merge;
use crate::support::builders::{a_candidate, waive};
use crate::support::on_both_databases;

fn whats(reply: &Value) -> Vec<&str> {
    reply["conflicts"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn what_overlaps_is_not_taken_and_is_named(app: App) {
        let officer = app.officer();
        let kept = a_candidate().named("Rosée", "Fatou").born("1984-02-29").living_in("21231", "2022-01-01");
        let kept = kept.eligible_by("BRSA", "2023-01-01").in_plie("2022-01-01", "2022-12-31").create(&officer).await;
        let other = a_candidate().named("Rosee", "Fatou").born("1984-03-01").with("qualification_level", 4);
        let addresses = json!([
            { "commune_code": "21515", "from": "2019-01-01", "to": "2021-12-31" },
            { "commune_code": "21515", "from": "2022-06-01" },
        ]);
        let criteria = json!([
            { "code": "BRSA", "from": "2022-01-01", "to": "2023-02-01" }, { "code": "RQTH", "from": "2021-01-01" },
        ]);
        let other = other.with("addresses", addresses).with("eligibility", criteria).in_plie("2022-12-01", "2023-01-31");
        let other = other.in_plie("2023-02-01", "2023-12-31").create(&officer).await;
        for sector in ["BTP", "MS"] {
            waive(&officer, other, sector).await;
        }
        waive(&officer, kept, "BTP").await;
        let merged = merge(&officer, kept, other, json!({})).await.ok();
        assert_eq!(whats(&merged.json), [
            "last_name", "birth_date", "qualification_level", "addresses", "eligibility", "plie_periods", "waivers",
        ]);
        let moves = &merged["moves"];
        assert_eq!([&moves["addresses"], &moves["eligibility"], &moves["plie_periods"], &moves["waivers"]], [1, 1, 1, 1]);
        assert!(merged.text.contains("du 1er décembre 2022 au 31 janvier 2023"), "{merged}");
        assert!(merged.text.contains("«\u{a0}29 février 1984\u{a0}» reste"), "{merged}");
        let person = officer.get(&format!("/v1/candidates/{kept}")).await.ok();
        assert_eq!(person["addresses"].as_array().unwrap().len(), 2);
        assert_eq!(person["eligibility"].as_array().unwrap().len(), 2);
        assert_eq!((&person["qualification_level"], &person["birth_date"]), (&json!(3), &json!("1984-02-29")));
        let periods = officer.all(&format!("/v1/candidates/{kept}/plie-periods")).await;
        assert_eq!(periods.iter().map(|one| one["from"].as_str().unwrap()).collect::<Vec<_>>(), ["2022-01-01", "2023-02-01"]);
        assert_eq!(officer.all(&format!("/v1/candidates/{kept}/waivers")).await.len(), 2);
        for table in ["addresses", "eligibility_criteria", "plie_periods", "waivers"] {
            assert_eq!(app.count(&format!("{table} WHERE candidate_id = {other}")), 0, "{table}");
        }
        // What is not taken is a personal value of the event.
        let events = app.admin().all("/v1/audit/events?action=merge").await;
        assert!(events[0].to_string().contains("2022-12-01") && events[0].to_string().contains("Renfort urgent"), "{events:?}");
    }

    async fn an_exit_ends_the_period_that_stays_if_that_covers_its_day(app: App) {
        let officer = app.officer();
        let kept = a_candidate().named("Rosée", "Awa").in_plie("2022-01-01", "2023-12-31").create(&officer).await;
        let other = a_candidate().named("Rosée", "Awa").in_plie("2022-06-01", "2023-11-30").create(&officer).await;
        let exit = json!({ "candidate_id": other, "kind": "CDI", "started_on": "2023-05-02", "met_on": "2023-05-02" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        let merged = merge(&officer, kept, other, json!({})).await.ok();
        assert_eq!((whats(&merged.json), &merged["moves"]["positive_exits"]), (vec!["plie_periods"], &json!(1)));
        let period = officer.all(&format!("/v1/candidates/{kept}/plie-periods")).await[0]["id"].clone();
        let exit = officer.get(&format!("/v1/positive-exits/{}", exit.id())).await.ok();
        assert_eq!((&exit["plie_period_id"], &exit["candidate_id"]), (&period, &json!(kept)));
    }

    async fn the_earlier_day_of_information_stays_and_empty_fields_are_filled(app: App) {
        let officer = app.officer();
        let kept = a_candidate().with("informed_on", "2023-03-01").without("qualification_level");
        let kept = kept.with("contact", json!({ "email": "a@exemple.fr", "phone": null })).create(&officer).await;
        let other = a_candidate().with("informed_on", "2023-02-01").with("right_to_work_checked_on", "2023-02-02");
        let other = other.with("contact", json!({ "email": "b@exemple.fr", "phone": "06 00 00 00 12" }));
        let other = other.with("external_ref", "R-2").create(&officer).await;
        let merged = merge(&officer, kept, other, json!({})).await.ok();
        let filled = ["qualification_level", "contact.phone", "informed_on", "right_to_work_checked_on", "external_ref"];
        assert_eq!(merged["filled"], json!(filled));
        let person = officer.get(&format!("/v1/candidates/{kept}")).await.ok();
        assert_eq!((&person["informed_on"], &person["external_ref"]), (&json!("2023-02-01"), &json!("R-2")));
        assert_eq!(person["contact"], json!({ "email": "a@exemple.fr", "phone": "06 00 00 00 12" }));
        assert!(whats(&merged.json).contains(&"contact.email"), "{merged}");
    }
}
