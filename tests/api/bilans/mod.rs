//! `/v1/bilans`

mod dashboards;
mod definitions;
mod details;
mod editions;
mod forms;
mod people;
mod proofreading;
pub mod random_year;
mod remarks;
pub mod year;

use serde_json::{Value, json};

use crate::support::Reply;

/// A figure of a bilan, by its key.
#[track_caller]
fn figure<'a>(bilan: &'a Reply, key: &str) -> &'a Value {
    let tables = bilan["tables"].as_array().unwrap().iter();
    let mut found = tables.flat_map(|table| table["figures"].as_array().unwrap()).filter(|figure| figure["key"] == key);
    let figure = found.next().unwrap_or_else(|| panic!("no figure {key}: {bilan}"));
    assert!(found.next().is_none(), "{key} stands twice: {bilan}");
    figure
}

/// Compares figures with their expected values, all at once.
#[track_caller]
fn assert_figures(bilan: &Reply, expected: &[(&str, Value)]) {
    let actual: Vec<_> = expected.iter().map(|(key, _)| (*key, figure(bilan, key)["value"].clone())).collect();
    assert_eq!(actual, expected);
}

/// Every figure of a table that is not zero.
fn some_of(bilan: &Reply, table: &str) -> Value {
    let tables = bilan["tables"].as_array().unwrap();
    let table = tables.iter().find(|one| one["key"] == table).unwrap_or_else(|| panic!("no table {table}: {bilan}"));
    let some = table["figures"].as_array().unwrap().iter().filter(|figure| figure["value"] != 0);
    some.map(|figure| json!([figure["key"], figure["value"]])).collect()
}
