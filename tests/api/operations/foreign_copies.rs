//! `clauses restore` takes rows over and runs nothing of the file that it is given; what clauses did not make refuses it.

use std::path::{Path, PathBuf};

use diesel::{Connection as _, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};

use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{App, Engine, Program, clauses, command, in_file, run};

/// What the refusal names, and the statements that change a copy so.
const FOREIGN: &[(&str, &str)] = &[
    (
        "trigger __diesel_schema_migrations",
        "CREATE TRIGGER __diesel_schema_migrations AFTER INSERT ON organisations BEGIN DELETE FROM communes; END",
    ),
    (
        "table __diesel_schema_migrations",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || '; ATTACH ''ELSEWHERE'' AS other; \
         CREATE TABLE other.written (by TEXT)' WHERE type = 'table' AND name = '__diesel_schema_migrations'",
    ),
    ("table __diesel_schema_migrations", "ALTER TABLE __diesel_schema_migrations ADD COLUMN more TEXT"),
    (
        "view __diesel_schema_migrations",
        "ALTER TABLE __diesel_schema_migrations RENAME TO before; \
         CREATE VIEW __diesel_schema_migrations AS SELECT version, run_on FROM before",
    ),
    ("index strange", "CREATE INDEX strange ON __diesel_schema_migrations (version || run_on)"),
    ("trigger odd", "CREATE TRIGGER odd AFTER INSERT ON organisations BEGIN DELETE FROM communes; END"),
    (
        "(sqlite_odd)",
        "CREATE TRIGGER odd AFTER INSERT ON organisations BEGIN DELETE FROM communes; END; \
         PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'sqlite_odd' WHERE name = 'odd'",
    ),
    (
        "trigger hours_versions_no_update",
        "DROP TRIGGER hours_versions_no_update; CREATE TRIGGER hours_versions_no_update BEFORE UPDATE ON hours_versions \
         BEGIN SELECT 1; END",
    ),
    ("trigger hours_closed_update", "DROP TRIGGER hours_closed_update"),
    ("view everybody", "CREATE VIEW everybody AS SELECT * FROM candidates"),
    ("table before", "ALTER TABLE waivers RENAME TO before; CREATE VIEW waivers AS SELECT * FROM before"),
    ("index loud", "CREATE INDEX loud ON organisations (upper(name))"),
    ("index hours_in_order", "DROP INDEX hours_in_order"),
    ("table organisations", "ALTER TABLE organisations ADD COLUMN more TEXT DEFAULT 'more'"),
    ("table organisations", "ALTER TABLE organisations ADD COLUMN loud TEXT AS (upper(name))"),
    (
        "table hours",
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, '74400', '99999') WHERE name = 'hours'",
    ),
    (
        "table api_keys",
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, 'DEFAULT 1', 'DEFAULT (abs(1))') WHERE name = 'api_keys'",
    ),
    ("table words", "CREATE VIRTUAL TABLE words USING fts5 (word)"),
    ("table notes", "CREATE TABLE notes (text TEXT)"),
    ("table sqlite_stat1", "ANALYZE"),
];

#[track_caller]
fn done(output: &std::process::Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn copy_of(app: &App, directory: &Path, name: &str) -> PathBuf {
    let copy = directory.join(name);
    done(&command(app, &["backup", copy.to_str().unwrap()]));
    copy
}

#[test]
fn what_clauses_did_not_make_refuses_the_file_by_name_and_is_not_run() {
    run(Engine::Sqlite, async |app: App| {
        an_organisation().named("Régie des Deux Rives").create(&app.officer()).await;
        let directory = tempfile::tempdir().unwrap();
        let elsewhere = directory.path().join("elsewhere");
        for (number, (name, change)) in FOREIGN.iter().enumerate() {
            let copy = copy_of(&app, directory.path(), &format!("{number}.db"));
            in_file(&copy, &change.replace("ELSEWHERE", elsewhere.to_str().unwrap()));
            let refused = command(&app, &["restore", copy.to_str().unwrap(), "--replace"]);
            let said = String::from_utf8(refused.stderr).unwrap();
            assert_eq!(refused.status.code(), Some(1), "{change}: {said}");
            assert!(said.contains(name) && said.contains(&format!("{number}.db")), "{change}: {said}");
            assert!(!elsewhere.exists(), "{change}: it is run");
        }
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 1);
        let untouched = copy_of(&app, directory.path(), "untouched.db");
        done(&command(&app, &["restore", untouched.to_str().unwrap(), "--replace"]));
        assert_eq!(app.officer().all("/v1/organisations").await.len(), 1);
    });
}

