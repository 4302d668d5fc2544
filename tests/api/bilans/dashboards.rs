//! A bilan as a dashboard reads it: no breakdown with a small part, and rounded counts that add up.

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

/// Every count by its key.
fn counts(bilan: &Reply) -> BTreeMap<String, u64> {
    let tables = bilan["tables"].as_array().unwrap().iter();
    let figures = tables.flat_map(|table| table["figures"].as_array().unwrap());
    let count = |figure: &Value| Some((figure["key"].as_str()?.to_owned(), figure["value"].as_u64()?));
    figures.filter_map(count).collect()
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

/// Compares the bilan of a dashboard with the exact one.
fn assert_given(given: &Reply, exact: &Reply) {
    assert_eq!((&given["counts_rounded_to"], &exact["counts_rounded_to"]), (&json!(5), &Value::Null));
    assert_eq!(given["findings"], json!([]));
    let (shown, is) = (counts(given), counts(exact));
    for (key, count) in &shown {
        let away = count.abs_diff(is[key]);
        assert!(count.is_multiple_of(5) && away < if key.contains(".TOTAL.") { 10 } else { 5 }, "{key}: {count}");
        assert_eq!(is[key] == 0, *count == 0, "{key}: {count}");
        assert!(is[key] == 0 || is[key] >= 5, "{key} is {} and given", is[key]);
        assert!(!key.starts_with("outcomes_decided."), "{key}");
    }
    for (whole, parts) in sums() {
        let given: Vec<u64> = parts.iter().filter_map(|part| shown.get(part).copied()).collect();
        if given.len() == parts.len() && !parts.is_empty() {
            assert_eq!(shown.get(&whole), Some(&given.iter().sum::<u64>()), "{whole}");
        }
    }
    // What two tables count alike is given alike.
    for (one, other) in [
        ("referrals.TOTAL.qpv", "qpv.referred.total"),
        ("referrals.AUTRES.referrals", "prescribers_other_than_plie.total"),
        ("shares.qpv_share_of_employees", "qpv.employees.total"),
    ] {
        if let (Some(one_count), Some(other_count)) = (shown.get(one), shown.get(other)) {
            assert_eq!(one_count, other_count, "{one} and {other}");
        }
    }
    let figures = given["tables"].as_array().unwrap().iter().flat_map(|table| table["figures"].as_array().unwrap());
    for figure in figures.filter(|figure| figure["value"].is_null()) {
        let beside = (&figure["masked"], &figure["share"], &figure["denominator"]);
        assert_eq!(beside, (&json!(true), &Value::Null, &Value::Null), "{figure}");
    }
}

on_both_databases! {
    async fn a_dashboard_reads_the_bilan_of_2023_without_its_small_counts(app: App) {
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let (dashboard, officer) = (app.as_role(Role::Dashboard, &[]), app.officer());
        let (given, exact) = (dashboard.get("/v1/bilans/2023").await.ok(), officer.get("/v1/bilans/2023").await.ok());
        assert_given(&given, &exact);
        assert_figures(&given, &[
            ("hours.total", json!("42437.89")), ("hours.by_sector.BTP", json!("19784.11")),
            ("referrals.TOTAL.referrals", json!(90)), ("referrals.PLIE.referrals", json!(25)),
            ("employees.total", json!(80)), ("employees.women", json!(15)), ("employees.men", json!(65)),
            ("positive_exits.total", Value::Null), ("outcomes_decided.TOTAL.validated", Value::Null),
        ]);
        assert_eq!(figure(&given, "hours.by_sector.BTP")["share"], "46.6");
        assert_eq!(figure(&given, "employees.women")["share"], "18.8");
        let table = given["tables"].as_array().unwrap().iter().find(|one| one["key"] == "prescribers_other_than_plie");
        let rows = table.unwrap()["figures"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[0]["value"]), (1, &json!(65)), "prescribers of few are not named");
    }

    async fn a_bilan_of_few_people_tells_hours_and_no_count(app: App) {
        a_year(&app).await;
        let given = app.as_role(Role::Dashboard, &[]).get("/v1/bilans/2023").await.ok();
        assert_given(&given, &app.officer().get("/v1/bilans/2023").await.ok());
        assert_figures(&given, &[
            ("hours.total", json!("150.00")), ("referrals.TOTAL.referrals", Value::Null), ("employees.total", Value::Null),
            ("employees.PI", Value::Null), ("qpv.referred.total", Value::Null), ("positive_exits.total", Value::Null),
        ]);
    }

    async fn a_dashboard_reads_no_bilan_of_everyone(app: App) {
        let dashboard = app.as_role(Role::Dashboard, &[]);
        dashboard.get("/v1/bilans/2023?scope=all").await.refused(403, "query_not_allowed");
        let none = dashboard.get("/v1/bilans/2019").await.ok();
        assert_figures(&none, &[("hours.total", json!("0.00")), ("employees.total", json!(0))]);
    }
}
