//! The running month of the demonstration, by the clock: what an officer finds entered, waiting and missing.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use clauses::bilan::{self, MonthRun, Reach};
use clauses::demo;
use clauses::values::Month;
use serde_json::{Value, json};

use super::{load, load_month};
use crate::support::builders::a_public_contract;
use crate::support::{App, Client, Reply, on_both_databases};

/// A new demonstration whose clock shows this time, and its running month.
fn demonstration(app: &App, now: &str) -> (App, Month) {
    let app = app.apart().at(now);
    load(&app).unwrap();
    let running = load_month(&app).unwrap().unwrap();
    (app, running)
}

async fn sheet(client: &Client, month: Month) -> Reply {
    client.get(&format!("/v1/months/{month}/sheet")).await.ok()
}

fn rows_of<'a>(sheet: &'a Reply, lot: &'a Value) -> impl Iterator<Item = &'a Value> {
    sheet["rows"].as_array().unwrap().iter().filter(|row| row["lot_id"] == lot["lot_id"])
}

/// What stands in each lot that somebody works on: its standing and the states of its cells, one letter a row.
fn states(sheet: &Reply) -> BTreeMap<String, String> {
    let of_row = |row: &Value| match (row["cell"]["status"].as_str(), row["cell"]["pending"].is_object()) {
        (None, _) => '-',
        (Some("validated"), true) => 'C',
        (Some(status), _) => status.chars().next().unwrap(),
    };
    let of_lot = |lot: &Value| {
        let mut cells: Vec<char> = rows_of(sheet, lot).map(of_row).collect();
        cells.sort_unstable();
        let text = |name: &str| lot[name].as_str().unwrap().to_owned();
        let missing = ["awaited", "late"].contains(&lot["standing"].as_str().unwrap());
        let standing = if missing { "missing".to_owned() } else { text("standing") };
        (!cells.is_empty()).then(|| {
            (format!("{} {}", text("reference"), text("number")), format!("{standing} {}", String::from_iter(cells)))
        })
    };
    sheet["lots"].as_array().unwrap().iter().filter_map(of_lot).collect()
}

/// The figures of 2023 are those of the report, and hours of everyone those of the year alone.
async fn assert_year_unmoved(app: &App) {
    let bilan = bilan::bilan(&app.operator(), MonthRun::of_year(demo::YEAR).unwrap(), Reach::Plie).unwrap();
    let comparisons = demo::compare(&bilan).unwrap();
    assert!(comparisons.len() > 50 && comparisons.iter().all(|one| one.equal), "{comparisons:?}");
    let all = app.officer().get("/v1/totals?year=2023&scope=all&counted=any").await.ok();
    assert_eq!((all.at("/total/hours"), all.at("/total/people")), (&json!("53185.59"), &json!(104)));
}

/// One person's window ends within sixty days, after the running month.
async fn assert_window_ends_soon(app: &App, running: Month) {
    let today = app.now().with_timezone(&chrono_tz::Europe::Paris).date_naive();
    let people = app.officer().all("/v1/candidates?limit=500").await;
    let ends = people.iter().filter_map(|person| person["eligible_until"].as_str()?.parse::<NaiveDate>().ok());
    let soon: Vec<NaiveDate> = ends.filter(|end| (running.first_day()..=today + Days::new(60)).contains(end)).collect();
    assert!(matches!(soon.as_slice(), [end] if *end >= today), "{soon:?}");
}

