//! A bilan as a dashboard reads it: every count is a multiple of five, and parts add up to their wholes.

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
fn assert_rounded(rounded: &Reply, exact: &Reply) {
    assert_eq!((&rounded["counts_rounded_to"], &exact["counts_rounded_to"]), (&json!(5), &Value::Null));
    assert_eq!(rounded["findings"], json!([]));
    let (shown, is) = (counts(rounded), counts(exact));
    for (key, count) in &shown {
        let away = count.abs_diff(is[key]);
        assert!(count.is_multiple_of(5) && away < if key.contains(".TOTAL.") { 10 } else { 5 }, "{key}: {count}");
        assert!(is[key] > 0 || *count == 0, "{key} is none and not {count}");
    }
    let is_shown = |key: &&String| shown.contains_key(*key) || key.starts_with("prescribers_other_than_plie.");
    assert_eq!(is.keys().find(|key| !is_shown(key)), None, "a figure is left out");
    for (whole, parts) in sums() {
        assert_eq!(shown[&whole], parts.iter().map(|part| shown[part]).sum::<u64>(), "{whole}");
    }
}

on_both_databases! {
    async fn a_dashboard_reads_the_bilan_of_2023_with_rounded_counts(app: App) {
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let (dashboard, officer) = (app.as_role(Role::Dashboard, &[]), app.officer());
        let (rounded, exact) = (dashboard.get("/v1/bilans/2023").await.ok(), officer.get("/v1/bilans/2023").await.ok());
        assert_rounded(&rounded, &exact);
        assert_figures(&rounded, &[
            ("hours.total", json!("42437.89")), ("hours.by_sector.BTP", json!("19784.11")),
            ("referrals.PLIE.referrals", json!(25)), ("referrals.TOTAL.referrals", json!(90)),
            ("employees.total", json!(80)), ("employees.women", json!(15)), ("employees.men", json!(65)),
            ("positive_exits.total", json!(10)),
        ]);
        assert_eq!(figure(&rounded, "hours.by_sector.BTP")["share"], "46.6");
        assert_eq!(figure(&rounded, "employees.women")["share"], "18.8");
        let table = rounded["tables"].as_array().unwrap().iter().find(|one| one["key"] == "prescribers_other_than_plie");
        let rows = table.unwrap()["figures"].as_array().unwrap();
        let (total, prescribers) = rows.split_last().unwrap();
        let sent: Vec<u64> = prescribers.iter().map(|row| row["value"].as_u64().unwrap()).collect();
        assert!(sent.iter().rev().is_sorted() && !sent.contains(&0), "{sent:?}");
        assert_eq!(total["value"], sent.iter().sum::<u64>());
        assert_eq!(total["value"], counts(&rounded)["referrals.AUTRES.referrals"]);
    }

    async fn a_bilan_of_few_people_tells_hours_and_rounded_counts(app: App) {
        a_year(&app).await;
        let rounded = app.as_role(Role::Dashboard, &[]).get("/v1/bilans/2023").await.ok();
        assert_rounded(&rounded, &app.officer().get("/v1/bilans/2023").await.ok());
        assert_figures(&rounded, &[("hours.total", json!("150.00"))]);
    }

    async fn a_dashboard_reads_no_bilan_of_everyone(app: App) {
        let dashboard = app.as_role(Role::Dashboard, &[]);
        dashboard.get("/v1/bilans/2023?scope=all").await.refused(403, "query_not_allowed");
        let none = dashboard.get("/v1/bilans/2019").await.ok();
        assert_figures(&none, &[("hours.total", json!("0.00")), ("employees.total", json!(0))]);
    }
}
