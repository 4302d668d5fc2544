//! Cells recorded, shown and sent again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::somebody_at_work;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_new_cell_is_created_with_its_address_and_version(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let evidence = json!({ "kind": "timesheet", "reference": "FH-2023-06-14", "dated_on": "2023-07-03" });
        let cell = placed.hours("2023-06", "121.50").of_which_training("7").with("evidence", evidence.clone());
        let created = cell.send(&officer).await.created();
        assert_eq!(created.header("location"), Some(placed.cell("2023-06").as_str()));
        let shown = officer.get(&placed.cell("2023-06")).await.ok();
        let lot = officer.get(&format!("/v1/lots/{}", placed.lot)).await.ok();
        assert_eq!(shown.unnamed(), json!({
            "id": created.id(), "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-06",
            "worked": "121.50", "training": "7.00", "status": "submitted", "source": "CREATIV", "evidence": evidence,
            "pending": null, "decision": null, "external_ref": null, "candidate_id": placed.candidate, "public_contract_id": lot["public_contract_id"],
            "sector": "BTP", "contract_type": "CDDI", "in_plie": true, "counted": true, "version": 1,
            "updated_at": "2024-03-15T09:00:00Z", "warnings": [],
        }));
        assert_eq!(created.json, shown.unnamed());
        assert_eq!((created.etag(), shown.etag()), ("\"1\"", "\"1\""));
    }

    async fn the_same_figure_again_changes_nothing(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let created = placed.hours("2023-06", "121.5").send(&officer).await.created();
        for again in [json!({ "worked": "121.50" }), json!({ "worked": 121.5, "training": 0 })] {
            let same = officer.put(&placed.cell("2023-06"), &again).await.ok();
            assert_eq!(same.json, created.json);
            let same = officer.put_over(&placed.cell("2023-06"), "\"1\"", &again).await.ok();
            assert_eq!(same.json, created.json);
        }
        let history = officer.get(&format!("/v1/hours/{}/history", created.id())).await.ok();
        assert_eq!(history.items().len(), 1);
    }

    async fn another_figure_says_which_version_it_corrects(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let created = placed.hours("2023-06", "121.50").send(&officer).await.created();
        let other = || placed.hours("2023-06", "120");
        other().send(&officer).await.refused(428, "precondition_required");
        for stale in ["\"0\"", "\"2\"", "W/\"2\"", "\"one\""] {
            other().correct(&officer, stale).await.refused(412, "precondition_failed");
        }
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok().unnamed(), created.json);
        let corrected = other().correct(&officer, created.etag()).await.ok();
        assert_eq!((corrected.etag(), &corrected["worked"], &corrected["version"]), ("\"2\"", &json!("120.00"), &json!(2)));
        assert_eq!(corrected["id"], created["id"]);
        placed.hours("2023-06", "119").correct(&officer, created.etag()).await.refused(412, "precondition_failed");
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok().unnamed(), corrected.json);
    }

    async fn a_version_of_a_cell_that_is_not_there_matches_nothing(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "1").correct(&officer, "\"1\"").await.refused(412, "precondition_failed");
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }

    async fn numbers_and_texts_are_read_exactly_and_answered_as_texts(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        for (month, given, expected) in [
            ("2023-01", "151.67", "151.67"), ("2023-02", "\"151.67\"", "151.67"), ("2023-03", "0.01", "0.01"),
            ("2023-04", "\"0.29\"", "0.29"), ("2023-05", "1.1", "1.10"), ("2023-06", "\"7\"", "7.00"),
            ("2023-07", "7", "7.00"), ("2023-08", "0", "0.00"), ("2023-09", "719.99", "719.99"),
            ("2023-10", "\"744\"", "744.00"), ("2023-11", "100.10", "100.10"), ("2023-12", "4.35", "4.35"),
        ] {
            let put = officer.request(Method::PUT, &placed.cell(month));
            let body = format!("{{\"worked\": {given}, \"training\": {given}}}");
            let created = put.body("application/json", body).send().await.created();
            assert_eq!((&created["worked"], &created["training"]), (&json!(expected), &json!(expected)), "{given}");
            assert_eq!(officer.get(&placed.cell(month)).await.ok()["worked"], expected, "{given}");
        }
    }

    async fn an_officer_validates_at_once_or_later(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let at_once = placed.hours("2023-05", "10").validated().send(&officer).await.created();
        assert_eq!((&at_once["status"], &at_once["version"]), (&json!("validated"), &json!(1)));
        let draft = placed.hours("2023-06", "11").with("status", "draft").send(&officer).await.created();
        assert_eq!(draft["status"], "draft");
        let submitted = placed.hours("2023-06", "11").with("status", "submitted").correct(&officer, "\"1\"").await.ok();
        assert_eq!((&submitted["status"], &submitted["version"]), (&json!("submitted"), &json!(2)));
        let validated = placed.hours("2023-06", "11").validated().correct(&officer, "\"2\"").await.ok();
        assert_eq!((&validated["status"], &validated["version"]), (&json!("validated"), &json!(3)));
        placed.hours("2023-06", "11").validated().send(&officer).await.ok();
        let back = placed.hours("2023-06", "11").with("status", "draft").correct(&officer, "\"3\"").await;
        back.refused_at(422, "status_not_allowed", "/status");
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["version"], 3);
    }

    async fn what_nobody_recorded_is_not_found(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        officer.get(&placed.cell("2023-06")).await.refused(404, "not_found");
        officer.delete(&placed.cell("2023-06"), "\"1\"").await.refused(404, "not_found");
        officer.get("/v1/hours/1/history").await.refused(404, "not_found");
        for (employment, lot) in [(999_999, placed.lot), (placed.employment, 999_999)] {
            let unknown = officer.put(&format!("/v1/hours/{employment}/{lot}/2023-06"), &json!({ "worked": 1 })).await;
            assert_eq!(unknown.refused(404, "not_found")["errors"], Value::Array(Vec::new()));
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }
}
