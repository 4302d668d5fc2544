//! People of several years in one answer are exactly what a dashboard reads of each year alone.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use super::DIMENSIONS;
use super::world::{Place, rand_like::Dice};
use crate::support::builders::{a_candidate, a_public_contract, an_employment, an_organisation, hours, waive};
use crate::support::{App, Client, on_both_databases};

/// The rows of one year, in the order of the answer.
fn of_year(answer: &Value, year: i32) -> Vec<Value> {
    answer["rows"].as_array().unwrap().iter().filter(|row| row["year"] == year).cloned().collect()
}

/// Asks for several years at once and one by one, and compares. Returns the rows of the years at once.
async fn are_equal(client: &Client, (first, last): (i32, i32), dimension: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for group_by in [format!("year{dimension}"), format!("{},year", dimension.trim_start_matches(','))] {
        let group_by = group_by.trim_start_matches(',');
        let combined = client.get(&format!("/v1/totals?from={first}-01&to={last}-12&group_by={group_by}")).await.ok();
        let mut rows = 0;
        for year in first..=last {
            let by_year = client.get(&format!("/v1/totals?year={year}&group_by={group_by}")).await.ok();
            assert_eq!(of_year(&combined.json, year), of_year(&by_year.json, year), "{year} {group_by}");
            let alone = client
                .get(&format!("/v1/totals?year={year}&group_by={}", dimension.trim_start_matches(',')))
                .await
                .ok();
            let mut without_year = of_year(&combined.json, year);
            without_year.iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove("year")));
            let expected: Vec<Value> = if dimension.is_empty() {
                vec![alone["total"].clone()]
            } else {
                alone["rows"].as_array().unwrap().clone()
            };
            assert_eq!(without_year, expected, "{year} {group_by}");
            rows += expected.len();
        }
        assert_eq!(combined["rows"].as_array().unwrap().len(), rows, "{group_by}");
        let total = &combined["total"];
        assert_eq!((&total["people"], &total["masked"]), (&Value::Null, &json!("not_given")), "{combined}");
        all.extend(combined["rows"].as_array().unwrap().clone());
    }
    all
}

/// The same people at work in a sector in several years, each with ten hours a year.
async fn at_work(app: &App, (women, men): (usize, usize), years: &[i32]) {
    let officer = app.officer();
    let employer = an_organisation().employer("EI").create(&officer).await;
    let contract = a_public_contract().from("2016-01-01").to("2023-12-31");
    let lot = contract.create_lot(&officer).await;
    for place in 0..women + men {
        let person = if place < women { a_candidate() } else { a_candidate().man() };
        let person = person.in_plie_from("2015-01-01").create(&officer).await;
        waive(&officer, person, "BTP").await;
        for year in years {
            let (first, last) = (format!("{year}-01-01"), format!("{year}-12-31"));
            let employment = an_employment(person).at(employer).from(&first).to(&last).on(lot).create(&officer).await;
            hours(employment, lot, &format!("{year}-03"), "10").validated().create(&officer).await;
        }
    }
}

on_both_databases! {
    async fn random_small_years_combined_are_what_each_is_alone(app: App) {
        let admin = app.officer();
        let place = Place::create(&admin).await;
        let mut dice = Dice(7);
        // In the years before and after there is nobody.
        for year in 2010..=2014 {
            place.fill(&admin, Sector::Btp, year, &mut dice).await;
            place.fill(&admin, Sector::Ms, year, &mut dice).await;
        }
        let setting = json!({ "key": "fte_divisor", "effective_on": "2012-07-01", "value": "1820" });
        app.admin().put("/v1/settings", &setting).await.ok();
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let (mut given, mut masked) = (0, 0);
        for dimension in DIMENSIONS.map(|dimension| format!(",{dimension}")).iter().map(String::as_str).chain([""]) {
            for row in are_equal(&dashboard, (2009, 2016), dimension).await {
                given += usize::from(row["people"].as_i64().is_some_and(|people| people > 0));
                masked += usize::from(row["masked"] == "small");
            }
        }
        assert!(given > 20 && masked > 20, "{given} given, {masked} masked: the years are too much alike");
    }

    async fn a_year_of_few_people_is_withheld_beside_years_of_many(app: App) {
        // Fourteen people in 2020 and 2021, of them three women; twenty-one in 2021 with seven women; two in 2022.
        at_work(&app, (3, 11), &[2020, 2021]).await;
        at_work(&app, (4, 3), &[2021]).await;
        at_work(&app, (1, 1), &[2022]).await;
        let dashboard = app.as_role(Role::Dashboard, &[]);
        let mut by_sex = are_equal(&dashboard, (2020, 2023), ",sex").await;
        by_sex.truncate(8);
        let shown: Vec<Value> = by_sex
            .iter()
            .map(|row| json!([row["year"], row["sex"], row["people"], row["hours"], row["masked"]]))
            .collect();
        assert_eq!(json!(shown), json!([
            [2020, "F", null, null, "small"], [2020, "M", null, null, "small"],
            [2021, "F", 5, "70.00", null], [2021, "M", 15, "140.00", null],
            [2022, "F", null, null, "small"], [2022, "M", null, null, "small"],
            [2023, "F", 0, "0.00", null], [2023, "M", 0, "0.00", null],
        ]));
        let by_year = are_equal(&dashboard, (2020, 2023), "").await;
        let people: Vec<&Value> = by_year.iter().take(4).map(|row| &row["people"]).collect();
        assert_eq!(people, [&json!(15), &json!(20), &Value::Null, &json!(0)]);
        for dimension in [",sector", ",contract_type", ",neighbourhood", ",qualification_level", ",rsa"] {
            are_equal(&dashboard, (2019, 2023), dimension).await;
        }
    }
}