on_both_databases! {
    async fn the_month_before_the_clocks_own_is_left_to_enter(app: App) {
        for (now, month) in [
            ("2026-11-29T11:00:00Z", "2026-10"), ("2027-01-01T00:00:00Z", "2026-12"),
            ("2028-02-29T12:00:00Z", "2028-01"), ("2028-03-31T21:59:59Z", "2028-02"), ("2030-08-31T22:00:00Z", "2030-08"),
        ] {
            let (app, running) = demonstration(&app, now);
            assert_eq!(running.to_string(), month, "{now}");
            let sheet = sheet(&app.officer(), running).await;
            let expected = [
                ("CD-COL-301 1", "partial --sss"), ("CD-COL-301 2", "received ssss"), ("CD-COL-301 3", "received Cvv"),
                ("DM-DEC-041 1", "received vvv"), ("DM-DEC-041 2", "missing --"), ("DM-JAR-027 1", "missing ----"),
                ("DM-MOB-009 1", "received vvv"), ("ETAT-CAD-005 1", "missing ---"), ("OHC-RES-118 1", "missing ----"),
                ("OHC-RES-118 2", "nil --"), ("VD-NET-052 1", "received vvvv"), ("VD-NET-052 2", "missing ---"),
            ];
            let expected = expected.map(|(lot, state)| (lot.to_owned(), state.to_owned()));
            assert_eq!(states(&sheet), BTreeMap::from(expected), "{now}");
            assert_year_unmoved(&app).await;
            assert_window_ends_soon(&app, running).await;
        }
    }

    async fn the_month_before_it_is_entered_and_one_sector_closed(app: App) {
        let (app, running) = demonstration(&app, "2026-11-29T11:00:00Z");
        let officer = app.officer();
        let sheet = sheet(&officer, running).await;
        let rows = sheet["rows"].as_array().unwrap();
        let new = rows.iter().filter(|row| row["previous"].is_null());
        assert_eq!((rows.len(), new.count()), (40, 2));
        let board = officer.get(&format!("/v1/months/{}", running.previous())).await.ok();
        for sector in board["sectors"].as_array().unwrap() {
            let lots = &sector["lots_by_standing"];
            assert_eq!((&lots["awaited"], &lots["late"], &sector["cells"]["submitted"]), (&json!(0), &json!(0), &json!(0)));
            let expected = if sector["sector"] == "PI" { "closed" } else { "open" };
            assert_eq!(sector["state"], expected, "{sector}");
        }
    }

    async fn ariqs_batch_waits_with_one_correction(app: App) {
        let (app, running) = demonstration(&app, "2026-11-29T11:00:00Z");
        let officer = app.officer();
        let batches = officer.all("/v1/hours/batches").await;
        assert_eq!((batches.len(), &batches[0]["source"]), (1, &json!("ARIQ")));
        assert_eq!((&batches[0]["summary"]["created"], &batches[0]["summary"]["updated"]), (&json!(7), &json!(1)));
        let waiting = officer.all("/v1/hours?status=submitted&limit=500").await;
        assert!(waiting.iter().all(|cell| cell["source"] == "ARIQ" && cell["month"] == running.to_string()), "{waiting:?}");
        let board = officer.get(&format!("/v1/months/{running}")).await.ok();
        let works = board["sectors"].as_array().unwrap().iter().find(|sector| sector["sector"] == "BTP").unwrap();
        assert_eq!((&works["cells"]["submitted"], &works["cells"]["with_correction"]), (&json!(7), &json!(1)));
    }

    async fn loading_again_changes_nothing_even_months_later(app: App) {
        let (app, running) = demonstration(&app, "2026-11-29T11:00:00Z");
        let counts = async |app: &App| {
            let mut counts = Vec::new();
            for list in ["organisations", "public-contracts", "candidates", "referrals", "employments", "hours", "hours/batches"] {
                counts.push(app.officer().all(&format!("/v1/{list}?limit=500")).await.len());
            }
            counts
        };
        let before = counts(&app).await;
        for now in ["2026-11-29T12:00:00Z", "2027-04-02T08:00:00Z"] {
            let later = app.at(now);
            load(&later).unwrap();
            assert_eq!(load_month(&later).unwrap(), Some(running));
            assert_eq!(counts(&later).await, before, "{now}");
        }
    }

    async fn a_clock_so_near_to_the_year_that_figures_would_move_loads_none(app: App) {
        load(&app).unwrap();
        let contracts = async || app.officer().all("/v1/public-contracts?limit=500").await.len();
        let of_year = contracts().await;
        assert_eq!(load_month(&app).unwrap(), None);
        assert_eq!(load_month(&app.at("2026-01-31T22:59:59Z")).unwrap(), None);
        assert_eq!(contracts().await, of_year);
        let first = app.at("2026-01-31T23:00:00Z");
        assert_eq!(load_month(&first).unwrap(), Month::new(2026, 1));
        assert_year_unmoved(&first).await;
    }

    async fn a_running_month_that_was_cut_short_is_refused(app: App) {
        let app = app.at("2026-11-29T11:00:00Z");
        load(&app).unwrap();
        a_public_contract().referenced("CD-COL-301").create(&app.officer()).await;
        let refused = load_month(&app).unwrap_err().to_string();
        assert!(refused.contains("cut short"), "{refused}");
    }
}
