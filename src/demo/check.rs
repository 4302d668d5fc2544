//! Compares the published figures of 2023 with the computed ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use super::files::PUBLISHED;
use crate::bilan::Bilan;
use crate::values::fold;

/// A published figure and the computed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The figure's path in the published set.
    pub figure: String,
    /// The published value; `0` for a row that the report leaves out.
    pub published: String,
    /// The computed value.
    pub computed: String,
    /// Whether they are equal.
    pub equal: bool,
}

/// Figures that the report never shows, so their absence does not mean zero.
const NOT_IN_THE_REPORT: &[&str] = &["qpv_legal"];

/// Compares every published figure with the computed one, without the two shares that the report prints wrong; see
/// [`printed_shares`].
///
/// # Errors
/// If the published set cannot be read.
pub fn compare(bilan: &Bilan) -> anyhow::Result<Vec<Comparison>> {
    let published: Value = serde_json::from_str(PUBLISHED.text).context("published.json")?;
    let mut figures = Vec::new();
    flatten("", &published, &mut figures);
    let computed = computed(bilan);
    let mut comparisons: Vec<Comparison> = figures
        .iter()
        .map(|(figure, value)| comparison(figure, value, computed.get(&fold(figure)).map(|(_, value)| value)))
        .collect();
    let published_keys: BTreeSet<String> = figures.iter().map(|(figure, _)| fold(figure)).collect();
    let parents: BTreeSet<String> = figures.iter().filter_map(|(figure, _)| parent(figure)).collect();
    for (folded, (key, value)) in &computed {
        let has_sibling = parent(key).is_some_and(|parent| parents.contains(&parent));
        if has_sibling
            && !published_keys.contains(folded)
            && !NOT_IN_THE_REPORT.iter().any(|suffix| key.ends_with(suffix))
        {
            comparisons.push(comparison(key, "0", Some(value)));
        }
    }
    Ok(comparisons)
}

fn comparison(figure: &str, published: &str, computed: Option<&String>) -> Comparison {
    let computed = computed.cloned().unwrap_or_else(|| "—".to_owned());
    let equal = equals(published, &computed);
    Comparison { figure: figure.to_owned(), published: published.to_owned(), computed, equal }
}

/// Equal as text; zero equals zero with decimals.
fn equals(published: &str, computed: &str) -> bool {
    let plain = |text: &str| if text == "0.00" { "0".to_owned() } else { text.to_owned() };
    plain(published) == plain(computed)
}

fn parent(figure: &str) -> Option<String> {
    figure.rsplit_once('.').map(|(parent, _)| fold(parent))
}

/// The computed figures, with key and value, by folded key; the reasons of an outcome as one list of those that occur.
fn computed(bilan: &Bilan) -> BTreeMap<String, (String, String)> {
    let mut figures = BTreeMap::new();
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for figure in bilan.tables.iter().flat_map(|table| &table.figures) {
        if let Some((outcomes, reason)) = figure.key.split_once(".reasons.") {
            let named = reasons.entry(format!("{outcomes}.reasons_named")).or_default();
            if figure.value.to_string() != "0" {
                named.push(reason.to_owned());
            }
        } else {
            figures.insert(fold(&figure.key), (figure.key.clone(), figure.value.to_string()));
        }
    }
    for (key, named) in reasons {
        figures.insert(fold(&key), (key, named.join(", ")));
    }
    figures
}

/// Collects the leaves of the published set with their paths, without notes, sources and printed shares.
fn flatten(path: &str, value: &Value, figures: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if !["source", "year", "_note", "shares"].contains(&name.as_str()) {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    flatten(&path, member, figures);
                }
            }
        }
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            figures.push((path.to_owned(), items.join(", ")));
        }
        Value::String(text) => figures.push((path.to_owned(), text.clone())),
        other => figures.push((path.to_owned(), other.to_string())),
    }
}

/// The shares that the report prints wrong, with the values that its figures give.
///
/// # Errors
/// If the published set cannot be read.
pub fn printed_shares(bilan: &Bilan) -> anyhow::Result<Vec<String>> {
    let published: Value = serde_json::from_str(PUBLISHED.text).context("published.json")?;
    let shares = published.get("shares").and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |share: &Value, name: &str| share.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines = shares.iter().filter_map(|share| {
        let key = format!("shares.{}", text(share, "figure"));
        let figure = bilan.tables.iter().flat_map(|table| &table.figures).find(|figure| figure.key == key)?;
        let denominator = figure.denominator.as_ref()?;
        Some(format!(
            "{}: {} % printed, {} of {} is {} %",
            key,
            text(share, "printed_percent"),
            figure.value,
            denominator.value,
            figure.share.as_deref().unwrap_or("—"),
        ))
    });
    Ok(lines.collect())
}

/// The comparison as a table for a terminal.
pub fn as_text(comparisons: &[Comparison], shares: &[String]) -> String {
    let width = comparisons.iter().map(|comparison| comparison.figure.chars().count()).max().unwrap_or(0);
    let mut text = format!("{:width$}  {:>12}  {:>12}\n", "figure", "published", "computed");
    for comparison in comparisons {
        let Comparison { figure, published, computed, equal } = comparison;
        let mark = if *equal { "" } else { "  DIFFERS" };
        let _ = writeln!(text, "{figure:width$}  {published:>12}  {computed:>12}{mark}");
    }
    let differing = comparisons.iter().filter(|comparison| !comparison.equal).count();
    let _ = writeln!(text, "\n{} figures compared, {differing} differ", comparisons.len());
    if !shares.is_empty() {
        let _ = writeln!(text, "\nshares that the report prints beside its own figures:");
        for share in shares {
            let _ = writeln!(text, "  {share}");
        }
    }
    text
}
