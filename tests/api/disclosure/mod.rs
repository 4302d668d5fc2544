//! A reader who puts together everything that a dashboard may ask at one moment computes no count of one to four
//! people, and no hours of so few. `PROPTEST_CASES` sets how many small years are asked about.

mod by_year;
mod reader;
pub mod world;

use clauses::values::{Role, Sector};
use serde_json::{Map, Value};

use self::reader::Reader;
use self::world::{Place, rand_like::Dice};
use crate::support::{Client, on_both_databases};

/// Every breakdown of people that a dashboard may ask for; a person of these years is in one row of each.
const DIMENSIONS: [&str; 8] =
    ["sector", "contract_type", "sex", "age_bracket", "neighbourhood", "qpv", "qualification_level", "rsa"];

/// An answer's rows by the value of the dimension.
async fn rows(client: &Client, year: u64, dimension: &str) -> (Vec<(String, Map<String, Value>)>, Value) {
    let answer = client.get(&format!("/v1/totals?year={year}&group_by={dimension}")).await.ok().json.clone();
    let rows = answer["rows"].as_array().unwrap().iter().map(|row| {
        let row = row.as_object().unwrap().clone();
        (format!("{dimension} {}", row[dimension]), row)
    });
    (rows.collect(), answer)
}

fn hundredths(hours: &Value) -> Option<i64> {
    hours.as_str().map(|hours| hours.replace('.', "").parse().unwrap())
}

/// Reads the totals of a year.
async fn read_totals(reader: &mut Reader, client: &Client, year: u64) {
    for dimension in DIMENSIONS {
        let (rows, answer) = rows(client, year, dimension).await;
        let base = answer["counts_rounded_to"].as_i64();
        if answer["total"]["people"].is_null() {
            reader.learn("people", (0, 9));
        }
        for (whole, figures) in
            [("people", &answer["total"]["people"]), ("employments", &answer["total"]["employments"])]
        {
            reader.read(whole, figures.as_i64(), base);
            let parts: Vec<_> =
                rows.iter().map(|(row, figures)| (format!("{whole} {row}"), figures[whole].as_i64())).collect();
            parts.iter().for_each(|(row, shown)| reader.read(row, *shown, base));
            reader.adds_up(whole, &parts.iter().map(|(row, _)| row).collect::<Vec<_>>());
            if let Some(base) = base {
                reader.running_sums(&format!("{whole} {dimension}"), &parts, base);
            }
        }
        reader.read("hours", hundredths(&answer["total"]["hours"]), None);
        let parts: Vec<String> = rows.iter().map(|(row, _)| format!("hours {row}")).collect();
        for (part, (_, figures)) in parts.iter().zip(&rows) {
            let hours = hundredths(&figures["hours"]);
            reader.read(part, hours, None);
            if hours.is_some_and(|hours| hours > 0) {
                // Hours are somebody's.
                reader.learn(&part.replacen("hours", "people", 1), (1, 1_000));
            }
        }
        reader.adds_up("hours", &parts);
    }
    for figure in ["people", "hours"] {
        reader.adds_up(&format!("{figure} qpv false"), &[format!("{figure} neighbourhood null")]);
    }
    // Everybody has one employment.
    reader.adds_up("people", &["employments"]);
}

fn figures(bilan: &Value) -> impl Iterator<Item = (String, &Value)> {
    let figures = bilan["tables"].as_array().unwrap().iter().flat_map(|table| table["figures"].as_array().unwrap());
    figures.map(|figure| (figure["key"].as_str().unwrap().to_owned(), figure))
}

