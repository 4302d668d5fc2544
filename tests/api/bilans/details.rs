//! What officers read of a bilan beside the tables of the report: breakdowns of hours and people, key figures, the figures of
//! a year before, the records behind figures, and any run of months.

use std::collections::{BTreeMap, BTreeSet};

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::random_year::{BREAKDOWNS, Row, World, exact, sums};
use super::year::a_year;
use super::{assert_figures, figure};
use crate::disclosure::world::rand_like::Dice;
use crate::support::{Reply, on_both_databases};

/// The lines of a table by the rest of their keys.
fn lines(bilan: &Reply, table: &str) -> BTreeMap<String, Value> {
    let tables = bilan["tables"].as_array().unwrap();
    let found = tables.iter().find(|one| one["key"] == table).unwrap_or_else(|| panic!("no table {table}: {bilan}"));
    let line = |figure: &Value| {
        let key = figure["key"].as_str().unwrap();
        (key.strip_prefix(&format!("{table}.")).unwrap().to_owned(), figure.clone())
    };
    found["figures"].as_array().unwrap().iter().map(line).collect()
}

/// Compares every breakdown of a bilan with the sums of these rows, `field` being where the figures are.
fn agrees(bilan: &Reply, rows: &[&Row], field: &str) {
    let whole: u64 = rows.iter().map(|row| row.worked).sum();
    let everybody: BTreeSet<i64> = rows.iter().filter(|row| row.worked > 0).map(|row| row.person).collect();
    for by in BREAKDOWNS {
        let mut expected = sums(rows.iter().copied(), by);
        let (hours, people) = (lines(bilan, &format!("hours_by_{by}")), lines(bilan, &format!("people_by_{by}")));
        assert_eq!(hours.keys().collect::<Vec<_>>(), people.keys().collect::<Vec<_>>(), "{by}");
        for (code, figure) in &hours {
            let (worked, persons) = expected.remove(code).unwrap_or_default();
            assert_eq!(figure.pointer(field), Some(&exact(worked)), "hours of {by} {code}");
            assert_eq!(people[code].pointer(field), Some(&json!(persons.len())), "people of {by} {code}");
            if field == "/value" {
                assert_eq!(figure["denominator"], json!({ "figure": "hours.total", "value": exact(whole) }));
                let whole = json!({ "figure": "key_figures.people", "value": everybody.len() });
                assert_eq!(people[code]["denominator"], whole);
            }
        }
        assert!(expected.is_empty(), "no line for {:?} of {by}", expected.keys());
    }
}

fn selected<'a>(rows: &'a [Row], months: (&str, &str), is_selected: impl Fn(&Row) -> bool) -> Vec<&'a Row> {
    let in_months = |row: &&Row| (months.0..=months.1).contains(&row.month.as_str()) && row.is_validated;
    rows.iter().filter(in_months).filter(|row| is_selected(row)).collect()
}

async fn close(app: &crate::support::App, year: i32, sectors: &[&str]) {
    for month in 1..=12 {
        for sector in sectors {
            app.close_month(&format!("{year}-{month:02}"), sector).await;
        }
    }
}

