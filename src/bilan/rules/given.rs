//! A bilan as dashboards read it: [`crate::disclosure::bilan`] gives its counts, rounded, or withholds them.

use std::cmp::Reverse;

use super::figures::share;
use crate::bilan::{Denominator, Figure, Table, Value};
use crate::disclosure::bilan::{Counts, PRESCRIBERS, given as given_counts};
use crate::values::french_order;

/// The tables with the counts that are given, and with shares of these.
pub(in crate::bilan) fn given(tables: Vec<Table>) -> Vec<Table> {
    let figures = tables.iter().flat_map(|table| &table.figures);
    let count = |figure: &Figure| match figure.value {
        Value::Count(count) => Some((figure.key.clone(), count)),
        Value::Hours(_) | Value::Quotient(_) | Value::Undefined | Value::Hidden => None,
    };
    let counts = given_counts(figures.filter_map(count).collect());
    tables.into_iter().map(|table| given_table(table, &counts)).collect()
}

/// The rows of prescribers are those that sent somebody, from the largest to the smallest: withheld ones are not named.
fn given_table(table: Table, counts: &Counts) -> Table {
    let mut figures: Vec<Figure> = table.figures.into_iter().map(|figure| given_figure(figure, counts)).collect();
    if table.key == PRESCRIBERS {
        let is_total = |figure: &Figure| figure.key.ends_with(".total");
        figures.retain(|figure| is_total(figure) || !figure.masked);
        figures.sort_by_cached_key(|figure| (is_total(figure), Reverse(figure.value), french_order(&*figure.label)));
    }
    Table { figures, ..table }
}

fn given_figure(figure: Figure, counts: &Counts) -> Figure {
    let given = |key: &str, value: Value| match value {
        Value::Count(_) => counts.get(key).map_or(Value::Hidden, |count| Value::Count(*count)),
        other => other,
    };
    let value = given(&figure.key, figure.value);
    let whole = figure.denominator.map(|whole| Denominator { value: given(&whole.figure, whole.value), ..whole });
    let denominator = whole.filter(|whole| value != Value::Hidden && whole.value != Value::Hidden);
    let share = denominator.as_ref().and_then(|whole| share(value, whole.value));
    Figure { value, denominator, share, masked: value == Value::Hidden, ..figure }
}
