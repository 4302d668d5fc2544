//! Refusals by code, with nothing stored.

use reqwest::Method;
use serde_json::json;

use crate::support::builders::{Placed, a_candidate, a_public_contract, admit, an_employment, somebody_at_work};
use crate::support::on_both_databases;

on_both_databases! {
    async fn what_are_no_hours_is_refused_and_nothing_is_stored(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        for (body, status, code, pointer) in [
            (r#"{"worked": "1.005"}"#, 422, "hours_too_precise", "/worked"),
            (r#"{"worked": 1.005}"#, 422, "hours_too_precise", "/worked"),
            (r#"{"worked": 7.500}"#, 422, "hours_too_precise", "/worked"),
            (r#"{"worked": "-1"}"#, 422, "hours_negative", "/worked"),
            (r#"{"worked": -0.01}"#, 422, "hours_negative", "/worked"),
            (r#"{"worked": "1e2"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": 1e2}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": 1.5E+1}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": 1e308}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "1e308"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "NaN"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "inf"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "151,67"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": " 7"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "00.5"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "+1"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "1."}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": ".5"}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "-0"}"#, 422, "hours_negative", "/worked"),
            (r#"{"worked": -0}"#, 422, "hours_negative", "/worked"),
            (r#"{"worked": ""}"#, 422, "hours_malformed", "/worked"),
            (r#"{"worked": "99999999999999999999"}"#, 422, "hours_too_large", "/worked"),
            (r#"{"worked": 99999999999999999999}"#, 422, "hours_too_large", "/worked"),
            (r#"{"worked": true}"#, 422, "invalid_body", "/worked"),
            (r#"{"worked": [7]}"#, 422, "invalid_body", "/worked"),
            (r#"{"worked": null}"#, 422, "missing", "/worked"),
            ("{}", 422, "missing", "/worked"),
            (r#"{"worked": 7, "hours": 7}"#, 422, "unknown_field", "/hours"),
            (r#"{"worked": "720.01"}"#, 422, "hours_over_calendar", "/worked"),
            (r#"{"worked": 10, "training": "10.01"}"#, 422, "training_over_worked", "/training"),
            (r#"{"worked": 10, "training": -1}"#, 422, "hours_negative", "/training"),
            (r#"{"worked": 10, "status": "done"}"#, 422, "unknown_status", "/status"),
            (r#"{"worked": 10, "status": "rejected"}"#, 422, "status_not_allowed", "/status"),
            (r#"{"worked": 10, "evidence": {"kind": "note", "reference": "x"}}"#, 422, "unknown_kind", "/evidence/kind"),
            (r#"{"worked": 10, "evidence": {"kind": "invoice"}}"#, 422, "missing", "/evidence/reference"),
        ] {
            let put = officer.request(Method::PUT, &placed.cell("2023-06")).body("application/json", body);
            let refused = put.send().await.refused(status, code);
            assert_eq!(refused.field_errors(), [(pointer, code)], "{body}: {refused}");
        }
        for body in [r#"{"worked": NaN}"#, r#"{"worked": 00.5}"#, r#"{"worked": +1}"#, r#"{"worked": 1.}"#] {
            let put = officer.request(Method::PUT, &placed.cell("2023-06")).body("application/json", body);
            put.send().await.refused(400, "invalid_json");
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }

    async fn several_faults_are_named_together(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let given = json!({ "worked": "x", "training": "1.001", "status": "?", "evidence": {}, "reason": "" });
        officer.put(&placed.cell("2023-06"), &given).await.refused_fields(&[
            ("/worked", "hours_malformed"),
            ("/training", "hours_too_precise"),
            ("/status", "unknown_status"),
            ("/evidence/kind", "missing"),
            ("/evidence/reference", "missing"),
            ("/reason", "text_empty"),
        ]);
        let over = placed.hours("2022-12", "744.01").of_which_training("744.02").with("status", "rejected");
        over.send(&officer).await.refused_fields(&[
            ("/month", "hours_before_employment"),
            ("/worked", "hours_over_calendar"),
            ("/training", "training_over_worked"),
            ("/status", "status_not_allowed"),
        ]);
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }

    async fn a_month_lies_within_the_employment_and_the_assignment(app: App) {
        let officer = app.officer();
        let (lot, other) = (a_public_contract().create_lot(&officer).await, a_public_contract().create_lot(&officer).await);
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let employment = an_employment(candidate).from("2023-02-28").to("2023-10-01");
        let employment = employment.on_during(lot, "2023-03-31", "2023-09-01").create(&officer).await;
        let placed = Placed { candidate, employment, lot };
        for (month, code) in [
            ("2023-01", "hours_before_employment"), ("2023-02", "hours_outside_assignment"),
            ("2023-10", "hours_outside_assignment"), ("2023-11", "hours_after_employment_end"),
        ] {
            placed.hours(month, "10").send(&officer).await.refused_at(422, code, "/month");
        }
        let elsewhere = Placed { lot: other, ..placed }.hours("2023-05", "10").send(&officer).await;
        elsewhere.refused_at(422, "hours_outside_assignment", "/month");
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        placed.hours("2023-03", "10").create(&officer).await;
        placed.hours("2023-09", "10").create(&officer).await;
    }

    async fn a_month_has_begun(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let employment = an_employment(candidate).cdi().on(lot).create(&officer).await;
        let placed = Placed { candidate, employment, lot };
        for month in ["2024-04", "2025-01", "2100-12"] {
            placed.hours(month, "1").send(&officer).await.refused_at(422, "hours_in_future", "/month");
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        placed.hours("2024-03", "1").create(&officer).await;
        let later = app.at("2024-04-01T00:30:00Z");
        placed.hours("2024-04", "1").create(&later.officer()).await;
    }

    async fn a_month_has_no_more_hours_than_its_days(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let candidate = a_candidate().create(&officer).await;
        admit(&officer, candidate, "BTP").await;
        let employment = an_employment(candidate).cdi().on(lot).create(&officer).await;
        let placed = Placed { candidate, employment, lot };
        for (month, most, over) in [
            ("2023-02", "672", "672.01"), ("2023-06", "720", "720.01"), ("2023-07", "744", "744.01"),
            ("2024-02", "696", "696.01"),
        ] {
            placed.hours(month, over).send(&officer).await.refused_at(422, "hours_over_calendar", "/worked");
            placed.hours(month, most).send(&officer).await.created();
        }
    }

    async fn what_stands_in_the_address_is_a_cell(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        for month in ["2023-13", "2023-00", "2023-6", "23-06", "2023", "juin"] {
            officer.put(&placed.cell(month), &json!({ "worked": 1 })).await.refused(422, "invalid_month");
            officer.get(&placed.cell(month)).await.refused(422, "invalid_month");
        }
        for address in [format!("/v1/hours/x/{}/2023-06", placed.lot), "/v1/hours/-1/1/2023-06".to_owned()] {
            officer.put(&address, &json!({ "worked": 1 })).await.refused(404, "not_found");
        }
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
    }

    async fn a_refused_correction_leaves_the_cell_as_it_was(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let before = placed.hours("2023-06", "100").validated().send(&officer).await.created();
        for correction in [
            placed.hours("2023-06", "720.01").because("Plus"), placed.hours("2023-06", "-1").because("Moins"),
            placed.hours("2023-06", "9").of_which_training("10").because("Formation"), placed.hours("2023-06", "9"),
        ] {
            let refused = correction.correct(&officer, before.etag()).await;
            assert_eq!(refused.status, 422, "{refused}");
        }
        let after = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!((&after["worked"], &after["version"]), (&json!("100.00"), &json!(1)));
    }
}
