//! The figures of a year before, beside those of the bilan.

use std::collections::{BTreeMap, BTreeSet};

use crate::bilan::{Denominator, Figure, Previous, Table, Value};
use crate::values::Hours;

/// The table whose figures are of months, which have another key a year before.
const OF_MONTHS: &str = "hours_by_month";

/// The tables with the figures of those of a year before. A line that was there then and is not now is a line of zero.
pub(in crate::bilan) fn compared(tables: Vec<Table>, before: &[Table]) -> Vec<Table> {
    let (values, values_before) = (values_of(&tables), values_of(before));
    let compare = |table: Table| {
        let Some(before) = before.iter().find(|other| other.key == table.key) else { return table };
        if table.key == OF_MONTHS {
            let figures = table.figures.into_iter().zip(&before.figures).map(|(now, then)| with(now, then)).collect();
            return Table { figures, ..table };
        }
        let figures = compared_lines(table.figures, &before.figures, (&values, &values_before));
        Table { figures, ..table }
    };
    tables.into_iter().map(compare).collect()
}

fn values_of(tables: &[Table]) -> BTreeMap<String, Value> {
    tables.iter().flat_map(|table| &table.figures).map(|figure| (figure.key.clone(), figure.value)).collect()
}

fn with(figure: Figure, before: &Figure) -> Figure {
    Figure { previous: Some(Previous { value: before.value, share: before.share.clone() }), ..figure }
}

fn compared_lines(
    figures: Vec<Figure>,
    before: &[Figure],
    (values, values_before): (&BTreeMap<String, Value>, &BTreeMap<String, Value>),
) -> Vec<Figure> {
    let known: BTreeMap<&str, &Figure> = before.iter().map(|figure| (&*figure.key, figure)).collect();
    let present: BTreeSet<String> = figures.iter().map(|figure| figure.key.clone()).collect();
    let mut lines: Vec<Figure> = figures
        .into_iter()
        .map(|figure| match known.get(&*figure.key) {
            Some(before) => with(figure, before),
            None => with(figure.clone(), &zero(&figure, values_before)),
        })
        .collect();
    let gone = before.iter().filter(|figure| !present.contains(&figure.key));
    let gone: Vec<Figure> = gone.map(|figure| with(zero(figure, values), figure)).collect();
    let end = if lines.last().is_some_and(|line| line.key.ends_with(".total")) { lines.len() - 1 } else { lines.len() };
    lines.splice(end..end, gone);
    lines
}

/// The figure with zero, as a share of what its whole is among these values.
fn zero(figure: &Figure, values: &BTreeMap<String, Value>) -> Figure {
    let value = match figure.value {
        Value::Hours(_) => Value::Hours(Hours::ZERO),
        Value::Count(_) => Value::Count(0),
        other => other,
    };
    let nothing = Figure::new(&*figure.key, &*figure.label, value);
    match &figure.denominator {
        Some(Denominator { figure: whole, .. }) => {
            let now = values.get(whole).copied().unwrap_or(Value::Undefined);
            nothing.of(whole.clone(), now)
        }
        None => nothing,
    }
}
