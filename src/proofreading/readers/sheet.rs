//! The cells of a sheet: as many as are read, with those that span several.

use std::collections::BTreeMap;

use super::super::model::Unreadable;
use super::builder::{MAX_CELLS, cell_text, further};
use super::number_format::NumberFormat;
use super::workbook::Workbook;
use super::xml::{Element, Step, Xml};

/// The most cells with content of a sheet that are read.
const MAX_FILLED: usize = 4 * MAX_CELLS;

/// The most ranges of cells that span several, and the most cells that these fill.
const MAX_SPANS: usize = 2_000;
const MAX_SPANNED: usize = 4 * MAX_CELLS;

/// The widest sheet there is.
const MAX_COLUMNS: usize = 16_384;

/// A sheet.
#[derive(Default)]
pub struct Sheet {
    cells: BTreeMap<usize, BTreeMap<usize, String>>,
    filled: usize,
    spans: Vec<((usize, usize), (usize, usize))>,
}

/// A cell as it is read.
struct OpenCell {
    at: (usize, usize),
    kind: String,
    format: NumberFormat,
    text: String,
}

impl Sheet {
    /// Reads a sheet.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(xml: &mut Xml<'_>, workbook: &Workbook) -> Result<Self, Unreadable> {
        let mut sheet = Self::default();
        let (mut row, mut column) = (0, 0);
        let (mut cell, mut is_value): (Option<OpenCell>, bool) = (None, false);
        while let Some(step) = xml.next()? {
            match step {
                Step::Start(element) => match element.name.as_str() {
                    "row" => {
                        row = element.number("r").map_or(row, |number| number.saturating_sub(1));
                        column = 0;
                    }
                    "c" => cell = Some(opened(&element, (row, column), workbook)),
                    "v" | "t" => is_value = true,
                    "mergeCell" => sheet.span(&element),
                    _ => {}
                },
                Step::Text(part) if is_value => {
                    if let Some(cell) = &mut cell {
                        cell.text.push_str(&part);
                    }
                }
                Step::Text(_) => {}
                Step::End(name) => match name.as_str() {
                    "row" => row += 1,
                    "v" | "t" => is_value = false,
                    "c" => {
                        if let Some(cell) = cell.take() {
                            column = cell.at.1 + 1;
                            sheet.fill(cell.at, cell.shown(workbook));
                        }
                    }
                    _ => {}
                },
            }
        }
        sheet.fill_spans();
        Ok(sheet)
    }

    /// Whether there are more cells than are read.
    pub const fn is_too_large(&self) -> bool {
        self.filled > MAX_FILLED
    }

    /// The rows in runs without a blank row between, as far as cells are filled.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, row) in &self.cells {
            match runs.last_mut() {
                Some(run) if run.last + 1 == *at => run.last = *at,
                _ => runs.push(Run { first: *at, last: *at, left: usize::MAX, right: 0 }),
            }
            if let (Some(run), Some((left, _)), Some((right, _))) =
                (runs.last_mut(), row.first_key_value(), row.last_key_value())
            {
                run.left = run.left.min(*left);
                run.right = run.right.max(*right);
            }
        }
        runs
    }

    /// The texts of a run's rows.
    pub fn rows(&self, run: &Run) -> Vec<Vec<String>> {
        let text = |row: usize, column: usize| {
            self.cells.get(&row).and_then(|row| row.get(&column)).cloned().unwrap_or_default()
        };
        (run.first..=run.last).map(|row| (run.left..=run.right).map(|column| text(row, column)).collect()).collect()
    }

    fn fill(&mut self, (row, column): (usize, usize), text: String) {
        if text.is_empty() || column >= MAX_COLUMNS {
            return;
        }
        self.filled += 1;
        if !self.is_too_large() {
            self.cells.entry(row).or_default().insert(column, text);
        }
    }

    fn span(&mut self, element: &Element) {
        let range = element.attribute("ref").and_then(|range| range.split_once(':'));
        let corners = range.and_then(|(from, to)| Some((place(from)?, place(to)?)));
        self.spans.extend(corners.filter(|_| self.spans.len() < MAX_SPANS));
    }

    /// Fills the further cells of those that span several, within the columns and rows that others fill.
    fn fill_spans(&mut self) {
        let last = self.cells.last_key_value().map_or(0, |(row, _)| *row);
        let right = self
            .cells
            .values()
            .filter_map(|row| row.last_key_value())
            .map(|(column, _)| *column)
            .max()
            .unwrap_or_default();
        let mut left = MAX_SPANNED;
        for ((row, column), (to_row, to_column)) in std::mem::take(&mut self.spans) {
            let Some(text) = self.cells.get(&row).and_then(|of_row| of_row.get(&column)).cloned() else { continue };
            let places =
                (row..=to_row.min(last)).flat_map(|at| (column..=to_column.min(right)).map(move |to| (at, to)));
            for (at, to) in places.skip(1).take(left) {
                left -= 1;
                self.cells.entry(at).or_default().entry(to).or_insert_with(|| further(&text));
            }
        }
    }
}

/// Rows without a blank one between, and the columns that they fill.
pub struct Run {
    first: usize,
    last: usize,
    left: usize,
    right: usize,
}

impl Run {
    /// How many cells it has, with the empty ones.
    pub const fn size(&self) -> usize {
        (self.last - self.first + 1).saturating_mul(self.right.saturating_sub(self.left) + 1)
    }
}

impl OpenCell {
    fn shown(&self, workbook: &Workbook) -> String {
        match self.kind.as_str() {
            "s" => {
                self.text.trim().parse().ok().and_then(|at: usize| workbook.texts.get(at)).cloned().unwrap_or_default()
            }
            "n" => self.format.show(&self.text).unwrap_or_else(|| cell_text(&self.text)),
            "b" => String::new(),
            _ => cell_text(&self.text),
        }
    }
}

fn opened(element: &Element, next: (usize, usize), workbook: &Workbook) -> OpenCell {
    OpenCell {
        at: element.attribute("r").and_then(place).unwrap_or(next),
        kind: element.attribute("t").unwrap_or("n").to_owned(),
        format: element.number("s").and_then(|at| workbook.formats.get(at)).copied().unwrap_or(NumberFormat::Figure),
        text: String::new(),
    }
}

/// The row and column of a name such as `B5`, from 0.
fn place(name: &str) -> Option<(usize, usize)> {
    let letters = name.find(|c: char| c.is_ascii_digit())?;
    let letter =
        |c: char| c.to_digit(36).filter(|_| c.is_ascii_alphabetic()).and_then(|digit| usize::try_from(digit - 9).ok());
    let column =
        name[..letters].chars().try_fold(0_usize, |column, c| column.checked_mul(26)?.checked_add(letter(c)?))?;
    Some((name[letters..].parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
