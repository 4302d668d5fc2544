//! Totals by each dimension equal sums made by hand.

use serde_json::{Value, json};

use super::world::{World, a_small_year};
use crate::support::{Client, on_both_databases};

/// One row: the value, the hours, the people.
type Row = (Value, &'static str, i64);

async fn rows_by(client: &Client, dimension: &str) -> Vec<(Value, String, i64)> {
    let reply = client.get(&format!("/v1/totals?year=2023&group_by={dimension}")).await.ok();
    assert_eq!(reply["group_by"], json!([dimension]));
    let rows = reply["rows"].as_array().unwrap().iter();
    rows.map(|row| (row[dimension].clone(), row["hours"].as_str().unwrap().to_owned(), row["people"].as_i64().unwrap()))
        .collect()
}

fn by_time_and_contract(world: &World) -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("month", {
            let zeros = (3..=12).map(|month| (json!(format!("2023-{month:02}")), "0.00", 0));
            [(json!("2023-01"), "100.00", 1), (json!("2023-02"), "100.75", 2)].into_iter().chain(zeros).collect()
        }),
        ("quarter", {
            let zeros = ["2023-Q2", "2023-Q3", "2023-Q4"].map(|quarter| (json!(quarter), "0.00", 0));
            [(json!("2023-Q1"), "200.75", 2)].into_iter().chain(zeros).collect()
        }),
        ("year", vec![(json!(2023), "200.75", 2)]),
        ("sector", vec![(json!("BTP"), "150.50", 1), (json!("MS"), "50.25", 2), (json!("PI"), "0.00", 0)]),
        (
            "contract_type",
            vec![
                (json!("CDDI"), "170.75", 1),
                (json!("CTTI"), "30.00", 1),
                (json!("CDI"), "0.00", 0),
                (json!("CPRO"), "0.00", 0),
                (json!("CDD"), "0.00", 0),
            ],
        ),
        ("modality", vec![(json!("agency_or_loan"), "30.00", 1), (json!("direct_hire"), "170.75", 1)]),
        ("clause_type", vec![(json!("award_criterion"), "50.25", 2), (json!("execution"), "150.50", 1)]),
        ("public_contract", vec![(json!(world.works), "150.50", 1), (json!(world.services), "50.25", 2)]),
        ("lot", vec![(json!(world.works_lot), "150.50", 1), (json!(world.services_lot), "50.25", 2)]),
        ("buyer", vec![(json!(world.commune), "150.50", 1), (json!(world.department), "50.25", 2)]),
        ("buyer_kind", vec![(json!("commune"), "150.50", 1), (json!("department"), "50.25", 2)]),
        ("holder", vec![(json!(world.holder), "150.50", 1), (Value::Null, "50.25", 2)]),
        ("employer", vec![(json!(world.aci), "170.75", 1), (json!(world.etti), "30.00", 1)]),
        ("employer_kind", vec![(json!("ACI"), "170.75", 1), (json!("ETTI"), "30.00", 1)]),
        ("source", vec![(json!("ARIQ"), "150.50", 1), (json!("CREATIV"), "50.25", 2)]),
        (
            "prescriber_kind",
            vec![(json!("mission_locale"), "150.50", 1), (json!("self"), "20.25", 1), (Value::Null, "30.00", 1)],
        ),
    ]
}

fn by_person() -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("commune", vec![(json!("21231"), "170.75", 1), (json!("21515"), "30.00", 1)]),
        ("neighbourhood", vec![(json!("Dijon – Grésilles"), "170.75", 1), (json!("Quetigny – Centre"), "30.00", 1)]),
        ("qpv", vec![(json!(true), "200.75", 2)]),
        ("qpv_legal", vec![(json!(false), "30.00", 1), (json!(true), "170.75", 1)]),
        ("sex", vec![(json!("F"), "170.75", 1), (json!("M"), "30.00", 1)]),
        (
            "age_bracket",
            vec![
                (json!("under_26"), "0.00", 0),
                (json!("26_44"), "170.75", 1),
                (json!("45_54"), "0.00", 0),
                (json!("55_and_over"), "30.00", 1),
            ],
        ),
        ("qualification_level", vec![(json!(3), "170.75", 1), (Value::Null, "30.00", 1)]),
        ("rsa", vec![(json!(false), "30.00", 1), (json!(true), "170.75", 1)]),
    ]
}

