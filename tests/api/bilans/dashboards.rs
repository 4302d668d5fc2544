//! A bilan as a dashboard reads it: no small count, and none that sums and differences reveal.

use std::collections::BTreeMap;

use clauses::access::LoadDemo;
use clauses::demo;
use clauses::values::{ExitKind, NotIntegratedReason, Role, Sector};
use serde_json::{Value, json};

use super::year::a_year;
use super::{assert_figures, figure};
use crate::support::{Reply, on_both_databases};

const NEIGHBOURHOODS: [&str; 6] = [
    "Dijon – Grésilles",
    "Dijon – Fontaine d'Ouche",
    "Chenôve – Le Mail",
    "Longvic – Bief du Moulin",
    "Talant – Le Belvédère",
    "Quetigny – Centre",
];

/// Every count by its key; none for a hidden one.
fn counts(bilan: &Reply) -> BTreeMap<String, Option<u64>> {
    let tables = bilan["tables"].as_array().unwrap().iter();
    let figures = tables.flat_map(|table| table["figures"].as_array().unwrap());
    let key = |figure: &Value| figure["key"].as_str().unwrap().to_owned();
    figures.filter(|figure| !figure["value"].is_string()).map(|one| (key(one), one["value"].as_u64())).collect()
}

/// The sums of a bilan: a whole and its parts.
fn sums() -> Vec<(String, Vec<String>)> {
    let mut sums = Vec::new();
    let mut sum = |whole: &str, parts: Vec<String>| sums.push((whole.to_owned(), parts));
    let text = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    sum("employees.total", text(&["employees.women", "employees.men"]));
    let four = ["both", "validated_earlier", "waived"].map(|cell| format!("validated_and_employed.{cell}"));
    sum("employees.total", four.to_vec());
    let kinds = ExitKind::ALL.iter().map(|kind| format!("positive_exits.{kind}")).collect();
    sum("positive_exits.total", kinds);
    for column in ["referred", "validated", "employees", "positive_exits"] {
        let places = NEIGHBOURHOODS.iter().map(|name| format!("qpv.{column}.{name}")).collect();
        sum(&format!("qpv.{column}.total"), places);
    }
    for origin in ["PLIE", "AUTRES", "TOTAL"] {
        let mut ends = vec![format!("outcomes.{origin}.not_integrated"), format!("outcomes.{origin}.pending")];
        ends.extend(Sector::ALL.iter().map(|sector| format!("outcomes.{origin}.validated.{sector}")));
        sum(&format!("referrals.{origin}.referrals"), ends);
        let reasons = NotIntegratedReason::ALL.iter().map(|one| format!("outcomes.{origin}.reasons.{one}")).collect();
        sum(&format!("outcomes.{origin}.not_integrated"), reasons);
    }
    for cell in ["referrals", "qpv", "qpv_legal", "BTP", "MS", "PI"] {
        let parts = ["PLIE", "AUTRES"].map(|origin| format!("referrals.{origin}.{cell}"));
        sum(&format!("referrals.TOTAL.{cell}"), parts.to_vec());
    }
    let ends = ["not_integrated", "pending", "validated.BTP", "validated.MS", "validated.PI"].map(str::to_owned);
    let reasons = NotIntegratedReason::ALL.iter().map(|reason| format!("reasons.{reason}"));
    for cell in ends.into_iter().chain(reasons) {
        let parts = ["PLIE", "AUTRES"].map(|origin| format!("outcomes.{origin}.{cell}"));
        sum(&format!("outcomes.TOTAL.{cell}"), parts.to_vec());
    }
    for outcome in ["validated", "not_integrated"] {
        let parts = ["PLIE", "AUTRES"].map(|origin| format!("outcomes_decided.{origin}.{outcome}"));
        sum(&format!("outcomes_decided.TOTAL.{outcome}"), parts.to_vec());
    }
    sums
}