#[test]
fn rows_that_the_tables_do_not_take_refuse_the_file() {
    run(Engine::Sqlite, async |app: App| {
        an_organisation().create(&app.officer()).await;
        let directory = tempfile::tempdir().unwrap();
        for (number, change) in [
            "PRAGMA ignore_check_constraints = ON; UPDATE api_keys SET version = 0",
            "PRAGMA foreign_keys = OFF; UPDATE organisations SET id = 987654",
        ]
        .iter()
        .enumerate()
        {
            // A row that the changes concern.
            app.as_partner(app.officer().all("/v1/organisations").await[0]["id"].as_i64().unwrap(), &[]);
            let copy = copy_of(&app, directory.path(), &format!("{number}.db"));
            in_file(&copy, change);
            let refused = command(&app, &["restore", copy.to_str().unwrap(), "--replace"]);
            assert_eq!(refused.status.code(), Some(1), "{change}");
            assert_eq!(app.officer().all("/v1/organisations").await.len(), 1);
        }
    });
}

/// A database as it was after the first migrations.
fn of_version(file: &Path, migrations: usize) {
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let source = FileBasedMigrations::from_path("migrations/sqlite").unwrap();
    for _ in 0..migrations {
        connection.run_next_migration(source.clone()).unwrap();
    }
}

/// The SQL of everything in a database.
fn shape(file: &Path) -> Vec<String> {
    crate::support::texts_of(
        file,
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || COALESCE(sql, '') AS text FROM sqlite_schema ORDER BY 1",
    )
}

#[test]
fn a_copy_of_every_earlier_version_is_brought_up_to_date() {
    run(Engine::Sqlite, async |app: App| {
        let directory = tempfile::tempdir().unwrap();
        let expected = shape(&app.sqlite_file());
        let migrations = std::fs::read_dir("migrations/sqlite").unwrap().count();
        for number in 1..=migrations {
            let (old, new) = (format!("old-{number}.db"), format!("new-{number}.db"));
            of_version(&directory.path().join(&old), number);
            let url = format!("sqlite://{}", directory.path().join(&new).display());
            done(&clauses(&url, directory.path(), &["restore", &old]).output().unwrap());
            assert_eq!(shape(&directory.path().join(&new)), expected, "after {number} migrations");
        }
        assert!(migrations > 20);
    });
}

/// The statements that put the rows of a copy into a table of an earlier version, which may have fewer columns.
fn take_over(old: &Path, table: &str) -> String {
    let columns = format!("SELECT group_concat(name) AS text FROM pragma_table_info('{table}')");
    let columns = &crate::support::texts_of(old, &columns)[0];
    format!("DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM copy.{table};")
}

#[test]
fn the_rows_of_an_earlier_version_are_all_there() {
    run(Engine::Sqlite, async |app: App| {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10.25").validated().create(&officer).await;
        // An earlier version sealed no records.
        app.written_to();
        app.close_month("2023-06", "BTP").await;
        placed.hours("2023-07", "20.50").validated().create(&officer).await;
        let totals = officer.get("/v1/totals?year=2023").await.ok();
        let directory = tempfile::tempdir().unwrap();
        let copy = copy_of(&app, directory.path(), "copy.db");
        // The same rows in the tables of an earlier version, where triggers sum hours in `lot_hours`.
        let old = directory.path().join("old.db");
        let earlier = std::fs::read_dir("migrations/sqlite").unwrap().filter(|entry| {
            // The next one drops the sums.
            *entry.as_ref().unwrap().file_name() < *"2026-11-29"
        });
        of_version(&old, earlier.count());
        let tables = crate::support::texts_of(
            &old,
            "SELECT name AS text FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%schema_migrations' \
             AND name NOT LIKE 'sqlite%' AND name <> 'lot_hours' ORDER BY name = 'months'",
        );
        let fill: String = tables.iter().map(|table| take_over(&old, table)).collect();
        in_file(&old, &format!("PRAGMA foreign_keys = OFF; ATTACH '{}' AS copy; {fill}", copy.display()));
        let summed = crate::support::texts_of(&old, "SELECT CAST(SUM(worked) AS TEXT) AS text FROM lot_hours");
        assert_eq!(summed, ["3075"]);

        done(&command(&app, &["restore", old.to_str().unwrap(), "--replace"]));
        let program = Program::beside(&app, &[]);
        let admin = program.admin();
        assert_eq!(admin.get("/v1/totals?year=2023").await.ok()["total"], totals["total"]);
        placed
            .hours("2023-06", "11")
            .because("Relecture")
            .correct(&officer, "\"1\"")
            .await
            .refused(409, "month_closed");
        placed.hours("2023-08", "1").create(&officer).await;
        assert_eq!(shape(&app.sqlite_file()), shape(&copy));
    });
}
