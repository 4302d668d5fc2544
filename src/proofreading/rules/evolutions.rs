//! Changes from one year to another against the figures of the two years.

use rust_decimal::Decimal;

use super::super::model::{Certainty, Finding, Kind, Report};
use super::labels::{self, Role};
use super::layout::{Axis, Layout};
use super::number::{Printed, Unit};
use super::wording::place;
use crate::values::decimal_in_french;

/// The lines that a change compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Years {
    from: usize,
    to: usize,
    /// Whether labels name them.
    is_named: bool,
}

/// How a printed change differs.
struct Wrong {
    printed: Printed,
    exact: Decimal,
    arithmetic: String,
}

/// The changes of a table that do not follow.
pub fn check(layout: &Layout, report: &mut Report) {
    for axis in [Axis::Columns, Axis::Rows] {
        let lines = layout.lines(axis);
        for line in (0..lines.len()).filter(|line| lines[*line].role == Role::Evolution) {
            if let Some(years) = compared(layout, axis, line) {
                of_line(layout, axis, line, years, report);
            }
        }
    }
}

/// The two lines that a line of changes compares.
fn compared(layout: &Layout, axis: Axis, line: usize) -> Option<Years> {
    let lines = layout.lines(axis);
    let year_of = |at: usize| {
        labels::years(&lines[at].label).first().copied().filter(|_| !matches!(lines[at].role, Role::Evolution))
    };
    let mut dated: Vec<(i32, usize)> = (0..lines.len()).filter_map(|at| Some((year_of(at)?, at))).collect();
    dated.sort_unstable();
    let asked = labels::years(&lines[line].label);
    let of_year =
        |year: i32| dated.iter().filter(|(of, _)| *of == year).map(|(_, at)| *at).min_by_key(|at| at.abs_diff(line));
    if let [first, second] = asked[..] {
        let (from, to) = (of_year(first.min(second))?, of_year(first.max(second))?);
        return Some(Years { from, to, is_named: true });
    }
    let last = dated.iter().map(|(year, _)| *year).max();
    if let Some(last) = last {
        let before = dated.iter().map(|(year, _)| *year).filter(|year| *year < last).max()?;
        return Some(Years { from: of_year(before)?, to: of_year(last)?, is_named: true });
    }
    let counts: Vec<usize> = (0..line).filter(|at| !matches!(lines[*at].role, Role::Evolution | Role::Share)).collect();
    let [.., from, to] = counts[..] else { return None };
    Some(Years { from, to, is_named: false })
}

fn of_line(layout: &Layout, axis: Axis, line: usize, years: Years, report: &mut Report) {
    let checked: Vec<(usize, Vec<Wrong>)> =
        layout.across(axis).filter_map(|at| Some((at, differences(layout, axis, line, years, at)?))).collect();
    let right = checked.iter().filter(|(_, wrong)| wrong.is_empty()).count();
    let wrong = checked.len() - right;
    // Without years in the labels, most of the changes must follow from the two lines.
    if right <= wrong && !(years.is_named && (right > 0 || checked.len() == 1)) {
        return;
    }
    let described = |(at, wrong): (usize, Vec<Wrong>)| {
        wrong.into_iter().map(move |one| Finding {
            kind: Kind::Evolution,
            certainty: Certainty::Certain,
            place: place(layout, axis, line, at),
            printed: layout.cell(axis, line, at).text.clone(),
            computed: one.exact,
            explanation: format!("{}, et non {}.", one.arithmetic, with_sign(one.printed.value, one.printed.unit)),
        })
    };
    report.checked += checked.len();
    report.findings.extend(checked.into_iter().flat_map(described));
}

fn with_sign(value: Decimal, unit: Unit) -> String {
    let sign = if value > Decimal::ZERO { "+" } else { "" };
    match unit {
        Unit::Percent => format!("{sign}{} %", decimal_in_french(value)),
        _ => format!("{sign}{}", decimal_in_french(value)),
    }
}

/// The printed changes of a cell that do not follow; none if nothing can be said.
fn differences(layout: &Layout, axis: Axis, line: usize, years: Years, at: usize) -> Option<Vec<Wrong>> {
    let cell = layout.cell(axis, line, at);
    let (from, to) = (layout.cell(axis, years.from, at), layout.cell(axis, years.to, at));
    let label = &layout.lines(axis)[line].label;
    let falls = ["baisse", "diminution"].iter().any(|word| crate::values::fold(label).contains(word));
    let mut wrong = Vec::new();
    if let (Some(from), Some(to)) = (&from.count, &to.count) {
        let difference = to.value - from.value;
        let as_percent = label.contains('%');
        if let Some(printed) = cell.count.as_ref().filter(|_| !as_percent) {
            wrong.extend(of_difference(printed, difference, falls, Decimal::ZERO, (from, to)));
        }
        let percent = cell
            .share
            .as_ref()
            .filter(|share| share.unit == Unit::Percent)
            .or(cell.count.as_ref().filter(|_| as_percent));
        if let Some(printed) = percent {
            wrong.extend(of_percent(printed, falls, (from, to))?);
        }
        return Some(wrong).filter(|_| cell.count.is_some() || cell.share.is_some());
    }
    let (Some(from), Some(to)) = (&from.share, &to.share) else { return None };
    let printed = cell.share.as_ref().or(cell.count.as_ref())?;
    let points = of_difference(printed, to.value - from.value, falls, from.step().max(to.step()), (from, to));
    let is_relative = printed.unit == Unit::Percent && of_percent(printed, falls, (from, to))?.is_none();
    Some(points.into_iter().filter(|_| !is_relative).collect())
}

/// A printed difference; of rounded shares it may be off by one step.
fn of_difference(
    printed: &Printed,
    exact: Decimal,
    falls: bool,
    slack: Decimal,
    (from, to): (&Printed, &Printed),
) -> Option<Wrong> {
    let exact = if falls && printed.value > Decimal::ZERO { -exact } else { exact };
    // A spreadsheet's figures of many decimals are themselves rounded.
    let slack = if printed.decimals > 3 { slack.max(printed.step() + printed.step()) } else { slack };
    let is_right = printed.is_print_of(exact) || (printed.value - exact).abs() <= slack;
    let arithmetic = || {
        format!(
            "{} − {} = {}",
            decimal_in_french(to.value),
            decimal_in_french(from.value),
            with_sign(exact, Unit::Plain)
        )
    };
    (!is_right).then(|| Wrong { printed: printed.clone(), exact, arithmetic: arithmetic() })
}

/// A printed change in percent; none if the first year has nothing.
fn of_percent(printed: &Printed, falls: bool, (from, to): (&Printed, &Printed)) -> Option<Option<Wrong>> {
    let exact = ((to.value - from.value) * Decimal::ONE_HUNDRED).checked_div(from.value)?;
    let exact = if falls && printed.value > Decimal::ZERO { -exact } else { exact };
    let shown =
        exact.round_dp_with_strategy(printed.decimals.max(1), rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let arithmetic = || {
        format!(
            "De {} à {}, l’évolution est de {}",
            decimal_in_french(from.value),
            decimal_in_french(to.value),
            with_sign(shown, Unit::Percent)
        )
    };
    Some((!printed.is_print_of(exact)).then(|| Wrong {
        printed: printed.clone(),
        exact: shown,
        arithmetic: arithmetic(),
    }))
}
