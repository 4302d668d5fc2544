//! The rules of migrations/README.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::none;
use crate::support::{App, Engine, run};

/// The folders of an engine's migrations, each with the names of its files.
fn migrations(engine: &str) -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    names(&folder).into_iter().map(|name| (name.clone(), names(&folder.join(&name)))).collect()
}

#[test]
fn both_engines_have_migrations_of_the_same_names() {
    let names = |engine| migrations(engine).into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    let (postgres, sqlite) = (names("postgres"), names("sqlite"));
    assert!(postgres.len() > 20, "only {} migrations", postgres.len());
    let alone = postgres.symmetric_difference(&sqlite);
    none(&alone.map(|name| format!("migrations/{{postgres,sqlite}}/{name}: on one side only")).collect::<Vec<_>>());
}

#[test]
fn a_migration_goes_forward_only() {
    let mut findings = Vec::new();
    for engine in ["postgres", "sqlite"] {
        for (name, files) in migrations(engine) {
            if files != ["up.sql"] {
                findings.push(format!("migrations/{engine}/{name}: {files:?} instead of up.sql alone"));
            }
        }
    }
    none(&findings);
}

/// SQLite accepts a text in a column of numbers unless the table is strict.
#[test]
fn every_table_of_sqlite_is_strict() {
    run(Engine::Sqlite, async |app: App| {
        let tables = |condition: &str| {
            app.texts(&format!(
                "SELECT name AS text FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '__diesel_schema_migrations' AND {condition}"
            ))
        };
        assert!(tables("strict").len() > 30, "{:?}", tables("strict"));
        assert_eq!(tables("NOT strict"), [""; 0]);
    });
}
