//! Compares the published figures of 2023 with the computed ones.

use std::fmt::Write as _;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::value::RawValue;

use super::files::PUBLISHED;
use crate::bilan::Bilan;
use crate::bilan::published::{self, PublishedSet};

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

/// Compares every published figure with the computed one, without the two shares that the report prints wrong; see
/// [`printed_shares`].
///
/// # Errors
/// If the published set cannot be read.
pub fn compare(bilan: &Bilan) -> anyhow::Result<Vec<Comparison>> {
    let comparisons = published::compare(&published_set()?, bilan).into_iter();
    let view = |published::Comparison { figure, published, computed, equal, .. }| Comparison {
        figure,
        published,
        computed: computed.unwrap_or_else(|| "—".to_owned()),
        equal,
    };
    Ok(comparisons.map(view).collect())
}

fn published_set() -> anyhow::Result<PublishedSet> {
    let json: Box<RawValue> = serde_json::from_str(PUBLISHED.text).context("published.json")?;
    PublishedSet::parse(&json).map_err(|errors| anyhow::anyhow!("published.json: {errors:?}"))
}

/// The shares that the report prints wrong, with the values that its figures give.
///
/// # Errors
/// If the published set cannot be read.
pub fn printed_shares(bilan: &Bilan) -> anyhow::Result<Vec<String>> {
    let shares = published_set()?.shares;
    let lines = shares.iter().filter_map(|share| {
        let key = format!("shares.{}", share.figure);
        let figure = bilan.tables.iter().flat_map(|table| &table.figures).find(|figure| figure.key == key)?;
        let denominator = figure.denominator.as_ref()?;
        Some(format!(
            "{}: {} % printed, {} of {} is {} %",
            key,
            share.printed_percent,
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
