//! Totals against their parts, along rows and columns.

use rust_decimal::Decimal;

use super::super::model::{Certainty, Finding, Kind, Report};
use super::labels::{self, Role};
use super::layout::{Axis, Cell, Layout};
use super::number::{Printed, Unit};
use super::wording::{place, written_sum};
use crate::values::decimal_in_french;

/// The most totals of a table that are checked along its rows, and along its columns.
const MOST_TOTALS: usize = 100;

/// The lines that may make up a total.
type Parts = Vec<usize>;

/// What does not add up in a table. `notes` is the text around it.
pub fn check(layout: &Layout, notes: &str, report: &mut Report) {
    for axis in [Axis::Rows, Axis::Columns] {
        let lines = layout.lines(axis);
        let is_total = |line: &usize| matches!(lines[*line].role, Role::Total | Role::Subtotal);
        for line in (0..lines.len()).filter(is_total).take(MOST_TOTALS) {
            of_line(Total { layout, notes, axis, line }, report);
        }
    }
}

/// A line of totals.
#[derive(Clone, Copy)]
struct Total<'a> {
    layout: &'a Layout,
    notes: &'a str,
    axis: Axis,
    line: usize,
}

/// What one place of a total says of its parts.
enum Says {
    /// They add up; to nothing, which proves little.
    Right { is_trivial: bool },
    /// They add up to something else.
    Wrong(Decimal),
    /// A figure is missing.
    Nothing,
}

/// The totals of a line that do not follow from the parts which the others follow from.
fn of_line(total: Total<'_>, report: &mut Report) {
    let structures = structures(total.layout, total.axis, total.line);
    let Some(natural) = structures.first().cloned() else { return };
    let places: Vec<usize> = total.layout.across(total.axis).filter(|at| is_additive(total, *at)).collect();
    let right = |parts: &Parts| {
        places.iter().filter(|at| matches!(says(total, parts, **at), Says::Right { is_trivial: false })).count()
    };
    let best = structures.iter().max_by_key(|parts| right(parts)).filter(|parts| right(parts) > 0);
    let is_proven = best.is_some();
    // Lines behind a total, or totals of which none adds up, need not be its parts.
    let stands_first = natural.first().is_some_and(|part| *part > total.line);
    if !is_proven && (stands_first || total.axis == Axis::Columns && places.len() > 1) {
        return;
    }
    let parts = best.unwrap_or(&natural).clone();
    let is_right = |at: &usize| structures.iter().any(|parts| matches!(says(total, parts, *at), Says::Right { .. }));
    let wrong =
        places.iter().filter(|at| !is_right(at) || is_proven && matches!(says(total, &parts, **at), Says::Wrong(_)));
    let findings: Vec<Finding> = wrong.filter_map(|at| described(total, &parts, *at, is_proven)).collect();
    let says_something = |at: &&usize| !matches!(says(total, &parts, **at), Says::Nothing);
    report.checked += if is_proven { places.iter().filter(says_something).count() } else { findings.len() };
    report.findings.extend(findings);
}

/// Whether the figures across lines at a place add up at all.
fn is_additive(total: Total<'_>, at: usize) -> bool {
    let across = &total.layout.lines(total.axis.other())[at];
    !matches!(across.role, Role::Share | Role::Evolution | Role::Ratio)
        && cell(total, total.line, at).count.as_ref().is_some_and(|count| count.unit == Unit::Plain)
}

fn cell<'a>(total: Total<'a>, line: usize, at: usize) -> &'a Cell {
    total.layout.cell(total.axis, line, at)
}

/// The sets of lines that may make up a total, the most natural first.
fn structures(layout: &Layout, axis: Axis, total: usize) -> Vec<Parts> {
    let lines = layout.lines(axis);
    let with = |range: std::ops::Range<usize>, roles: &[Role]| -> Parts {
        range.filter(|at| roles.contains(&lines[*at].role)).collect()
    };
    let before = |roles: &[Role]| (0..total).rev().find(|at| roles.contains(&lines[*at].role)).map_or(0, |at| at + 1);
    let next = |from: usize, roles: &[Role]| {
        (from..lines.len()).find(|at| roles.contains(&lines[*at].role)).unwrap_or(lines.len())
    };
    let sums = [Role::Total, Role::Subtotal];
    let group = before(&sums);
    let all = before(&[Role::Total]);
    let last_sub = (all..total).rev().find(|at| lines[*at].role == Role::Subtotal);
    let subtotals = |from: usize| {
        let mut parts = with(from..total, &[Role::Subtotal]);
        parts.extend(with(last_sub.map_or(from, |at| at + 1)..total, &[Role::Addend]));
        parts
    };
    let mut earlier_totals = with(0..total, &[Role::Total]);
    let trailing = with(all..total, &[Role::Addend]);
    earlier_totals.extend(trailing.iter().copied());
    let below = with(total + 1..next(total + 1, &sums), &[Role::Addend]);
    let mut sets = Vec::new();
    if lines[total].role == Role::Total && last_sub.is_some() {
        sets.push(subtotals(all));
    }
    sets.extend([
        with(group..total, &[Role::Addend]),
        with(all..total, &[Role::Addend]),
        with(0..total, &[Role::Addend]),
    ]);
    sets.extend([earlier_totals, with(0..total, &[Role::Subtotal]), with(group..total, &[Role::Addend, Role::Part])]);
    sets.extend([
        below,
        with(total + 1..lines.len(), &[Role::Addend]),
        with(total + 1..lines.len(), &[Role::Subtotal]),
    ]);
    // Names such as `Total Énergies` or `Nulle-Part` sound like something else than what is added up.
    let named = |range: std::ops::Range<usize>| -> Parts {
        range.filter(|at| lines[*at].role != Role::Part && !labels::is_of_roles_alone(&lines[*at].label)).collect()
    };
    sets.extend([named(group..total), named(all..total), named(0..total), named(total + 1..lines.len())]);
    sets.retain(|parts| parts.len() >= 2);
    sets.dedup();
    sets
}

