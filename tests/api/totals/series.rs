//! Series have no holes: months, quarters and years without hours have rows of zeros.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::world::a_small_year;
use crate::support::{Client, on_both_databases};

/// A row's keys and hours.
async fn rows(client: &Client, query: &str) -> Vec<Value> {
    let reply = client.get(&format!("/v1/totals?{query}")).await.ok();
    let by = reply["group_by"].as_array().unwrap().clone();
    let keys = |row: &Value| by.iter().map(|by| row[by.as_str().unwrap()].clone()).collect::<Vec<_>>();
    reply["rows"].as_array().unwrap().iter().map(|row| json!([keys(row), row["hours"], row["people"]])).collect()
}

fn zeros(keys: &[Value]) -> Vec<Value> {
    keys.iter().map(|keys| json!([keys, "0.00", 0])).collect()
}

on_both_databases! {
    async fn every_period_asked_about_has_its_row(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        assert_eq!(rows(&officer, "from=2022-12&to=2023-03&group_by=month").await, [
            json!([["2022-12"], "0.00", 0]), json!([["2023-01"], "100.00", 1]),
            json!([["2023-02"], "100.75", 2]), json!([["2023-03"], "0.00", 0]),
        ]);
        assert_eq!(rows(&officer, "from=2022-09&to=2023-04&group_by=quarter").await, [
            json!([["2022-Q3"], "0.00", 0]), json!([["2022-Q4"], "0.00", 0]),
            json!([["2023-Q1"], "200.75", 2]), json!([["2023-Q2"], "0.00", 0]),
        ]);
        assert_eq!(rows(&officer, "from=2021-06&to=2024-01&group_by=year").await, [
            json!([[2021], "0.00", 0]), json!([[2022], "0.00", 0]), json!([[2023], "200.75", 2]), json!([[2024], "0.00", 0]),
        ]);
        assert_eq!(rows(&officer, "from=1950-01&to=2049-12&group_by=month").await.len(), 1_200);
        assert_eq!(rows(&officer, "from=1950-01&to=2049-12&group_by=year,sex").await.len(), 200);
        assert_eq!(rows(&officer, "year=2020&group_by=year").await, zeros(&[json!([2020])]));
    }

    async fn a_filter_by_time_leaves_the_periods_that_it_asks_for(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        assert_eq!(rows(&officer, "year=2023&group_by=month&month=2023-04").await, zeros(&[json!(["2023-04"])]));
        assert_eq!(rows(&officer, "year=2023&group_by=month&quarter=2023-Q2").await, zeros(&[
            json!(["2023-04"]), json!(["2023-05"]), json!(["2023-06"]),
        ]));
        assert_eq!(rows(&officer, "year=2023&group_by=month&month=2022-04").await, zeros(&[]));
        assert_eq!(rows(&officer, "year=2023&group_by=month&sector=PI").await.len(), 12);
    }

    async fn several_dimensions_of_time_are_no_product(app: App) {
        a_small_year(&app).await;
        assert_eq!(rows(&app.officer(), "from=2022-12&to=2023-02&group_by=year,month,quarter").await, [
            json!([[2022, "2022-12", "2022-Q4"], "0.00", 0]),
            json!([[2023, "2023-01", "2023-Q1"], "100.00", 1]),
            json!([[2023, "2023-02", "2023-Q1"], "100.75", 2]),
        ]);
    }

    async fn another_dimension_has_a_row_in_every_period_for_each_value_that_it_lists_or_that_occurs(app: App) {
        let world = a_small_year(&app).await;
        let officer = app.officer();
        let by_sector = rows(&officer, "year=2023&group_by=sector,month").await;
        assert_eq!(by_sector.len(), 36);
        assert_eq!((&by_sector[0], &by_sector[13], &by_sector[35]), (
            &json!([["BTP", "2023-01"], "100.00", 1]), &json!([["MS", "2023-02"], "50.25", 2]),
            &json!([["PI", "2023-12"], "0.00", 0]),
        ));
        assert_eq!(rows(&officer, "from=2022-12&to=2023-02&group_by=month,employer").await, [
            json!([["2022-12", world.aci], "0.00", 0]), json!([["2022-12", world.etti], "0.00", 0]),
            json!([["2023-01", world.aci], "100.00", 1]), json!([["2023-01", world.etti], "0.00", 0]),
            json!([["2023-02", world.aci], "70.75", 1]), json!([["2023-02", world.etti], "30.00", 1]),
        ]);
    }

    async fn above_five_hundred_combinations_the_months_that_occur_are_filled(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        assert_eq!(rows(&officer, "from=2010-01&to=2023-10&group_by=month,sector").await.len(), 498);
        assert_eq!(rows(&officer, "from=2010-01&to=2023-12&group_by=month,sector").await.len(), 2 * 3);
    }

    async fn a_table_has_the_lines_of_the_answer(app: App) {
        a_small_year(&app).await;
        for (query, first, lines) in [
            ("from=2023-02&to=2023-03&group_by=month", "2023-02,100.75,2,2,0.06", 2),
            ("from=2022-01&to=2023-12&group_by=year", "2022,0.00,0,0,0.00", 2),
            ("year=2022&group_by=month", "2022-01,0.00,0,0,0.00", 12),
        ] {
            let request = app.officer().request(Method::GET, &format!("/v1/totals?{query}"));
            let reply = request.header("Accept", "text/csv").send().await.with_status(200);
            assert_eq!(reply.text.trim_end().split("\r\n").skip(1).count(), lines, "{reply}");
            assert_eq!(reply.text.split("\r\n").nth(1), Some(first), "{reply}");
        }
    }

    async fn a_caller_of_some_sectors_has_rows_of_these_alone(app: App) {
        a_small_year(&app).await;
        let officer = app.as_role(Role::Officer, &[Sector::Ms]);
        let by_month = rows(&officer, "from=2023-02&to=2023-03&group_by=month,sector").await;
        assert_eq!(by_month, [json!([["2023-02", "MS"], "50.25", 2]), json!([["2023-03", "MS"], "0.00", 0])]);
    }

    async fn a_dashboard_reads_zero_rows_of_hours_as_the_other_rows_without_people(app: App) {
        a_small_year(&app).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let reply = dashboard.get("/v1/totals?year=2023&group_by=month").await.ok();
        assert_eq!(reply["rows"].as_array().unwrap().len(), 12);
        assert_eq!(reply.at("/rows/11"), &json!({
            "month": "2023-12", "hours": "0.00", "people": null, "employments": null, "fte": "0.00", "masked": "not_given",
        }));
    }

    async fn full_time_equivalents_of_a_row_by_year_are_those_of_its_year(app: App) {
        a_small_year(&app).await;
        let setting = json!({ "key": "fte_divisor", "effective_on": "2024-01-01", "value": "100" });
        app.admin().put("/v1/settings", &setting).await.ok();
        let reply = app.officer().get("/v1/totals?from=2023-01&to=2024-12&group_by=year").await.ok();
        assert_eq!((reply.at("/rows/0/fte"), reply.at("/total/fte")), (&json!("0.12"), &json!("2.01")));
        let alone = app.officer().get("/v1/totals?year=2023&group_by=year").await.ok();
        assert_eq!(alone.at("/rows/0"), reply.at("/rows/0"));
    }
}
