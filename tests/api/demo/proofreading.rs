//! The printed report of 2023 beside the demonstration: what is wrong in it, and any figure that is changed in it.
//! `PROPTEST_CASES=300 cargo test --test api demo::proofreading`.

use clauses::values::{Role, Sector};
use proptest::prelude::any;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::load;
use crate::support::{Client, Reply, on_both_databases};

const PATH: &str = "/v1/bilans/2023/proofreading";

fn printed() -> Value {
    serde_json::from_str(include_str!("../../../src/demo/year-2023/published.json")).unwrap()
}

/// Each finding's kind, figure and both values.
fn findings(reply: &Reply) -> Vec<[String; 4]> {
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or("–").to_owned();
    let findings = reply["findings"].as_array().unwrap().iter();
    findings.map(|finding| ["kind", "figure", "published", "computed"].map(|name| text(finding, name))).collect()
}

/// The places of all figures: JSON pointers.
fn places(above: &str, value: &Value, places: &mut Vec<String>) {
    let Value::Object(members) = value else {
        places.push(above.to_owned());
        return;
    };
    for (name, member) in members {
        if !["source", "year", "_note", "shares"].contains(&name.as_str()) {
            self::places(&format!("{above}/{name}"), member, places);
        }
    }
}

/// Changes a figure by some units of its last digit, or a list by one name.
fn change(figure: &mut Value, by: i64) {
    *figure = match &*figure {
        Value::Array(names) => Value::Array(names.iter().skip(1).cloned().collect()),
        Value::String(hours) => {
            let hundredths: i64 = hours.replace('.', "").parse().unwrap();
            let changed = hundredths + by;
            json!(format!("{}.{:02}", changed / 100, changed % 100))
        }
        count => json!(count.as_i64().unwrap() + by),
    };
}

async fn proofread(officer: &Client, set: &Value) -> Reply {
    officer.post(PATH, set).await.ok()
}

on_both_databases! {
    async fn the_printed_report_has_two_wrong_shares_and_nothing_that_differs(app: App) {
        load(&app).unwrap();
        let officer = app.officer();
        let reply = proofread(&officer, &printed()).await;
        let expected = [
            ["does_not_follow", "shares.qpv_share_of_employees", "24", "37.5"],
            ["does_not_follow", "shares.qpv_share_of_validated", "23", "30.3"],
            ["not_additive", "referrals.AUTRES", "67", "68"],
            ["not_additive", "referrals.TOTAL", "91", "92"],
            ["not_additive", "employees", "80", "81"],
            ["neighbourhood_not_in_force", "qpv.Quetigny – Centre", "–", "–"],
        ];
        assert_eq!(findings(&reply), expected, "{reply}");
        assert!(reply["checked"].as_u64().unwrap() > 120, "{reply}");

        let mut right = printed();
        right["shares"][0]["printed_percent"] = json!("37,5");
        right["shares"][1]["printed_percent"] = json!("30");
        assert_eq!(findings(&proofread(&officer, &right).await), expected[2..]);
        for cut in ["37", "38"] {
            right["shares"][0]["printed_percent"] = json!(cut);
            assert_eq!(findings(&proofread(&officer, &right).await), expected[2..], "{cut}");
        }
        any_changed_figure_is_found(&officer).await;
    }
}

const TABLES: &str = "Heures réalisées\n\nSecteur\tHeures 2023\nBTP\t19 784,11\nServices\t22 653,78\nTotal\t42 437,89\n\n\
    Orientations\n\nOrigine\tOrientations\tdont QPV\tMS\tBTP\tPI\nPLIE\t24\t8\t17\t6\t1\nAutres\t67\t16\t32\t36\t0\nTotal\t91\t24\t49\t42\t1\n\n\
    Quartiers\n\nQuartier\tOrientés\tValidés\nFontaine d’Ouche\t9\t8\nGrésilles\t5\t4\nLe Mail\t5\t4\nBief du Moulin\t4\t3\n\
    Centre\t1\t1\nTotal\t24\t20\n";

on_both_databases! {
    async fn any_table_is_compared_with_the_data_of_its_year(app: App) {
        load(&app).unwrap();
        let officer = app.officer();
        let proofread = async |tables: String| {
            let reply = officer.post("/v1/proofreading?year=2023", &json!({ "text": tables })).await.ok();
            let place = |finding: &Value| {
                let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
                [text("kind"), text("row"), text("column"), text("computed")]
            };
            let findings: Vec<_> = reply["findings"].as_array().unwrap().iter().map(place).collect();
            (findings, reply["checked"].as_u64().unwrap())
        };
        let (findings, checked) = proofread(TABLES.to_owned()).await;
        assert_eq!(findings, [[""; 4]; 0]);
        let without = officer.post("/v1/proofreading", &json!({ "text": TABLES })).await.ok();
        assert!(checked > without["checked"].as_u64().unwrap() + 30, "{checked}, {without}");

        // Changed so that the table still adds up: only the data say that it is wrong.
        let consistent = TABLES.replace("19 784,11", "19 748,11").replace("42 437,89", "42 401,89");
        let expected = [["data", "BTP", "Heures 2023", "19784.11"], ["data", "Total", "Heures 2023", "42437.89"]];
        assert_eq!(proofread(consistent).await.0, expected);
        let moved = TABLES.replace("Grésilles\t5\t4\nLe Mail\t5\t4", "Grésilles\t6\t4\nLe Mail\t4\t4");
        let expected = [["data", "Grésilles", "Orientés", "5"], ["data", "Le Mail", "Orientés", "5"]];
        assert_eq!(proofread(moved).await.0, expected);
        let found = proofread(TABLES.replace("17\t6\t1", "18\t6\t1")).await.0;
        let expected = ["data", "PLIE", "MS", "17"];
        assert!(found.iter().any(|finding| finding.each_ref().map(String::as_str) == expected), "{found:?}");
        // Of another year, or of something else, nothing is said.
        let other = TABLES.replace("19 784,11", "18 000,50").replace("22 653,78", "20 100,25").replace("42 437,89", "38 100,75");
        assert_eq!(proofread(other).await.0, [[""; 4]; 0]);
    }

    async fn only_who_may_proofread_bilans_asks_for_data(app: App) {
        let text = json!({ "text": TABLES });
        let path = "/v1/proofreading?year=2023";
        app.as_role(Role::Dashboard, &[]).post(path, &text).await.refused(403, "forbidden");
        app.as_role(Role::Officer, &[Sector::Btp]).post(path, &text).await.refused(403, "forbidden");
        app.officer().post("/v1/proofreading?year=23", &text).await.refused_at(422, "invalid_year", "?year");
    }
}

/// Changes one figure after the other, at random.
async fn any_changed_figure_is_found(officer: &Client) {
    let mut all = Vec::new();
    places("", &printed(), &mut all);
    assert!(all.len() > 70, "{all:?}");
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    for _ in 0..std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap()) {
        let (place, by) = (any::<usize>(), 1_i64..2_000).new_tree(&mut runner).unwrap().current();
        let place = &all[place % all.len()];
        let mut set = printed();
        change(set.pointer_mut(place).unwrap(), by);
        let key = place.trim_start_matches('/').replace('/', ".");
        let found = findings(&proofread(officer, &set).await);
        assert!(found.iter().any(|finding| finding[0] == "differs" && finding[1] == key), "{key} + {by}: {found:?}");
    }
}