on_both_databases! {
    async fn hours_and_people_by_each_dimension_of_the_work(app: App) {
        let world = a_small_year(&app).await;
        let officer = app.officer();
        for (dimension, expected) in by_time_and_contract(&world) {
            let expected: Vec<_> = expected.into_iter().map(|(key, hours, people)| (key, hours.to_owned(), people)).collect();
            assert_eq!(rows_by(&officer, dimension).await, expected, "{dimension}");
        }
    }

    async fn hours_and_people_by_each_dimension_of_the_person(app: App) {
        a_small_year(&app).await;
        let officer = app.officer();
        for (dimension, expected) in by_person() {
            let mut found = rows_by(&officer, dimension).await;
            if dimension == "neighbourhood" {
                found.retain(|(_, _, people)| *people > 0);
            }
            let expected: Vec<_> = expected.into_iter().map(|(key, hours, people)| (key, hours.to_owned(), people)).collect();
            assert_eq!(found, expected, "{dimension}");
        }
    }

    async fn closed_vocabularies_have_all_their_rows_where_nothing_is_recorded(app: App) {
        let officer = app.officer();
        for (dimension, expected) in [
            ("sector", json!(["BTP", "MS", "PI"])),
            ("contract_type", json!(["CDDI", "CTTI", "CDI", "CPRO", "CDD"])),
            ("sex", json!(["F", "M"])),
            ("age_bracket", json!(["under_26", "26_44", "45_54", "55_and_over"])),
        ] {
            let rows = rows_by(&officer, dimension).await;
            let keys: Vec<_> = rows.iter().map(|(key, _, _)| key.clone()).collect();
            assert_eq!(json!(keys), expected);
            assert!(rows.iter().all(|(_, hours, people)| hours == "0.00" && *people == 0), "{rows:?}");
        }
        assert_eq!(rows_by(&officer, "neighbourhood").await.len(), 6);
        assert_eq!(rows_by(&officer, "month").await.len(), 12);
        assert_eq!(rows_by(&officer, "employer").await.len(), 0);
    }

    async fn two_dimensions_give_the_product_of_their_closed_codes(app: App) {
        a_small_year(&app).await;
        let reply = app.officer().get("/v1/totals?year=2023&group_by=sector,contract_type").await.ok();
        let rows = reply["rows"].as_array().unwrap();
        let some: Vec<_> = rows.iter().filter(|row| row["hours"] != "0.00").collect();
        assert_eq!((rows.len(), some.len()), (15, 3));
        for (row, (sector, contract_type, hours, people)) in some.into_iter().zip([
            ("BTP", "CDDI", "150.50", 1), ("MS", "CDDI", "20.25", 1), ("MS", "CTTI", "30.00", 1),
        ]) {
            let figures = (&row["sector"], &row["contract_type"], &row["hours"], &row["people"]);
            assert_eq!(figures, (&json!(sector), &json!(contract_type), &json!(hours), &json!(people)));
        }
    }

    async fn four_dimensions_give_the_product_of_their_closed_codes_in_every_month(app: App) {
        a_small_year(&app).await;
        let reply = app.officer().get("/v1/totals?year=2023&group_by=month,sector,contract_type,sex").await.ok();
        let rows = reply["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 12 * 3 * 5 * 2);
        let some: Vec<_> = rows.iter().filter(|row| row["hours"] != "0.00").map(|row| {
            json!([row["month"], row["sector"], row["contract_type"], row["sex"], row["hours"], row["people"], row["employments"]])
        }).collect();
        assert_eq!(json!(some), json!([
            ["2023-01", "BTP", "CDDI", "F", "100.00", 1, 1],
            ["2023-02", "BTP", "CDDI", "F", "50.50", 1, 1],
            ["2023-02", "MS", "CDDI", "F", "20.25", 1, 1],
            ["2023-02", "MS", "CTTI", "M", "30.00", 1, 1],
        ]));
    }

    async fn things_with_a_name_are_labelled(app: App) {
        a_small_year(&app).await;
        for (dimension, expected) in [
            ("employer", json!(["Chantier", "Intérim"])), ("holder", json!(["Titulaire", null])),
            ("buyer", json!(["Ville", "Département"])), ("public_contract", json!(["M-1", "M-2"])),
        ] {
            let reply = app.officer().get(&format!("/v1/totals?year=2023&group_by={dimension}")).await.ok();
            let label = format!("{dimension}_label");
            let labels: Vec<_> = reply["rows"].as_array().unwrap().iter().map(|row| row[&label].clone()).collect();
            assert_eq!(json!(labels), expected, "{dimension}");
        }
    }
}
