//! Commands on a database that an earlier version of the program made: only `migrate`, `serve` and `demo` change its tables.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{Engine, clauses, command, in_file, on_both_databases, texts_of};

const COMMANDS: &[&[&str]] = &[
    &["key", "list"],
    &["key", "create", "--role", "admin", "--name", "Essai"],
    &["key", "revoke", "1"],
    &["key", "rotate", "1", "--overlap-hours", "1"],
    &["user", "create", "--email", "a@example.org", "--name", "A", "--role", "admin"],
    &["audit", "verify"],
];

/// Refused with one sentence that says which database, and what to do.
#[track_caller]
fn refused(output: &Output, database: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [database, "`clauses migrate`", "older"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty(), "{output:?}");
}

on_both_databases! {
    async fn a_command_neither_migrates_an_older_database_nor_works_on_it(app: App) {
        let known = app.count("__diesel_schema_migrations");
        let keys = app.count("api_keys");
        let last = "version = (SELECT max(version) FROM __diesel_schema_migrations)";
        app.execute(&format!(
            "CREATE TABLE kept AS SELECT * FROM __diesel_schema_migrations WHERE {last};
             DELETE FROM __diesel_schema_migrations WHERE {last}"
        ));
        let database = match app.engine {
            Engine::Sqlite => app.sqlite_file().display().to_string(),
            Engine::Postgres => "the database".to_owned(),
        };
        for arguments in COMMANDS {
            refused(&command(&app, arguments), &database);
        }
        assert_eq!(app.count("__diesel_schema_migrations"), known - 1);
        assert_eq!(app.count("api_keys"), keys);
        app.execute("INSERT INTO __diesel_schema_migrations SELECT * FROM kept");
        let listed = command(&app, &["key", "list"]);
        assert!(listed.status.success(), "{listed:?}");
    }

    async fn a_version_that_this_program_does_not_know_is_no_reason_to_refuse(app: App) {
        app.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')");
        let listed = command(&app, &["key", "list"]);
        assert!(listed.status.success(), "{listed:?}");
    }
}

#[test]
fn a_command_makes_no_tables_in_a_database_that_has_none() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.db");
    in_file(&file, "CREATE TABLE anything (id INTEGER)");
    let url = format!("sqlite://{}", file.display());
    for arguments in COMMANDS {
        refused(&clauses(&url, Path::new("/"), arguments).output().unwrap(), file.to_str().unwrap());
    }
    assert_eq!(texts_of(&file, "SELECT name AS text FROM sqlite_master"), ["anything"]);
    // `migrate` does it, and then they work.
    let migrated = clauses(&url, Path::new("/"), &["migrate"]).output().unwrap();
    assert!(migrated.status.success(), "{migrated:?}");
    assert!(clauses(&url, Path::new("/"), &["key", "list"]).output().unwrap().status.success());
    assert!(fs::metadata(&file).is_ok());
}
