//! Figures that stand twice: two tables, or two places of one, that share rows and columns.

use std::collections::BTreeMap;

use super::super::model::{Certainty, Finding, Kind, Report};
use super::layout::{Axis, Layout};
use super::wording::place;
use crate::values::decimal_in_french;
use crate::values::fold;

/// A figure's row and column, folded.
type Key = (String, String);

/// Figures that tables with the same rows and columns print differently. Two tables are alike when most of the figures that
/// they share agree.
pub fn check(layouts: &[Layout], report: &mut Report) {
    let by_key: Vec<BTreeMap<Key, (usize, usize)>> = layouts.iter().map(keys).collect();
    for second in 0..layouts.len() {
        for first in 0..second {
            differences((&layouts[first], &by_key[first]), (&layouts[second], &by_key[second]), report);
        }
    }
}

/// The figures of a table whose row and column no other figure of it has.
fn keys(layout: &Layout) -> BTreeMap<Key, (usize, usize)> {
    let mut places: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for (row, of_row) in layout.rows.iter().enumerate() {
        for (column, of_column) in layout.columns.iter().enumerate() {
            if layout.cell(Axis::Rows, row, column).count.is_some() && !of_row.label.is_empty() {
                places.entry((fold(&of_row.label), fold(&of_column.label))).or_default().push((row, column));
            }
        }
    }
    places.into_iter().filter_map(|(key, places)| Some((key, *places.first().filter(|_| places.len() == 1)?))).collect()
}

fn differences(
    (one, of_one): (&Layout, &BTreeMap<Key, (usize, usize)>),
    (other, of_other): (&Layout, &BTreeMap<Key, (usize, usize)>),
    report: &mut Report,
) {
    let count = |layout: &Layout, (row, column): (usize, usize)| layout.cell(Axis::Rows, row, column).count.clone();
    let shared: Vec<((usize, usize), (usize, usize))> =
        of_one.iter().filter_map(|(key, at)| Some((*at, *of_other.get(key)?))).collect();
    let agrees = |(at, there): &((usize, usize), (usize, usize))| {
        count(one, *at).map(|one| one.value) == count(other, *there).map(|other| other.value)
    };
    let agreeing = shared.iter().filter(|pair| agrees(pair)).count();
    if agreeing < 3 || agreeing < (shared.len() - agreeing) * 3 {
        return;
    }
    let described = |(at, there): &((usize, usize), (usize, usize))| {
        let (before, now) = (count(one, *at)?, count(other, *there)?);
        Some(Finding {
            kind: Kind::Repeated,
            certainty: Certainty::Certain,
            place: place(other, Axis::Rows, there.0, there.1),
            printed: other.cell(Axis::Rows, there.0, there.1).text.clone(),
            computed: before.value,
            explanation: format!(
                "{} ici, {} au {}.",
                decimal_in_french(now.value),
                decimal_in_french(before.value),
                place(one, Axis::Rows, at.0, at.1)
            ),
        })
    };
    report.checked += shared.len();
    report.findings.extend(shared.iter().filter(|pair| !agrees(pair)).filter_map(described));
}
