//! Figures that stand twice: two tables, or two places of one, that share rows and columns.

use std::collections::BTreeMap;

use super::finding::{Certainty, Finding, Kind, place};
use super::layout::{Axis, Layout};
use super::number::in_french;
use crate::values::fold;

/// A figure's row and column, folded.
type Key = (String, String);

/// Figures that tables with the same rows and columns print differently. Two tables are alike when most of the figures that
/// they share agree.
pub fn check(layouts: &[(usize, Layout)]) -> Vec<Finding> {
    let keyed: Vec<BTreeMap<Key, (usize, usize)>> = layouts.iter().map(|(_, layout)| keys(layout)).collect();
    let mut findings = Vec::new();
    for second in 0..layouts.len() {
        for first in 0..second {
            findings.extend(differences(&layouts[first], &keyed[first], &layouts[second], &keyed[second]));
        }
    }
    findings
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
    (first, one): &(usize, Layout),
    of_one: &BTreeMap<Key, (usize, usize)>,
    (second, other): &(usize, Layout),
    of_other: &BTreeMap<Key, (usize, usize)>,
) -> Vec<Finding> {
    let count = |layout: &Layout, (row, column): (usize, usize)| layout.cell(Axis::Rows, row, column).count.clone();
    let shared: Vec<((usize, usize), (usize, usize))> = of_one.iter().filter_map(|(key, at)| Some((*at, *of_other.get(key)?))).collect();
    let agrees = |(at, there): &((usize, usize), (usize, usize))| count(one, *at).map(|one| one.value) == count(other, *there).map(|other| other.value);
    let agreeing = shared.iter().filter(|pair| agrees(pair)).count();
    if agreeing < 3 || agreeing < (shared.len() - agreeing) * 3 {
        return Vec::new();
    }
    let told = |(at, there): &((usize, usize), (usize, usize))| {
        let (before, now) = (count(one, *at)?, count(other, *there)?);
        Some(Finding {
            kind: Kind::Repeated,
            certainty: Certainty::Fault,
            place: place(*second, other, Axis::Rows, there.0, there.1),
            printed: other.cell(Axis::Rows, there.0, there.1).text.clone(),
            computed: before.value,
            explanation: format!("{} ici, {} au {}.", in_french(now.value), in_french(before.value), place(*first, one, Axis::Rows, at.0, at.1)),
        })
    };
    shared.iter().filter(|pair| !agrees(pair)).filter_map(told).collect()
}
