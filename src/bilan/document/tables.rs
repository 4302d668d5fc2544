//! The tables of a bilan, each figure with its denominator, its share and the same figure a year before.

use std::collections::BTreeMap;

use super::super::model::{self, Bilan, Denominator, Figure, MonthRun, Value};
use super::super::words::{heading_and_label, labels};
use super::sums::{is_total, parts, total_of};
use crate::documents::{Cell, Chart, Column, ColumnKind, Row, RowKind, Shown, Table};
use crate::error::french;
use crate::values::{parse_decimal, uncapitalised};

/// The tables in the order of the bilan.
pub(super) fn of(bilan: &Bilan) -> Vec<Table> {
    let labels = labels(&bilan.tables);
    bilan.tables.iter().map(|table| Sheet::of(bilan, table, &labels).written()).collect()
}

/// Which columns a table has, and what its cells need.
struct Sheet<'b> {
    table: &'b model::Table,
    /// The figures, and the total that the bilan has in another table.
    figures: Vec<(&'b Figure, Option<&'static str>)>,
    labels: &'b BTreeMap<&'b str, &'b str>,
    now: String,
    before: Option<String>,
    has_numerators: bool,
    has_shares: bool,
}

impl<'b> Sheet<'b> {
    fn of(bilan: &'b Bilan, table: &'b model::Table, labels: &'b BTreeMap<&'b str, &'b str>) -> Self {
        let own = table.figures.iter().map(|figure| (figure, None));
        let total = total_of(table, &bilan.tables).map(|figure| (figure, Some("Total")));
        Self {
            table,
            figures: own.chain(total).collect(),
            labels,
            now: bilan.run().map(MonthRun::in_head).unwrap_or_default(),
            before: bilan.previous.map(|before| MonthRun { from: before.from, to: before.to }.in_head()),
            has_numerators: table.figures.iter().any(|figure| figure.numerator.is_some()),
            has_shares: table.figures.iter().any(|figure| figure.denominator.is_some()),
        }
    }

    fn written(&self) -> Table {
        Table {
            key: self.table.key.to_owned(),
            title: french(&self.table.title),
            columns: self.columns(),
            rows: self.figures.iter().map(|(figure, label)| self.row(figure, *label)).collect(),
            notes: self.notes(),
            chart: self.chart(),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let column = |name, heading: &str, kind, shown| Column { name, heading: heading.to_owned(), kind, shown };
        let text = |name, heading: &str, shown| column(name, heading, ColumnKind::Text, shown);
        let number = |name, heading: &str| column(name, heading, ColumnKind::Number, Shown::Everywhere);
        let mut columns = vec![text("label", "Chiffre", Shown::Everywhere), number("value", &self.now)];
        if self.has_numerators {
            columns.push(number("numerator", "Numérateur"));
        }
        if self.has_shares {
            columns.push(number("denominator", "Dénominateur"));
            columns.push(number("share", "Part"));
        }
        if let Some(before) = &self.before {
            columns.push(number("previous_value", before));
            if self.has_shares {
                columns.push(number("previous_share", &format!("Part {before}")));
            }
        }
        if self.has_shares {
            columns.push(text("denominator_label", "Ce que compte le dénominateur", Shown::InData));
        }
        columns.push(text("key", "Clé", Shown::InData));
        columns
    }

    fn row(&self, figure: &Figure, label: Option<&str>) -> Row {
        let (group, own_label) = match label {
            Some(label) => (None, label.to_owned()),
            None => heading_and_label(figure),
        };
        let mut cells = vec![Cell::Text(french(&own_label)), cell(figure.value)];
        let part = |part: &Option<Denominator>| part.as_ref().map_or(Cell::Empty, |part| cell(part.value));
        if self.has_numerators {
            cells.push(part(&figure.numerator));
        }
        if self.has_shares {
            cells.push(part(&figure.denominator));
            cells.push(share(figure.share.as_deref(), figure));
        }
        if self.before.is_some() {
            cells.push(figure.previous.as_ref().map_or(Cell::Unavailable, |before| cell(before.value)));
            if self.has_shares {
                let before = figure.previous.as_ref();
                cells.push(before.map_or(Cell::Empty, |before| share(before.share.as_deref(), figure)));
            }
        }
        if self.has_shares {
            let named = figure.denominator.as_ref().map(|part| self.named(part));
            cells.push(named.map_or(Cell::Empty, Cell::Text));
        }
        cells.push(Cell::Text(figure.key.clone()));
        let keys: Vec<&str> = self.table.figures.iter().map(|figure| &*figure.key).collect();
        let adds = if label.is_some() { (0..keys.len()).collect() } else { parts(&figure.key, &keys) };
        let kind = if label.is_some() || is_total(&figure.key) { RowKind::Total } else { RowKind::Line };
        Row { group, kind, cells, adds }
    }

    fn named(&self, part: &Denominator) -> String {
        french(self.labels.get(&*part.figure).copied().unwrap_or(&part.figure))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!("Règle : {}", self.table.rule)];
        notes.extend(
            self.table
                .not_additive_because
                .map(|why| format!("Ces lignes ne s’additionnent pas : {}", uncapitalised(why))),
        );
        let ruled = self.table.figures.iter().filter_map(|figure| Some((&figure.label, figure.rule?)));
        notes.extend(ruled.map(|(label, rule)| format!("{label} : {}", uncapitalised(rule))));
        let mut denominators: Vec<String> = Vec::new();
        for part in self.table.figures.iter().filter_map(|figure| figure.denominator.as_ref()) {
            let named = self.named(part);
            if !denominators.contains(&named) {
                denominators.push(named);
            }
        }
        if let [denominator] = denominators.as_slice() {
            notes.push(format!("Dénominateur : {}.", uncapitalised(denominator)));
        }
        notes.iter().map(|note| french(note)).collect()
    }

    /// The bars of the figures that are compared with each other.
    fn chart(&self) -> Option<Chart> {
        let prefix = match self.table.key {
            "hours" => "hours.by_contract_type.",
            "hours_by_month" => "hours_by_month.",
            "prescribers_other_than_plie" => "prescribers_other_than_plie.",
            _ => return None,
        };
        let is_bar = |figure: &Figure| {
            figure.key.starts_with(prefix)
                && !is_total(&figure.key)
                && matches!(figure.value, Value::Hours(_) | Value::Count(_))
        };
        let start = self.table.figures.iter().position(is_bar)?;
        let bars = self.table.figures.iter().skip(start).take_while(|figure| is_bar(figure)).count();
        let group = self.table.figures.get(start).and_then(|figure| heading_and_label(figure).0);
        let title = group.map_or_else(
            || self.table.title.to_string(),
            |group| format!("{}, {}", self.table.title, uncapitalised(&group)),
        );
        Some(Chart { title: french(&title), names: 0, numbers: 1, rows: start..start.saturating_add(bars) })
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Hours(hours) => Cell::Hours(hours),
        Value::Count(count) => u64::try_from(count).map_or(Cell::Unavailable, Cell::Count),
        Value::Quotient(quotient) => Cell::Decimal(quotient),
        Value::Undefined => Cell::Undefined,
        Value::Hidden => Cell::Masked,
    }
}

/// A share; without a denominator there is none, and of zero it is undefined.
fn share(share: Option<&str>, figure: &Figure) -> Cell {
    match share.and_then(parse_decimal) {
        Some(percent) => Cell::Percent(percent),
        None if figure.denominator.is_some() && figure.numerator.is_none() => Cell::Undefined,
        None => Cell::Empty,
    }
}
