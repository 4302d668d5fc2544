//! What dashboards may ask: hours by time, sector and type of contract, people by year and one more dimension with
//! rounded counts, and nothing that could identify a person.

use clauses::values::Role;
use serde_json::{Value, json};

use super::world::a_small_year;
use crate::support::builders::{a_candidate, a_public_contract, an_employment, hours, waive};
use crate::support::{App, Reply, on_both_databases};

/// Women and men at work in one sector, each with ten hours in January.
async fn at_work(app: &App, sector: &str, women: usize, men: usize) {
    let officer = app.officer();
    let contract = if sector == "MS" { a_public_contract().ms() } else { a_public_contract() };
    let lot = contract.create_lot(&officer).await;
    for place in 0..women + men {
        let person = if place < women { a_candidate() } else { a_candidate().man() };
        let person = person.in_plie_from("2022-01-01").create(&officer).await;
        waive(&officer, person, sector).await;
        let employment = an_employment(person).on(lot).create(&officer).await;
        hours(employment, lot, "2023-01", "10").validated().create(&officer).await;
    }
}

/// The counts of people of each row.
fn people(reply: &Reply) -> Vec<Value> {
    reply["rows"].as_array().unwrap().iter().map(|row| row["people"].clone()).collect()
}

on_both_databases! {
    async fn a_dashboard_reads_hours_by_time_sector_and_type_of_contract(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        for group_by in ["month", "quarter", "month,sector,contract_type", "sector,contract_type"] {
            let query = format!("/v1/totals?year=2023&group_by={group_by}");
            let (masked, open) = (dashboard.get(&query).await.ok(), app.officer().get(&query).await.ok());
            assert_eq!(masked["total"], json!({
                "hours": "200.75", "people": null, "employments": null, "fte": "0.12", "masked": "not_given",
            }));
            let (masked, open) = (masked["rows"].as_array().unwrap(), open["rows"].as_array().unwrap());
            assert_eq!(masked.len(), open.len(), "{group_by}");
            for (masked, open) in masked.iter().zip(open) {
                assert_eq!((&masked["people"], &masked["employments"]), (&Value::Null, &Value::Null), "{masked}");
                assert_eq!(masked["masked"], "not_given", "{masked}");
                for shown in ["month", "quarter", "year", "sector", "contract_type", "hours", "fte"] {
                    assert_eq!(masked[shown], open[shown], "{masked}");
                }
            }
        }
        let everyone = dashboard.get("/v1/totals?year=2023&scope=all").await.ok();
        assert_eq!((everyone.at("/total/hours"), everyone.at("/total/people")), (&json!("250.75"), &Value::Null));
    }

    async fn a_whole_of_few_people_is_withheld_with_all_that_makes_it_up(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let by_sector = dashboard.get("/v1/totals?year=2023&group_by=sector").await.ok();
        assert_eq!((&by_sector["counts_rounded_to"], &by_sector["total"]), (&json!(5), &json!({
            "hours": "200.75", "people": null, "employments": null, "fte": "0.12", "masked": "small",
        })));
        assert_eq!(by_sector["rows"], json!([
            { "sector": "BTP", "hours": "150.50", "people": null, "employments": null, "fte": "0.09", "masked": "small" },
            { "sector": "MS", "hours": "50.25", "people": null, "employments": null, "fte": "0.03", "masked": "small" },
            { "sector": "PI", "hours": "0.00", "people": null, "employments": null, "fte": "0.00", "masked": "small" },
        ]));
        for dimension in ["sex", "age_bracket", "neighbourhood", "qpv", "qualification_level", "rsa"] {
            let answer = dashboard.get(&format!("/v1/totals?year=2023&group_by={dimension}")).await.ok();
            for row in answer["rows"].as_array().unwrap() {
                let shown = (&row["hours"], &row["people"], &row["employments"], &row["fte"], &row["masked"]);
                let null = &Value::Null;
                assert_eq!(shown, (null, null, null, null, &json!("small")), "{row}");
            }
            let has_none = answer["rows"].as_array().unwrap().iter().any(|row| row[dimension].is_null());
            assert_eq!(has_none, ["neighbourhood", "qualification_level"].contains(&dimension), "{answer}");
        }
    }

    async fn many_people_are_counted_by_year_and_one_thing_more(app: App) {
        at_work(&app, "BTP", 6, 7).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        for period in ["year=2023", "from=2023-01&to=2023-12"] {
            let whole = dashboard.get(&format!("/v1/totals?{period}")).await.ok();
            assert_eq!(whole["total"], json!({ "hours": "130.00", "people": 15, "employments": 15, "fte": "0.08" }));
            let by_year = dashboard.get(&format!("/v1/totals?{period}&group_by=year")).await.ok();
            assert_eq!(people(&by_year), [json!(15)]);
        }
        let by_sex = dashboard.get("/v1/totals?year=2023&group_by=sex").await.ok();
        assert_eq!(people(&by_sex), [json!(5), json!(10)]);
        let hours: Vec<&Value> = by_sex["rows"].as_array().unwrap().iter().map(|row| &row["hours"]).collect();
        assert_eq!(hours, [&json!("60.00"), &json!("70.00")]);
        let by_sector = dashboard.get("/v1/totals?year=2023&group_by=sector,year").await.ok();
        assert_eq!(people(&by_sector)[0], 15);
        assert_eq!(people(&dashboard.get("/v1/totals?year=2023&group_by=rsa").await.ok()), [json!(0), json!(15)]);
        let levels = dashboard.get("/v1/totals?year=2023&group_by=qualification_level").await.ok();
        assert_eq!(levels["rows"].as_array().unwrap().len(), 11, "{levels}");
    }

    async fn a_breakdown_is_given_whole_or_not_at_all(app: App) {
        at_work(&app, "BTP", 3, 20).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let by_sex = dashboard.get("/v1/totals?year=2023&group_by=sex").await.ok();
        assert_eq!(by_sex["total"]["people"], 25);
        for row in by_sex["rows"].as_array().unwrap() {
            assert_eq!((&row["hours"], &row["people"], &row["masked"]), (&Value::Null, &Value::Null, &json!("small")), "{row}");
        }
        at_work(&app, "MS", 2, 0).await;
        // The sectors describe the work: their hours are given, however few work there.
        let by_sector = dashboard.get("/v1/totals?year=2023&group_by=sector").await.ok();
        assert_eq!((people(&by_sector), by_sector.at("/rows/1/hours")), (vec![Value::Null; 3], &json!("20.00")));
        // Five women by now.
        let by_sex = dashboard.get("/v1/totals?year=2023&group_by=sex").await.ok();
        assert_eq!((by_sex.at("/rows/0/hours"), people(&by_sex)), (&json!("50.00"), vec![json!(5), json!(20)]));
    }

    async fn a_dashboard_is_told_nothing_that_could_single_out_a_person(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        for dimension in [
            "modality", "clause_type", "public_contract", "lot", "buyer", "buyer_kind", "holder", "employer",
            "employer_kind", "commune", "qpv_legal", "source", "prescriber_kind", "month,sex", "quarter,rsa",
            "sector,sex", "sex,age_bracket",
        ] {
            let query = format!("/v1/totals?year=2023&group_by={dimension}");
            let refused = dashboard.get(&query).await.refused(403, "query_not_allowed");
            assert!(refused["detail"].as_str().unwrap().contains("sector, contract_type, neighbourhood, qpv, sex"), "{refused}");
        }
        for question in [
            "sector=BTP", "month=2023-02", "contract_type=CDDI", "sex=F", "lot=1", "status=submitted", "status=any",
            "counted=false", "counted=any", "scope=all&group_by=sex",
        ] {
            dashboard.get(&format!("/v1/totals?year=2023&{question}")).await.refused(403, "query_not_allowed");
        }
        for period in ["from=2023-01&to=2023-11", "from=2023-02&to=2024-01", "from=2022-01&to=2023-12"] {
            let query = format!("/v1/totals?{period}&group_by=sex");
            dashboard.get(&query).await.refused(403, "query_not_allowed");
            let hours_only = dashboard.get(&format!("/v1/totals?{period}&group_by=sector")).await.ok();
            assert_eq!(hours_only.at("/total/people"), &Value::Null);
        }
        for period in ["from=2023-01&to=2023-11", "from=2022-02&to=2023-12", "from=2022-01&to=2024-01"] {
            dashboard.get(&format!("/v1/totals?{period}&group_by=year,sex")).await.refused(403, "query_not_allowed");
            let hours_only = dashboard.get(&format!("/v1/totals?{period}&group_by=year")).await.ok();
            assert!(people(&hours_only).iter().all(Value::is_null), "{hours_only}");
        }
        for question in ["scope=all", "status=any", "counted=any", "sector=BTP", "month=2023-01"] {
            let query = format!("/v1/totals?from=2022-01&to=2023-12&group_by=year,sex&{question}");
            dashboard.get(&query).await.refused(403, "query_not_allowed");
        }
        dashboard.get("/v1/totals?from=2022-01&to=2023-12&group_by=year,sex,rsa").await.refused(403, "query_not_allowed");
    }
}