/// Reads the bilan of a year and what it has in common with the totals.
fn read_bilan(reader: &mut Reader, bilan: &Value) {
    let base = bilan["counts_rounded_to"].as_i64();
    let counts: Vec<_> = figures(bilan).filter(|(_, figure)| !figure["value"].is_string()).collect();
    let mut under = |whole: &str, is_part: &dyn Fn(&str) -> bool| {
        let mut parts: Vec<String> = counts.iter().map(|(key, _)| key.clone()).filter(|key| is_part(key)).collect();
        if whole == "prescribers_other_than_plie.total" {
            parts.push("prescribers who are not named".to_owned());
        }
        reader.adds_up(whole, &parts);
    };
    for origin in ["PLIE", "AUTRES", "TOTAL"] {
        let (outcomes, reasons) = (format!("outcomes.{origin}."), format!("outcomes.{origin}.reasons."));
        under(&format!("referrals.{origin}.referrals"), &|key| {
            key.starts_with(&outcomes) && !key.starts_with(&reasons)
        });
        under(&format!("outcomes.{origin}.not_integrated"), &|key| key.starts_with(&reasons));
    }
    for table in ["qpv.referred", "qpv.validated", "qpv.employees", "qpv.positive_exits", "prescribers_other_than_plie"]
    {
        let (prefix, total) = (format!("{table}."), format!("{table}.total"));
        under(&total, &|key| key.starts_with(&prefix) && key != total);
    }
    under("referrals.AUTRES.referrals", &|key| key == "prescribers_other_than_plie.total");
    under("referrals.TOTAL.qpv", &|key| key == "qpv.referred.total");
    under("employees.total", &|key| ["employees.women", "employees.men"].contains(&key));
    let employed = ["both", "validated_earlier", "waived"].map(|cell| format!("validated_and_employed.{cell}"));
    under("employees.total", &|key| employed.iter().any(|cell| cell == key));
    for (key, figure) in &counts {
        let is_sum = key.contains(".TOTAL.");
        if is_sum {
            reader.adds_up(key, &[key.replace(".TOTAL.", ".PLIE."), key.replace(".TOTAL.", ".AUTRES.")]);
        }
        // A sum of two rounded counts tells no more than they do.
        if base.is_none() || !is_sum {
            reader.read(key, figure["value"].as_i64(), base);
        }
    }
    // People at work are those with counted hours and those without.
    reader.adds_up("employees.total", &["people", "employees.without_counted_hours"]);
    let mut without = vec!["none without hours".to_owned()];
    for (key, _) in counts.iter().filter(|(key, _)| key.starts_with("qpv.employees.") && !key.ends_with(".total")) {
        let name = key.strip_prefix("qpv.employees.").unwrap();
        without.push(format!("{name} without hours"));
        reader.adds_up(key, &[format!("people neighbourhood {}", Value::from(name)), format!("{name} without hours")]);
    }
    reader.adds_up("employees.without_counted_hours", &without);
    for (key, sex) in [("women", "F"), ("men", "M")] {
        reader.adds_up(&format!("employees.{key}"), &[format!("people sex \"{sex}\""), format!("{key} without hours")]);
    }
    reader.adds_up("employees.without_counted_hours", &["women without hours", "men without hours"]);
}

/// Every count of one to four people that the reader knows exactly, and every sum of their hours.
async fn leaks(reader: &Reader, officer: &Client, year: u64) -> Vec<String> {
    let mut leaks = Vec::new();
    let mut check = |name: String, count: i64, exact: i64| {
        let (least, most) = reader.bounds(&name);
        assert!((least..=most).contains(&exact), "{name} is {exact}, not {least} to {most}: the reader errs");
        if (1..5).contains(&count) && least == most {
            leaks.push(format!("{year}: {name} is {exact}"));
        }
    };
    for dimension in DIMENSIONS {
        for (row, figures) in rows(officer, year, dimension).await.0 {
            let people = figures["people"].as_i64().unwrap();
            check(format!("people {row}"), people, people);
            if !["sector", "contract_type"].contains(&dimension) {
                check(format!("hours {row}"), people, hundredths(&figures["hours"]).unwrap());
            }
        }
    }
    let bilan = officer.get(&format!("/v1/bilans/{year}")).await.ok().json.clone();
    for (key, figure) in figures(&bilan).filter(|(_, figure)| !figure["value"].is_string()) {
        // A prescriber who sent few is not named.
        // Key figures and breakdowns are for officers alone.
        let not_read = ["prescribers", "shares", "key_figures", "people_by_"];
        let is_read = !not_read.iter().any(|table| key.starts_with(table));
        let count = figure["value"].as_i64().unwrap();
        is_read.then(|| check(key, count, count));
    }
    leaks
}

fn small_years() -> usize {
    std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap())
}

on_both_databases! {
    async fn nobody_computes_few_people_or_their_hours_from_all_answers_of_a_moment(app: App) {
        let admin = app.officer();
        let place = Place::create(&admin).await;
        let mut dice = Dice(std::env::var("PROPTEST_RNG_SEED").map_or(1, |seed| seed.parse().unwrap()));
        let years = (1960..=2022).flat_map(|year| Sector::ALL.iter().map(move |sector| (year, *sector)));
        let mut found = Vec::new();
        for (year, sector) in years.cycle().take(small_years()) {
            place.fill(&admin, sector, year, &mut dice).await;
            let dashboard = app.as_role(Role::Dashboard, &[sector]);
            let mut reader = Reader::default();
            read_totals(&mut reader, &dashboard, year).await;
            read_bilan(&mut reader, &dashboard.get(&format!("/v1/bilans/{year}")).await.ok().json);
            reader.narrow();
            found.extend(leaks(&reader, &app.as_role(Role::Officer, &[sector]), year).await);
        }
        assert!(found.is_empty(), "{} leaks: {found:#?}", found.len());
    }
}