fn says(total: Total<'_>, parts: &Parts, at: usize) -> Says {
    let Some(printed) = &cell(total, total.line, at).count else { return Says::Nothing };
    let cells: Vec<&Cell> = parts.iter().map(|line| cell(total, *line, at)).collect();
    if cells.iter().any(|cell| cell.is_unknown) || cells.iter().all(|cell| cell.count.is_none()) {
        return Says::Nothing;
    }
    let sum: Decimal = cells.iter().filter_map(|cell| cell.count.as_ref()).map(|count| count.value).sum();
    let figures = cells.iter().filter(|cell| cell.count.as_ref().is_some_and(|count| !count.value.is_zero())).count();
    // A spreadsheet's figures of many decimals are themselves rounded.
    let decimals =
        cells.iter().filter_map(|cell| cell.count.as_ref()).map(|count| count.decimals).max().unwrap_or_default();
    let slack = if decimals > 3 { Decimal::new(1, decimals) * Decimal::from(cells.len()) } else { Decimal::ZERO };
    if (sum - printed.value).abs() <= slack { Says::Right { is_trivial: figures < 2 } } else { Says::Wrong(sum) }
}

/// The finding of a total that differs from the sum of its parts; none where a note says that they rightly do not add up.
fn described(total: Total<'_>, parts: &Parts, at: usize, is_proven: bool) -> Option<Finding> {
    let Says::Wrong(sum) = says(total, parts, at) else { return None };
    let printed = cell(total, total.line, at).count.as_ref()?;
    // Nothing shows that these are its parts: so far apart they are figures of another kind.
    let is_far = sum > printed.value * Decimal::from(3) || printed.value > sum * Decimal::from(3);
    if !is_proven && is_far {
        return None;
    }
    let addends: Vec<Decimal> =
        parts.iter().filter_map(|line| cell(total, *line, at).count.as_ref()).map(|count| count.value).collect();
    let (certainty, why) = certainty(total, (printed, at), sum, (addends.len(), is_proven))?;
    Some(Finding {
        kind: Kind::Total,
        certainty,
        place: place(total.layout, total.axis, total.line, at),
        printed: printed_text(total, at),
        computed: sum,
        explanation: format!("{}, et non {}.{why}", written_sum(&addends, sum), decimal_in_french(printed.value)),
    })
}

/// How sure it is that a total is wrong, and what may explain it; none where the text around the table does.
fn certainty(
    total: Total<'_>,
    (printed, at): (&Printed, usize),
    sum: Decimal,
    (addends, is_proven): (usize, bool),
) -> Option<(Certainty, &'static str)> {
    let column = &total.layout.lines(total.axis.other())[at].label;
    let texts = format!("{} {} {column} {}", total.layout.title, total.layout.corner, total.notes);
    let own = &total.layout.lines(total.axis)[total.line].label;
    let people = labels::counts_people(&format!("{texts} {own}"));
    if printed.value < sum && labels::says_not_additive(&texts) {
        return None;
    }
    let half_steps = Decimal::from(addends) * printed.step() / Decimal::TWO;
    let is_rounding =
        printed.decimals == 0 && !people && (printed.value - sum).abs() <= half_steps && sum > Decimal::from(1000);
    if is_rounding {
        return Some((Certainty::Doubt, " Des arrondis peuvent l’expliquer."));
    }
    if printed.value < sum && people {
        let why = " Une même personne peut compter dans plusieurs lignes : dites-le alors en note.";
        return Some((Certainty::Doubt, why));
    }
    let is_of_more = printed.value > sum && !is_proven && labels::names_the_first(&texts);
    (!is_of_more).then_some((Certainty::Certain, ""))
}

fn printed_text(total: Total<'_>, at: usize) -> String {
    cell(total, total.line, at).text.clone()
}