/// The least and the most that each count can be, from the shown counts and the sums.
fn bounds(counts: &BTreeMap<String, Option<u64>>) -> BTreeMap<String, (u64, u64)> {
    let mut bounds: BTreeMap<String, (u64, u64)> =
        counts.iter().map(|(key, count)| (key.clone(), count.map_or((0, 1_000), |count| (count, count)))).collect();
    for _ in 0..200 {
        let before = bounds.clone();
        for (whole, parts) in sums() {
            let of = |key: &String| before[key];
            let (least, most) = parts.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            let current = bounds[&whole];
            bounds.insert(whole.clone(), (current.0.max(least), current.1.min(most)));
            for part in &parts {
                let (others_least, others_most) = (least - before[part].0, most - before[part].1);
                let current = bounds[part];
                let (low, high) = (of(&whole).0.saturating_sub(others_most), of(&whole).1 - others_least);
                bounds.insert(part.clone(), (current.0.max(low), current.1.min(high)));
            }
        }
        if bounds == before {
            break;
        }
    }
    bounds
}

/// Compares the bilan of a dashboard with the complete one.
fn assert_masked(masked: &Reply, open: &Reply) {
    let (shown, is) = (counts(masked), counts(open));
    for (key, count) in &shown {
        assert!(count.is_none_or(|count| count == 0 || count >= 5), "{key} is shown: {count:?}");
        assert!(count.is_none() || count == &is[key], "{key} is {:?}", is[key]);
        let figure = figure(masked, key);
        let null = Value::Null;
        let beside = (&figure["masked"], &figure["share"], &figure["denominator"]);
        assert!(count.is_some() || beside == (&json!(true), &null, &null), "{figure}");
        assert!(count.is_none() || figure["masked"] == null, "{figure}");
    }
    for (key, (least, most)) in bounds(&shown) {
        let is = is[&key].unwrap();
        assert!((least..=most).contains(&is), "{key} is {is}, not from {least} to {most}");
        assert!(shown[&key].is_some() || most > least, "{key} can be nothing but {least}");
    }
}

on_both_databases! {
    async fn a_dashboard_reads_the_bilan_of_2023_without_its_small_counts(app: App) {
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let (dashboard, officer) = (app.as_role(Role::Dashboard, &[]), app.officer());
        let (masked, open) = (dashboard.get("/v1/bilans/2023").await.ok(), officer.get("/v1/bilans/2023").await.ok());
        assert_masked(&masked, &open);
        assert_figures(&masked, &[
            ("hours.total", json!("42437.89")), ("hours.by_sector.BTP", json!("19784.11")),
            ("referrals.PLIE.referrals", json!(24)), ("referrals.TOTAL.referrals", json!(91)),
            ("employees.total", json!(80)), ("employees.women", json!(17)), ("employees.men", json!(63)),
            ("positive_exits.total", json!(9)), ("positive_exits.CPRO", Value::Null),
            ("outcomes.TOTAL.not_integrated", Value::Null),
        ]);
        assert_eq!(figure(&masked, "hours.by_sector.BTP")["share"], "46.6");
        let prescribers = masked["tables"].as_array().unwrap().iter().find(|one| one["key"] == "prescribers_other_than_plie");
        let rows = prescribers.unwrap()["figures"].as_array().unwrap();
        let hidden: Vec<&str> =
            rows.iter().filter(|row| row["masked"] == true).map(|row| row["label"].as_str().unwrap()).collect();
        assert!(hidden.len() >= 2 && hidden.is_sorted(), "{hidden:?}");
        assert_eq!(rows.last().unwrap()["value"], 67);
    }

    async fn a_bilan_of_few_people_tells_hours_and_no_count(app: App) {
        a_year(&app).await;
        let masked = app.as_role(Role::Dashboard, &[]).get("/v1/bilans/2023").await.ok();
        assert_masked(&masked, &app.officer().get("/v1/bilans/2023").await.ok());
        assert_figures(&masked, &[
            ("hours.total", json!("150.00")), ("referrals.TOTAL.referrals", Value::Null), ("employees.total", Value::Null),
            ("employees.PI", Value::Null), ("qpv.referred.total", Value::Null), ("positive_exits.total", Value::Null),
        ]);
        assert_eq!(masked["findings"], json!([]));
    }

    async fn a_dashboard_reads_no_bilan_of_everyone(app: App) {
        let dashboard = app.as_role(Role::Dashboard, &[]);
        dashboard.get("/v1/bilans/2023?scope=all").await.refused(403, "query_not_allowed");
        let none = dashboard.get("/v1/bilans/2019").await.ok();
        assert_figures(&none, &[("hours.total", json!("0.00")), ("employees.total", json!(0))]);
    }
}
