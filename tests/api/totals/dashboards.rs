//! What dashboards may ask: hours by time, sector and type of contract, and nothing that could single out a person.

use clauses::units::Role;
use serde_json::{Value, json};

use super::world::a_small_year;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_dashboard_reads_hours_by_time_sector_and_type_of_contract(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        for group_by in ["", "month", "quarter", "year", "sector", "contract_type", "month,sector,contract_type"] {
            let query = format!("/v1/totals?year=2023&group_by={group_by}");
            let (masked, open) = (dashboard.get(&query).await.ok(), app.officer().get(&query).await.ok());
            assert_eq!(masked["total"], json!({
                "hours": "200.75", "people": null, "employments": null, "fte": "0.12", "masked": true,
            }));
            let (masked, open) = (masked["rows"].as_array().unwrap(), open["rows"].as_array().unwrap());
            assert_eq!(masked.len(), open.len(), "{group_by}");
            for (masked, open) in masked.iter().zip(open) {
                assert_eq!((&masked["people"], &masked["employments"]), (&Value::Null, &Value::Null), "{masked}");
                assert_eq!(masked["masked"], true, "{masked}");
                for shown in ["month", "quarter", "year", "sector", "contract_type", "hours", "fte"] {
                    assert_eq!(masked[shown], open[shown], "{masked}");
                }
            }
        }
        assert_eq!(dashboard.get("/v1/totals?year=2023&scope=all").await.ok().at("/total/hours"), "250.75");
    }

    async fn a_dashboard_is_told_nothing_that_could_single_out_a_person(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        for dimension in [
            "modality", "clause_type", "public_contract", "lot", "buyer", "buyer_kind", "holder", "employer",
            "employer_kind", "commune", "neighbourhood", "qpv", "qpv_legal", "sex", "age_bracket",
            "qualification_level", "rsa", "source", "prescriber_kind", "month,sex",
        ] {
            let query = format!("/v1/totals?year=2023&group_by={dimension}");
            dashboard.get(&query).await.refused(403, "query_not_allowed");
        }
        for question in [
            "sector=BTP", "month=2023-02", "contract_type=CDDI", "sex=F", "lot=1", "status=submitted", "status=any",
            "counted=false", "counted=any",
        ] {
            dashboard.get(&format!("/v1/totals?year=2023&{question}")).await.refused(403, "query_not_allowed");
        }
    }
}
