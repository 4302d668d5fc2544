//! Which tables and columns the records are made of: all that the database has, and as the page documents them.

use std::collections::{BTreeMap, BTreeSet};

use clauses::audit::records::{Form, KINDS, Table, WITHOUT_FACTS};

use super::filled::filled;
use crate::support::{App, Engine, on_both_databases};

/// The columns of `hours` that follow from its versions, or key them, and are compared as such.
const FOLLOWING: [&str; 12] = [
    "candidate_id",
    "employment_id",
    "lot_id",
    "month",
    "worked",
    "training",
    "status",
    "source",
    "evidence_kind",
    "evidence_reference",
    "evidence_on",
    "version",
];

/// The tables of the database with their columns.
pub(super) fn catalogue(app: &App) -> BTreeMap<String, BTreeSet<String>> {
    let query = match app.engine {
        Engine::Postgres => {
            "SELECT table_name || ' ' || column_name AS text FROM information_schema.columns \
             JOIN information_schema.tables USING (table_schema, table_name) \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        }
        Engine::Sqlite => {
            "SELECT m.name || ' ' || p.name AS text FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in app.column(query) {
        let (table, column) = line.split_once(' ').unwrap();
        tables.entry(table.to_owned()).or_default().insert(column.to_owned());
    }
    tables
}

/// The tables that carry facts.
pub(super) fn with_facts() -> impl Iterator<Item = (&'static str, &'static Table)> {
    KINDS.iter().flat_map(|kind| kind.tables.iter().map(|table| (kind.name, table)))
}

/// The columns of a table that carry facts.
pub(super) fn facts_of(table: &str, columns: &BTreeSet<String>) -> Vec<String> {
    let left_out: BTreeSet<&str> =
        with_facts().filter(|(_, one)| one.name == table).flat_map(|(_, one)| one.left_out).copied().collect();
    columns.iter().filter(|column| !left_out.contains(column.as_str())).cloned().collect()
}

/// Whether changing a column of a table changes a record: it is sealed, or part of the record's number.
fn is_seen(table: &Table, column: &str) -> bool {
    let words = |sql: &str| sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column);
    table.columns.iter().any(|one| one.name == column) || words(table.id) || words(table.part)
}

fn line_of(kind: &str, table: &Table) -> String {
    let read = table.from.strip_prefix('(').and_then(|rest| rest.strip_suffix(&format!(") {}", table.name)));
    let name = read.map_or(format!("`{}`", table.name), |query| format!("`{}` (`{query}`)", table.name));
    let part = if table.part == "0" { String::new() } else { format!("`{}`", table.part) };
    let columns = table.columns.iter().map(|column| {
        let form = match column.form {
            Form::Plain => "",
            Form::Flag => "?",
            Form::Moment => "@",
        };
        format!("`{}{form}{}`", if column.is_personal { "*" } else { "" }, column.name)
    });
    format!("| `{kind}` | {name} | `{}` | {part} | {} |", table.id, columns.collect::<Vec<_>>().join(" "))
}

#[test]
fn the_page_lists_every_record() {
    let page = include_str!("../../../../docs/operate/audit-records.md");
    let documented: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| `") && line.split(" | ").count() == 5).collect();
    let expected: Vec<String> = with_facts().map(|(kind, table)| line_of(kind, table)).collect();
    assert_eq!(documented, expected, "write:\n{}", expected.join("\n"));
}

on_both_databases! {
    async fn every_table_carries_sealed_facts_or_none(app: App) {
        let catalogue = catalogue(&app);
        let known: BTreeSet<&str> = with_facts().map(|(_, table)| table.name).collect();
        for table in catalogue.keys() {
            let is_without = WITHOUT_FACTS.iter().any(|(name, _)| name == table);
            assert!(known.contains(table.as_str()) != is_without, "{table} belongs to a kind of record, or among WITHOUT_FACTS");
        }
        for (kind, table) in with_facts() {
            let columns = catalogue.get(table.name).unwrap_or_else(|| panic!("no table {}", table.name));
            for column in table.columns.iter().map(|one| one.name).chain(table.left_out.iter().copied()) {
                assert!(columns.contains(column) || kind == "hours_version", "{}.{column} does not exist", table.name);
            }
            let follows = |column: &str| {
                table.name == "hours" && (FOLLOWING.contains(&column) || column == "pending_version")
            };
            for column in facts_of(table.name, columns) {
                assert!(is_seen(table, &column) || follows(&column), "nothing seals {}.{column} ({kind})", table.name);
            }
        }
    }

    async fn every_table_of_facts_has_rows_to_change(app: App) {
        filled(&app).await;
        for (kind, table) in with_facts() {
            assert!(app.count(table.from) > 0, "the tests change no row of {} ({kind}): fill it", table.name);
        }
    }
}