on_both_databases! {
    async fn every_breakdown_is_what_adding_up_by_hand_gives(app: App) {
        let officer = app.officer();
        let world = World::create(&officer).await;
        let mut dice = Dice(7);
        let rows = world.fill(&officer, 24, &mut dice).await;
        for (query, months) in [
            ("/2023?", ("2023-01", "2023-12")),
            ("/2022?", ("2022-01", "2022-12")),
            ("?from=2022-11&to=2023-06", ("2022-11", "2023-06")),
            ("?from=2023-06&to=2023-06", ("2023-06", "2023-06")),
        ] {
            let plie = officer.get(&format!("/v1/bilans{query}")).await.ok();
            let of_plie = selected(&rows, months, |row| row.in_plie);
            agrees(&plie, &of_plie, "/value");
            let all = officer.get(&format!("/v1/bilans{query}&scope=all")).await.ok();
            let everybodys = selected(&rows, months, |_| true);
            agrees(&all, &everybodys, "/value");
            for (bilan, rows) in [(&plie, of_plie), (&all, everybodys)] {
                let by_month = sums(rows.iter().copied(), "month");
                for (month, figure) in lines(bilan, "hours_by_month") {
                    let worked = by_month.get(&month).map_or(0, |(worked, _)| *worked);
                    assert_eq!(figure["value"], exact(worked), "{month}");
                }
            }
        }
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        let bilan = works.get("/v1/bilans/2023?scope=all").await.ok();
        agrees(&bilan, &selected(&rows, ("2023-01", "2023-12"), |row| row.sector == "BTP"), "/value");
    }

    async fn figures_of_the_year_before_come_once_its_months_are_closed(app: App) {
        let officer = app.officer();
        let world = World::create(&officer).await;
        let rows = world.fill(&officer, 12, &mut Dice(11)).await;
        close(&app, 2022, &["BTP", "MS"]).await;
        let open = officer.get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(open["previous"], json!({ "from": "2022-01", "to": "2022-12", "closed": false }));
        assert!(!open.text.contains("\"previous\":{\"value\""), "{open}");
        // An officer of two sectors has them: the third one is not theirs.
        let two = app.as_role(Role::Officer, &[Sector::Btp, Sector::Ms]).get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(two["previous"]["closed"], true);
        close(&app, 2022, &["PI"]).await;
        let bilan = officer.get("/v1/bilans/2023?scope=all").await.ok();
        assert_eq!(bilan["previous"], json!({ "from": "2022-01", "to": "2022-12", "closed": true }));
        agrees(&bilan, &selected(&rows, ("2022-01", "2022-12"), |_| true), "/previous/value");
        // Every figure has that of the bilan of 2022.
        let before = officer.get("/v1/bilans/2022?scope=all").await.ok();
        for table in before["tables"].as_array().unwrap() {
            for then in table["figures"].as_array().unwrap() {
                let key = then["key"].as_str().unwrap().replace("by_month.2022", "by_month.2023");
                let now = figure(&bilan, &key);
                assert_eq!(now["previous"]["value"], then["value"], "{key}");
                assert_eq!(now["previous"]["share"], then["share"], "{key}");
            }
        }
        // Of other months, those a year before decide.
        let spring = officer.get("/v1/bilans?from=2023-03&to=2023-05").await.ok();
        assert_eq!(spring["previous"], json!({ "from": "2022-03", "to": "2022-05", "closed": true }));
        let open = app.officer().request(Method::DELETE, "/v1/months/2022-04/closures/MS?reason=Oubli").send().await;
        assert!(open.status < 300, "{open}");
        let spring = officer.get("/v1/bilans?from=2023-03&to=2023-05").await.ok();
        assert_eq!(spring["previous"]["closed"], false);
    }

    async fn a_prescriber_of_the_year_before_alone_is_a_line_of_zero(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        close(&app, 2023, &["BTP", "MS", "PI"]).await;
        let bilan = officer.get("/v1/bilans/2024").await.ok();
        let mission = figure(&bilan, "prescribers_other_than_plie.Mission locale");
        assert_eq!((&mission["value"], &mission["previous"]), (&json!(0), &json!({ "value": 1, "share": "50.0" })));
        let table = bilan["tables"].as_array().unwrap().iter().find(|one| one["key"] == "prescribers_other_than_plie");
        let last = table.unwrap()["figures"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["key"], &last["previous"]["value"]), (&json!("prescribers_other_than_plie.total"), &json!(2)));
        assert_eq!(figure(&bilan, "hours.total")["previous"]["value"], "150.00");
        assert_eq!(figure(&bilan, "hours_by_month.2024-03")["previous"]["value"], "100.00");
    }

    async fn the_key_figures_have_their_numerators_denominators_and_rules(app: App) {
        a_year(&app).await;
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        assert_figures(&bilan, &[
            ("key_figures.people", json!(1)), ("key_figures.hours_per_person", json!("150.00")),
            ("key_figures.fte", json!("0.09")), ("key_figures.women", json!(2)), ("key_figures.qpv", json!(2)),
            ("key_figures.positive_exits", json!(1)),
        ]);
        let fte = figure(&bilan, "key_figures.fte");
        assert_eq!(fte["numerator"], json!({ "figure": "hours.total", "value": "150.00" }));
        assert_eq!(fte["denominator"], json!({ "figure": "fte_divisor", "value": "1607.00" }));
        assert_eq!(figure(&bilan, "key_figures.women")["share"], "66.7");
        for line in lines(&bilan, "key_figures").values() {
            assert!(line["rule"].as_str().is_some_and(|rule| rule.ends_with('.')), "{line}");
        }
        let nothing = app.officer().get("/v1/bilans/2019").await.ok();
        assert_eq!(figure(&nothing, "key_figures.hours_per_person")["value"], Value::Null);
    }

    async fn a_table_says_whether_its_lines_add_up(app: App) {
        let bilan = app.officer().get("/v1/bilans/2023").await.ok();
        for table in bilan["tables"].as_array().unwrap() {
            let key = table["key"].as_str().unwrap();
            let overlaps = ["referrals", "employees", "shares", "key_figures"].contains(&key) || key.starts_with("people_by_");
            assert_eq!(table["additive"], !overlaps, "{key}");
            assert_eq!(table["not_additive_because"].is_string(), overlaps, "{key}");
        }
    }

    async fn the_records_behind_a_figure_are_where_its_address_leads(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let bilan = officer.get("/v1/bilans/2023?scope=all").await.ok();
        for (key, expected) in [("positive_exits.total", 2), ("positive_exits.CPRO", 1), ("referrals.TOTAL.referrals", 5),
            ("referrals.AUTRES.referrals", 3), ("outcomes.TOTAL.pending", 1), ("hours_by_month.2023-04", 2)] {
            let address = figure(&bilan, key)["rows"].as_str().unwrap_or_else(|| panic!("{key}: {bilan}")).to_owned();
            assert_eq!(officer.all(&address).await.len(), expected, "{key}: {address}");
        }
        for key in ["employees.total", "qpv.referred.total", "hours_by_sex.F"] {
            let address = figure(&bilan, key)["rows"].as_str().unwrap_or_else(|| panic!("{key}: {bilan}"));
            assert_eq!(address, format!("/v1/bilans/people?from=2023-01&to=2023-12&scope=all&figure={key}"));
        }
    }

    async fn the_months_of_a_year_are_the_year_and_other_months_say_so(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        let year = officer.get("/v1/bilans/2023").await.ok();
        let months = officer.get("/v1/bilans?from=2023-01&to=2023-12").await.ok();
        assert_eq!(months.json, year.json);
        assert_eq!(year["period"], json!({ "from": "2023-01", "to": "2023-12" }));
        let half = officer.get("/v1/bilans?from=2023-01&to=2023-06&scope=all").await.ok();
        assert_eq!((&half["year"], &half["period"]), (&Value::Null, &json!({ "from": "2023-01", "to": "2023-06" })));
        assert_eq!(half["months"].as_array().unwrap().len(), 18);
        assert_figures(&half, &[
            ("hours.total", json!("227.00")), ("referrals.TOTAL.referrals", json!(4)), ("positive_exits.total", json!(0)),
        ]);
        assert!(half.text.contains("de la période") && !half.text.contains("l’année"), "{half}");
        let across = officer.get("/v1/bilans?from=2022-12&to=2023-01").await.ok();
        assert_figures(&across, &[("hours.total", json!("0.00")), ("employees.total", json!(3))]);
    }

    async fn months_are_checked_and_dashboards_read_calendar_years(app: App) {
        let officer = app.officer();
        for (query, status, code, pointer) in [
            ("?to=2023-01", 422, "missing", "?from"), ("?from=2023-01", 422, "missing", "?to"),
            ("?from=2023-13&to=2023-12", 422, "invalid_month", "?from"),
            ("?from=2023-02&to=2023-01", 422, "invalid_period", "?to"),
            ("?from=1900-01&to=2100-12", 422, "invalid_period", "?to"),
            ("?from=2023-01&to=2023-02&scope=x", 400, "invalid_query", "?scope"),
            ("?from=2023-01&to=2023-02&year=2023", 400, "invalid_query", "?year"),
        ] {
            officer.get(&format!("/v1/bilans{query}")).await.refused_at(status, code, pointer);
        }
        let dashboard = app.as_role(Role::Dashboard, &[]);
        dashboard.get("/v1/bilans?from=2023-01&to=2023-06").await.refused(403, "query_not_allowed");
        dashboard.get("/v1/bilans?from=2023-01&to=2023-12&scope=all").await.refused(403, "query_not_allowed");
        let year = dashboard.get("/v1/bilans/2023").await.ok();
        assert_eq!(dashboard.get("/v1/bilans?from=2023-01&to=2023-12").await.ok().json, year.json);
        app.as_role(Role::Partner, &[Sector::Btp]).get("/v1/bilans?from=2023-01&to=2023-06").await.refused(403, "forbidden");
    }

    async fn a_dashboard_reads_the_tables_of_the_report_and_nothing_beside_them(app: App) {
        a_year(&app).await;
        close(&app, 2022, &["BTP", "MS", "PI"]).await;
        let bilan = app.as_role(Role::Dashboard, &[]).get("/v1/bilans/2023").await.ok();
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(names(&bilan.json), set(&[
            "year", "scope", "as_of", "audit_head", "months", "provisional", "tables", "counts_rounded_to", "findings",
        ]));
        let tables = bilan["tables"].as_array().unwrap();
        let keys: Vec<_> = tables.iter().map(|table| table["key"].as_str().unwrap()).collect();
        assert_eq!(keys, [
            "hours", "referrals", "outcomes", "outcomes_decided", "prescribers_other_than_plie", "qpv", "employees",
            "validated_and_employed", "positive_exits", "shares",
        ]);
        for table in tables {
            assert_eq!(names(table), set(&["key", "title", "rule", "figures"]));
            for figure in table["figures"].as_array().unwrap() {
                let given = names(figure);
                let known = set(&["key", "label", "value", "denominator", "share", "masked"]);
                assert!(given.is_subset(&known), "{figure}");
            }
        }
        // An officer's begins with the same tables.
        let whole = app.officer().get("/v1/bilans/2023").await.ok();
        let first: Vec<_> = whole["tables"].as_array().unwrap()[..keys.len()].iter().map(|table| &table["key"]).collect();
        assert_eq!(json!(first), json!(keys));
    }
}
