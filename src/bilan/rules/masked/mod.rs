//! A bilan as dashboards read it: applies [`crate::disclosure::bilan`] to its tables and findings.

#[cfg(test)]
mod tests;

use super::{Figure, Finding, Table, Value};
use crate::disclosure::bilan::{PRESCRIBERS, Sheet};

/// The tables and findings without counts that could identify a person.
pub(in crate::bilan) fn masked(tables: Vec<Table>, findings: Vec<Finding>) -> (Vec<Table>, Vec<Finding>) {
    let figures = tables.iter().flat_map(|table| &table.figures);
    let counts = figures.filter_map(|figure| match figure.value {
        Value::Count(count) => Some((figure.key.clone(), count)),
        Value::Hours(_) | Value::Hidden => None,
    });
    let sheet = Sheet::suppressed(counts.collect());
    // A sum that does not add up may be explained where both sides are shown; the other findings are about few people.
    let findings = findings
        .into_iter()
        .filter(|finding| finding.kind == "not_additive" && !sheet.hides_under(&format!("{}.", finding.figure)))
        .collect();
    (tables.into_iter().map(|table| masked_table(table, &sheet)).collect(), findings)
}

fn masked_table(table: Table, sheet: &Sheet) -> Table {
    let figures = table.figures.into_iter().filter(|figure| !sheet.omits(&figure.key));
    let mut figures: Vec<Figure> = figures.map(|figure| masked_figure(figure, sheet)).collect();
    if table.key == PRESCRIBERS {
        let name = |figure: &Figure| if figure.masked { figure.label.clone() } else { String::new() };
        figures
            .sort_by_cached_key(|figure| (figure.key.ends_with(".total"), figure.value == Value::Hidden, name(figure)));
    }
    Table { figures, ..table }
}

/// Hides the value, or the share if its denominator is hidden.
fn masked_figure(figure: Figure, sheet: &Sheet) -> Figure {
    if sheet.hides(&figure.key) {
        return Figure { value: Value::Hidden, denominator: None, share: None, masked: true, ..figure };
    }
    let whole_is_hidden = figure.denominator.as_ref().is_some_and(|whole| sheet.hides(&whole.figure));
    if whole_is_hidden { Figure { denominator: None, share: None, ..figure } } else { figure }
}
