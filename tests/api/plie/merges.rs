//! Two records of one person, one or both of them linked, become one.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Plie, at_work, link, link_of, participant, standing};
use crate::support::{Client, on_both_databases};

/// Merges `other` into `kept`.
async fn merge(officer: &Client, kept: i64, other: i64) {
    let seen = officer.get(&format!("/v1/candidates/{kept}")).await.ok();
    let version = officer.get(&format!("/v1/candidates/{other}")).await.ok()["version"].clone();
    let body = json!({ "other_id": other, "other_version": version });
    let path = format!("/v1/candidates/{kept}/merges");
    officer.request(Method::POST, &path).header("If-Match", seen.etag()).json(&body).send().await.ok();
}

/// The hours of the PLIE's people, and how many these are.
async fn totals(officer: &Client) -> [Value; 2] {
    let totals = officer.get("/v1/totals?year=2023").await.ok();
    ["hours", "people"].map(|name| totals["total"][name].clone())
}

/// The references that a record knows and that are not withdrawn.
fn standing_steps(plie: &Plie, number: &str) -> Vec<String> {
    let received = plie.stub.received();
    let latest = received.participants.get(number).map(|of| of.latest.clone()).unwrap_or_default();
    latest.into_iter().filter(|(_, step)| step["withdrawn"] == false).map(|(about, _)| about).collect()
}

on_both_databases! {
    async fn the_link_of_the_record_that_goes_passes_to_the_one_that_stays_with_periods_and_steps(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let linked = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let taken = at_work(&officer, "ROSEE", "Awa").await;
        plie.work(&app);
        for placed in [linked, taken] {
            placed.hours("2023-06", "10").validated().send(&officer).await.created();
        }
        let forced = json!({ "force": true, "reason": "Fin de mois" });
        officer.put("/v1/months/2023-06/closures/BTP", &forced).await.ok();
        plie.work(&app);
        assert_eq!(totals(&officer).await, [json!("10.00"), json!(1)]);
        merge(&officer, taken.candidate, linked.candidate).await;
        // Closed months keep what they had.
        assert_eq!(totals(&officer).await, [json!("10.00"), json!(1)]);
        assert_eq!(standing(&officer, taken.candidate).await[..2], [json!("linked"), json!("P-1")]);
        let periods = officer.get(&format!("/v1/candidates/{}/plie-periods", taken.candidate)).await.ok();
        assert_eq!((periods.items().len(), &periods.items()[0]["source"]), (1, &json!("plie")));
        assert_eq!(officer.all("/v1/findings?kind=same_participant").await, Vec::<Value>::new());
        officer.get(&link_of(linked.candidate)).await.refused(404, "not_found");
        plie.work(&app);
        let kept = taken.candidate;
        let mut wanted = vec![format!("hours/{kept}/2023-06/btp")];
        for placed in [linked, taken] {
            wanted.extend(["start", "end"].map(|part| format!("employment/{}/{part}", placed.employment)));
        }
        wanted.sort();
        assert_eq!(standing_steps(&plie, "P-1"), wanted);
        let latest = &plie.stub.received().participants["P-1"].latest;
        assert_eq!(latest[&format!("hours/{kept}/2023-06/btp")]["hours"], "20.00");
        assert_eq!(latest[&format!("hours/{}/2023-06/btp", linked.candidate)]["withdrawn"], true);
        for status in ["held", "pending", "dead"] {
            assert_eq!(officer.get(&format!("/v1/plie/deliveries?status={status}")).await.ok().items().len(), 0);
        }
        assert_eq!(app.admin().get("/v1/audit/verification").await.ok()["intact"], true);
    }

    async fn of_two_links_that_of_the_record_that_stays_stands_and_the_other_record_is_cleared(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa"), participant("P-2", "Mirage", "Awa")]));
        let kept = at_work(&officer, "Rosée", "Awa").await;
        let other = at_work(&officer, "Mirage", "Awa").await;
        plie.work(&app);
        assert_eq!(standing_steps(&plie, "P-2").len(), 2);
        merge(&officer, kept.candidate, other.candidate).await;
        plie.work(&app);
        assert_eq!(standing(&officer, kept.candidate).await, [json!("linked"), json!("P-1"), Value::Null]);
        assert_eq!(standing_steps(&plie, "P-2"), Vec::<String>::new());
        assert_eq!(standing_steps(&plie, "P-1").len(), 4);
        assert_eq!(link(&officer, kept.candidate).await["referent"], "Nadia Belkacem");
    }

    async fn a_record_without_a_link_brings_its_steps_to_the_one_that_has_one(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let kept = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let other = crate::support::builders::a_candidate().named("Rosée", "Awa").create(&officer).await;
        crate::support::builders::waive(&officer, other, "BTP").await;
        let employment = crate::support::builders::an_employment(other).on(kept.lot).create(&officer).await;
        merge(&officer, kept.candidate, other).await;
        plie.work(&app);
        assert!(standing_steps(&plie, "P-1").contains(&format!("employment/{employment}/start")));
        assert_eq!(standing(&officer, kept.candidate).await, [json!("linked"), json!("P-1"), Value::Null]);
    }
}
