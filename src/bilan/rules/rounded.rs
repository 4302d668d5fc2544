//! A bilan as dashboards read it: its counts are rounded by [`crate::disclosure::bilan`].

use std::cmp::Reverse;

use super::figures::share;
use crate::bilan::{Figure, Table, Value};
use crate::disclosure::bilan::{Counts, PRESCRIBERS, rounded as rounded_counts};

/// The tables with rounded counts, and with shares of rounded counts.
pub(in crate::bilan) fn rounded(tables: Vec<Table>) -> Vec<Table> {
    let figures = tables.iter().flat_map(|table| &table.figures);
    let count = |figure: &Figure| match figure.value {
        Value::Count(count) => Some((figure.key.clone(), count)),
        Value::Hours(_) => None,
    };
    let counts = rounded_counts(figures.filter_map(count).collect());
    tables.into_iter().map(|table| rounded_table(table, &counts)).collect()
}

/// The rows of prescribers are those that sent somebody, from the largest to the smallest: rounded as well.
fn rounded_table(table: Table, counts: &Counts) -> Table {
    let mut figures: Vec<Figure> =
        table.figures.into_iter().filter_map(|figure| rounded_figure(figure, counts)).collect();
    if table.key == PRESCRIBERS {
        let is_total = |figure: &Figure| figure.key.ends_with(".total");
        figures.retain(|figure| is_total(figure) || figure.value != Value::Count(0));
        figures.sort_by_cached_key(|figure| (is_total(figure), Reverse(figure.value), figure.label.clone()));
    }
    Table { figures, ..table }
}

/// Leaves out a count that has no rounded one.
fn rounded_figure(figure: Figure, counts: &Counts) -> Option<Figure> {
    let rounded = |key: &str, value: Value| match value {
        Value::Hours(_) => Some(value),
        Value::Count(_) => counts.get(key).map(|count| Value::Count(*count)),
    };
    let value = rounded(&figure.key, figure.value)?;
    let Some(mut denominator) = figure.denominator else { return Some(Figure { value, ..figure }) };
    denominator.value = rounded(&denominator.figure, denominator.value)?;
    let share = share(value, denominator.value);
    Some(Figure { value, denominator: Some(denominator), share, ..figure })
}
