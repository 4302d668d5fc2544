//! Withdrawals, whose history stays.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::on_both_databases;

on_both_databases! {
    async fn zero_withdraws_hours_and_keeps_their_history(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let created = placed.hours("2023-06", "100").validated().send(&officer).await.created();
        placed.hours("2023-06", "0").validated().correct(&officer, "\"1\"").await.refused(422, "reason_required");
        let withdrawn = placed.hours("2023-06", "0").validated().because("Doublon").correct(&officer, "\"1\"").await.ok();
        assert_eq!((&withdrawn["worked"], &withdrawn["version"]), (&json!("0.00"), &json!(2)));
        let total = officer.get("/v1/totals?year=2023").await.ok();
        assert_eq!((total.at("/total/hours"), total.at("/total/people")), (&json!("0.00"), &json!(0)));
        let history = officer.get(&format!("/v1/hours/{}/history", created.id())).await.ok();
        let worked: Vec<_> = history.items().iter().map(|one| &one["worked"]).collect();
        assert_eq!(worked, ["100.00", "0.00"]);
    }

    async fn a_deleted_cell_stands_at_zero_with_its_history(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let created = placed.hours("2023-06", "100").of_which_training("10").send(&officer).await.created();
        let cell = placed.cell("2023-06");
        officer.request(Method::DELETE, &cell).send().await.refused(428, "precondition_required");
        officer.delete(&cell, "\"2\"").await.refused(412, "precondition_failed");
        assert_eq!(officer.get(&cell).await.ok().unnamed(), created.json);
        let withdrawn = officer.delete(&cell, "\"1\"").await.ok();
        let figures = (&withdrawn["worked"], &withdrawn["training"], &withdrawn["version"]);
        assert_eq!(figures, (&json!("0.00"), &json!("0.00"), &json!(2)));
        assert_eq!(officer.get(&cell).await.ok().unnamed(), withdrawn.json);
        let history = officer.get(&format!("/v1/hours/{}/history", created.id())).await.ok();
        assert_eq!(history.items().len(), 2);
        placed.hours("2023-06", "90").because("Retrouvées").correct(&officer, "\"2\"").await.ok();
    }

    async fn deleting_validated_hours_takes_a_reason_and_holds_at_once(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        let cell = placed.cell("2023-06");
        officer.delete(&cell, "\"1\"").await.refused(422, "reason_required");
        assert_eq!(officer.get(&cell).await.ok()["worked"], "100.00");
        let withdrawn = officer.delete(&format!("{cell}?reason=Doublon"), "\"1\"").await.ok();
        assert_eq!((&withdrawn["worked"], &withdrawn["status"]), (&json!("0.00"), &json!("validated")));
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "0.00");
    }

    async fn a_partners_withdrawal_of_validated_hours_waits(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let partner = app.as_partner(ariq, &[clauses::values::Sector::Btp]);
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "100").validated().create(&officer).await;
        let waiting = partner.delete(&format!("{}?reason=Doublon", placed.cell("2023-06")), "\"1\"").await.ok();
        assert_eq!((&waiting["worked"], waiting.at("/pending/worked")), (&json!("100.00"), &json!("0.00")));
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "100.00");
    }

    async fn the_history_says_who_when_and_why(app: App) {
        let (officer, later) = (app.officer(), app.at("2024-04-02T07:30:00Z"));
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let partner = app.as_partner(ariq, &[clauses::values::Sector::Btp]);
        let placed = somebody_at_work(&officer, "BTP").await;
        let evidence = json!({ "kind": "payslip", "reference": "BP-06", "dated_on": null });
        let sent = placed.hours("2023-06", "100").with("evidence", evidence.clone()).send(&partner).await.created();
        placed.hours("2023-06", "100").validated().correct(&officer, "\"1\"").await.ok();
        let correction = placed.hours("2023-06", "90").of_which_training("3").validated().because("Feuille relue");
        correction.correct(&later.admin(), "\"2\"").await.ok();
        let history = officer.get(&format!("/v1/hours/{}/history", sent.id())).await.ok();
        assert_eq!(history.header("cache-control"), Some("no-store"));
        let versions = history.items();
        let values = |version: &Value, fields: &[&str]| -> Vec<Value> {
            fields.iter().map(|field| version[*field].clone()).collect()
        };
        let fields = ["version", "worked", "training", "status", "source", "evidence", "reason", "recorded_at"];
        let (march, april) = ("2024-03-15T09:00:00Z", "2024-04-02T07:30:00Z");
        let expected = [
            json!([1, "100.00", "0.00", "submitted", "ARIQ", evidence, null, march]),
            json!([2, "100.00", "0.00", "validated", "ARIQ", evidence, null, march]),
            json!([3, "90.00", "3.00", "validated", "CREATIV", null, "Feuille relue", april]),
        ];
        assert_eq!(versions.len(), 3);
        for (version, expected) in versions.iter().zip(expected) {
            assert_eq!(Value::from(values(version, &fields)), expected);
        }
        let actors: Vec<_> = versions.iter().map(|version| version["recorded_by"].as_str().unwrap()).collect();
        assert!(actors[0].starts_with("key:") && actors[1].starts_with("key:") && actors[0] != actors[1], "{actors:?}");
        assert_eq!(actors[2], "bootstrap");
    }
}
