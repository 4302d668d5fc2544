//! The year 2023 as `clauses demo` loads it reproduces every published figure.

use std::process::{Command, Output};

use clauses::bilan::{self, MonthRun, Reach};
use clauses::demo;
use serde_json::{Value, json};

use super::load;
use crate::support::builders::{a_candidate, an_organisation};
use crate::support::postgres;
use crate::support::{Engine, on_both_databases};

/// Runs the program in an empty directory, with no setting but that of its database.
fn check(engine: Engine, directory: &std::path::Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_clauses"));
    program.args(["demo", "--check", "--format", "json"]).current_dir(directory).env_clear();
    match engine {
        Engine::Sqlite => program.output().unwrap(),
        Engine::Postgres => {
            let url = postgres::server().empty_database();
            let output = program.env("DATABASE_URL", &url).output().unwrap();
            postgres::server().drop_database(&url);
            output
        }
    }
}

on_both_databases! {
    async fn every_published_figure_comes_out(app: App) {
        load(&app).unwrap();
        let bilan = bilan::bilan(&app.operator(), MonthRun::of_year(demo::YEAR).unwrap(), Reach::Plie).unwrap();
        let comparisons = demo::compare(&bilan).unwrap();
        let differing: Vec<_> = comparisons.iter().filter(|comparison| !comparison.equal).collect();
        assert!(differing.is_empty(), "{differing:?}");
        for (figure, published) in [
            ("hours.total", "42437.89"), ("hours.by_sector.BTP", "19784.11"), ("employees.total", "80"),
            ("positive_exits.total", "9"),
        ] {
            let found = comparisons.iter().find(|comparison| comparison.figure == figure);
            assert_eq!(found.map(|found| found.published.as_str()), Some(published), "{figure}");
        }
    }

    async fn the_totals_are_those_of_the_report(app: App) {
        load(&app).unwrap();
        let officer = app.officer();
        let rows = |reply: &Value, key: &str| -> Value {
            reply["rows"].as_array().unwrap().iter().map(|row| json!([row[key], row["hours"]])).collect()
        };
        let sectors = officer.get("/v1/totals?year=2023&group_by=sector").await.ok();
        assert_eq!(rows(&sectors.json, "sector"), json!([["BTP", "19784.11"], ["MS", "22653.78"], ["PI", "0.00"]]));
        assert_eq!((sectors.at("/total/hours"), sectors.at("/total/people")), (&json!("42437.89"), &json!(80)));
        assert_eq!(sectors.at("/total/fte"), "26.41");
        let types = officer.get("/v1/totals?year=2023&group_by=contract_type").await.ok();
        let expected = json!([
            ["CDDI", "16838.30"], ["CTTI", "14091.30"], ["CDI", "6057.47"], ["CPRO", "5104.50"], ["CDD", "346.32"],
        ]);
        assert_eq!(rows(&types.json, "contract_type"), expected);
        let all = officer.get("/v1/totals?year=2023&scope=all").await.ok();
        assert_eq!((all.at("/total/hours"), all.at("/total/people")), (&json!("53185.59"), &json!(104)));
    }

    async fn loading_again_changes_nothing(app: App) {
        load(&app).unwrap();
        let officer = app.officer();
        let counts = async || {
            let mut counts = Vec::new();
            for list in ["organisations", "candidates", "employments", "hours"] {
                counts.push(officer.all(&format!("/v1/{list}?limit=500")).await.len());
            }
            counts
        };
        let before = counts().await;
        load(&app).unwrap();
        assert_eq!(counts().await, before);
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "42437.89");
    }

    async fn a_database_that_holds_anything_else_is_refused(app: App) {
        an_organisation().create(&app.officer()).await;
        let refused = load(&app).unwrap_err().to_string();
        assert!(refused.contains("holds other data"), "{refused}");
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 1);
        assert_eq!(app.officer().all("/v1/candidates").await.len(), 0);
    }

    async fn a_database_that_holds_nothing_but_a_candidate_is_refused(app: App) {
        a_candidate().create(&app.officer()).await;
        let refused = load(&app).unwrap_err().to_string();
        assert!(refused.contains("holds other data"), "{refused}");
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 0);
        assert_eq!(app.officer().all("/v1/candidates").await.len(), 1);
    }

    async fn the_program_itself_checks_every_figure(app: App) {
        let directory = tempfile::tempdir().unwrap();
        let output = check(app.engine, directory.path());
        assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        let comparisons: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert!(comparisons.len() > 50, "{} figures", comparisons.len());
        for comparison in &comparisons {
            assert_eq!(comparison["equal"], true, "{comparison}");
        }
        assert_eq!(directory.path().join("demo.db").exists(), app.engine == Engine::Sqlite);
    }
}
