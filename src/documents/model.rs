//! What a document is made of.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::values::Hours;

/// A document, in French.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub subtitle: String,
    /// The day it was made on.
    pub made_on: NaiveDate,
    /// Paragraphs before the first section.
    pub introduction: Vec<String>,
    /// The sections.
    pub sections: Vec<Section>,
}

impl Document {
    /// The tables, in their order.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.filter_map(|part| match part {
            Part::Table(table) => Some(table),
            Part::Paragraph(_) => None,
        })
    }
}

/// A section under a heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands below it.
    pub parts: Vec<Part>,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub enum Part {
    /// A paragraph.
    Paragraph(String),
    /// A table.
    Table(Table),
}

/// A table. Each row has a cell for each column.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its key, which is the name of its CSV file: lower-case letters, digits and `_`.
    pub key: String,
    /// The title.
    pub title: String,
    /// The columns; the first one that is shown everywhere names the rows.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What must be known to read the table.
    pub notes: Vec<String>,
    /// A bar chart of some of its rows.
    pub chart: Option<Chart>,
}

impl Table {
    /// The columns of the forms for readers, by their place.
    pub(super) fn read_columns(&self) -> Vec<(usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.shown == Shown::Everywhere).collect()
    }

    /// The rows that a number adds up: those that its row names, if their numbers in the column are of its kind and their
    /// sum is the number. A sum of rounded numbers often is not.
    pub(super) fn sum_of<'r>(&self, row: &'r Row, column: usize) -> Option<&'r [usize]> {
        let whole = row.cells.get(column)?;
        let mut sum = Decimal::ZERO;
        for part in &row.adds {
            let cell = self.rows.get(*part)?.cells.get(column)?;
            if std::mem::discriminant(cell) != std::mem::discriminant(whole) {
                return None;
            }
            sum = sum.checked_add(cell.summand()?)?;
        }
        (!row.adds.is_empty() && whole.summand() == Some(sum)).then_some(&row.adds)
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name in plain CSV.
    pub name: &'static str,
    /// The heading.
    pub heading: String,
    /// What its cells are.
    pub kind: ColumnKind,
    /// In which forms it stands.
    pub shown: Shown,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Texts.
    Text,
    /// Numbers, which stand at the right.
    Number,
}

/// In which forms a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In all.
    Everywhere,
    /// In the spreadsheet and in CSV.
    InData,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The heading that it stands under with its neighbours.
    pub group: Option<String>,
    /// What it is.
    pub kind: RowKind,
    /// The cells.
    pub cells: Vec<Cell>,
    /// The rows that its numbers add up, by their place; where they do not, they are written as any number.
    pub adds: Vec<usize>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// One of several.
    Line,
    /// The whole of several.
    Total,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// Hours, exact.
    Hours(Hours),
    /// A number of things.
    Count(u64),
    /// A number of distinct things, such as people: those of several rows do not add up.
    Distinct(u64),
    /// A decimal.
    Decimal(Decimal),
    /// A share in percent.
    Percent(Decimal),
    /// A quotient whose denominator is zero.
    Undefined,
    /// A number that is not available.
    Unavailable,
    /// A number that is withheld.
    Masked,
}

impl Cell {
    /// What it adds to a sum; shares and quotients are no summands.
    fn summand(&self) -> Option<Decimal> {
        match self {
            Self::Hours(hours) => Some(hours.to_decimal()),
            Self::Count(count) => Some(Decimal::from(*count)),
            _ => None,
        }
    }
}

/// A bar chart of numbers that stand in a table.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The title.
    pub title: String,
    /// The column of the bars' names, by its place.
    pub names: usize,
    /// The column of their numbers.
    pub numbers: usize,
    /// The first row and the one behind the last.
    pub rows: std::ops::Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[Cell], adds: &[usize]) -> Table {
        let row = |cell: &Cell, adds: &[usize]| Row {
            group: None,
            kind: RowKind::Line,
            cells: vec![cell.clone()],
            adds: adds.to_vec(),
        };
        let last = cells.len() - 1;
        let rows = cells.iter().enumerate().map(|(at, cell)| row(cell, if at == last { adds } else { &[] }));
        let column = Column { name: "n", heading: "N".into(), kind: ColumnKind::Number, shown: Shown::Everywhere };
        let (key, title) = ("t".to_owned(), "T".to_owned());
        Table { key, title, columns: vec![column], rows: rows.collect(), notes: Vec::new(), chart: None }
    }

    #[test]
    fn a_number_is_a_sum_only_where_its_rows_add_up_to_it() {
        let is_sum = |cells: &[Cell], adds: &[usize]| {
            let table = table(cells, adds);
            table.sum_of(table.rows.last().unwrap(), 0).is_some()
        };
        let hours = |hundredths| Cell::Hours(Hours::from_hundredths(hundredths));
        assert!(is_sum(&[hours(1), hours(2), hours(3)], &[0, 1]));
        assert!(!is_sum(&[hours(1), hours(2), hours(4)], &[0, 1]));
        assert!(!is_sum(&[hours(1), hours(2), hours(3)], &[]));
        assert!(!is_sum(&[Cell::Masked, Cell::Count(3), Cell::Count(3)], &[0, 1]));
        assert!(!is_sum(&[hours(100), Cell::Count(1)], &[0]));
        assert!(!is_sum(&[Cell::Distinct(1), Cell::Distinct(2), Cell::Distinct(3)], &[0, 1]));
        let percent = |number: i64| Cell::Percent(Decimal::from(number));
        assert!(!is_sum(&[percent(40), percent(60), percent(100)], &[0, 1]));
    }
}
