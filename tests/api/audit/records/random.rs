//! One random value of one random row of any table that carries facts. The tables and columns are the database's own.
//! `PROPTEST_CASES=300 cargo test --test api audit::records::random`.

use std::collections::BTreeSet;

use proptest::prelude::any;
use proptest::test_runner::{Config, TestRunner};

use super::filled::filled;
use super::schema::{catalogue, facts_of, with_facts};
use super::{Named, found_by_program, found_by_verifier, is_intact};
use crate::support::{App, Engine, on_both_databases};

/// A column of a table with facts, and the columns of the table's primary key.
struct Place {
    table: &'static str,
    /// What is read in place of the table: months of which nothing was ever said carry no fact.
    from: &'static str,
    column: String,
    key: String,
}

/// What triggers keep of people: compared with the tables that it follows from.
const FOLLOWING_FACTS: &str = "candidate_facts";

fn places(app: &App) -> Vec<Place> {
    let catalogue = catalogue(app);
    let mut tables: BTreeSet<(&str, &str)> = with_facts()
        .map(|(_, table)| (table.name, if table.name == "months" { table.from } else { table.name }))
        .collect();
    tables.insert((FOLLOWING_FACTS, FOLLOWING_FACTS));
    let columns = |(table, from): (&'static str, &'static str)| {
        let key = key_of(app, table);
        // A row without any fact may be another person's or none's.
        let names_nobody = move |column: &String| table == FOLLOWING_FACTS && column == "candidate_id";
        let facts = facts_of(table, &catalogue[table]).into_iter().filter(move |column| !names_nobody(column));
        facts.map(move |column| Place { table, from, column, key: key.clone() })
    };
    tables.into_iter().flat_map(columns).collect()
}

fn key_of(app: &App, table: &str) -> String {
    let query = match app.engine {
        Engine::Postgres => format!(
            "SELECT a.attname::text AS text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid \
             AND a.attnum = ANY (i.indkey) WHERE i.indrelid = '{table}'::regclass AND i.indisprimary ORDER BY 1"
        ),
        Engine::Sqlite => format!("SELECT name AS text FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY 1"),
    };
    app.column(&query).join(", ")
}

/// Values that a column might take: close to what it has, those of other rows, and the words of the table's conditions.
fn candidates(app: &App, Place { table, column, .. }: &Place) -> Vec<String> {
    let conditions = match app.engine {
        Engine::Postgres => {
            format!("SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = '{table}'::regclass")
        }
        Engine::Sqlite => format!("SELECT sql AS text FROM sqlite_master WHERE name = '{table}'"),
    };
    let conditions = app.column(&conditions).join("\n");
    let words =
        conditions.split('\'').skip(1).step_by(2).filter(|word| !word.is_empty()).map(|word| format!("'{word}'"));
    let others = format!("(SELECT o.{column} FROM {table} o WHERE o.{column} <> {table}.{column} ORDER BY 1 LIMIT 1)");
    let mut candidates: Vec<String> = words.collect();
    candidates.extend([format!("{column} + 1"), format!("{column} - 1"), format!("NOT {column}"), others]);
    candidates.extend(["NULL", "0", "1", "7", "'x'", "'2020-02-03'", "'2020-02-03 04:05:06'"].map(str::to_owned));
    candidates.extend([format!("{column} || 'x'"), "'\\x00'".to_owned()]);
    candidates
}

/// Changes one value, if any candidate is one that the database takes; says to what.
fn change(app: &App, place: &Place, row: u32, seed: u64) -> Option<(String, BTreeSet<i64>)> {
    let Place { table, from, column, key } = place;
    let rows = u32::try_from(app.count(from)).unwrap();
    let row = row.checked_rem(rows)?;
    app.rewrite(&format!("CREATE TABLE kept AS SELECT * FROM {table}"));
    let candidates = candidates(app, place);
    let begin = usize::try_from(seed % 1_000_003).unwrap() % candidates.len();
    for value in candidates.iter().cycle().skip(begin).take(candidates.len()) {
        let of_row = format!("({key}) IN (SELECT {key} FROM {from} ORDER BY {key} LIMIT 1 OFFSET {row})");
        let is_taken = app.try_rewrite(&format!("UPDATE {table} SET {column} = {value} WHERE {of_row}")).is_ok();
        let differing = |one: &str, other: &str| format!("(SELECT * FROM {one} EXCEPT SELECT * FROM {other}) AS d");
        if is_taken && app.count(&differing(table, "kept")) > 0 {
            let mut ids = numbers(app, table, &differing("kept", table));
            ids.extend(numbers(app, table, &differing(table, "kept")));
            return Some((value.clone(), ids));
        }
    }
    put_back(app, table);
    None
}

/// The numbers of the records that these rows of a table belong to.
fn numbers(app: &App, table: &str, rows: &str) -> BTreeSet<i64> {
    let mut ids: BTreeSet<&str> = with_facts().filter(|(_, one)| one.name == table).map(|(_, one)| one.id).collect();
    if table == FOLLOWING_FACTS {
        ids.insert("candidate_id");
    }
    let queries = ids.into_iter().map(|id| app.column(&format!("SELECT CAST({id} AS TEXT) AS text FROM {rows}")));
    queries.flatten().filter_map(|id| id.parse().ok()).collect()
}

fn put_back(app: &App, table: &str) {
    app.rewrite(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept"));
}

/// The names under which a change of a table is found.
fn names(table: &str) -> BTreeSet<&'static str> {
    let mut names: BTreeSet<&str> = with_facts().filter(|(_, one)| one.name == table).map(|(kind, _)| kind).collect();
    if table == FOLLOWING_FACTS {
        names.insert(FOLLOWING_FACTS);
    }
    if table == "hours" {
        names.extend(["hours", "hours_version"]);
    }
    names
}

on_both_databases! {
    async fn a_random_change_of_any_value_is_found_and_named(app: App) {
        filled(&app).await;
        is_intact(&app);
        let places = places(&app);
        let cases = std::env::var("PROPTEST_CASES").map_or(8, |cases| cases.parse().unwrap());
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
        let outcome = TestRunner::new(config).run(&(any::<u32>(), any::<u32>(), any::<u64>()), |(place, row, seed)| {
            let place = &places[usize::try_from(place).unwrap() % places.len()];
            let Some((value, ids)) = change(&app, place, row, seed) else { return Ok(()) };
            let names = names(place.table);
            let is_named = |(_, record, id): &Named| names.contains(record.as_str()) && ids.contains(id);
            for (by, faults) in [("program", found_by_program(&app)), ("verifier", found_by_verifier(&app))] {
                let what = format!("{}.{} = {value} of {ids:?}, by the {by}", place.table, place.column);
                assert!(faults.iter().any(is_named), "{what}: {faults:?}");
            }
            put_back(&app, place.table);
            Ok(())
        });
        outcome.unwrap();
        is_intact(&app);
    }
}
