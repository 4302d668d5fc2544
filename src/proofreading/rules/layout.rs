//! How a table reads: its head, its labels, and its figures by line. Rows and columns are lines alike, so that each check
//! is written once.

use super::super::model::{DITTO, Grid};
use super::labels::{self, Role};
use super::number::{Found, Printed, Unit, numbers};

/// A cell with figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What is printed.
    pub text: String,
    /// The number of things, hours or euros.
    pub count: Option<Printed>,
    /// The share or the change in percent beside it, or alone.
    pub share: Option<Printed>,
    /// Whether a figure is missing, so that nothing can be said of its sum.
    pub is_unknown: bool,
}

/// The direction of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Lines are rows.
    Rows,
    /// Lines are columns.
    Columns,
}

/// A row or a column.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its label, as one reads it: the texts of its head, joined.
    pub label: String,
    /// What its label says.
    pub role: Role,
    /// The words of its label that say something.
    pub words: Vec<String>,
}

/// A table as it reads.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The number of the table in its document.
    pub number: usize,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// How many rows of the grid stand above its figures.
    pub head: usize,
    /// How many columns of the grid hold labels.
    pub width: usize,
    /// The lines above it: its title.
    pub title: String,
    /// What stands above its labels.
    pub corner: String,
    /// Its rows and columns of figures.
    pub rows: Vec<Line>,
    /// Its columns.
    pub columns: Vec<Line>,
    cells: Vec<Vec<Cell>>,
}

impl Layout {
    /// Reads a table; none if it holds no figures.
    pub fn of(number: usize, grid: &Grid) -> Option<Self> {
        let head = (0..grid.rows.len()).find(|row| is_body(&grid.rows[*row]))?;
        let width = label_columns(&grid.rows[head..], grid.width());
        let body = &grid.rows[head..];
        let (title, heads): (Vec<_>, Vec<_>) = grid.rows[..head].iter().partition(is_title);
        let label = |texts: Vec<&String>| joined(texts.into_iter().map(String::as_str));
        let columns = (width..grid.width()).map(|at| label(heads.iter().map(|row| &row[at]).collect()));
        let rows = body.iter().map(|row| label(row[..width].iter().collect()));
        let line = |label: String| Line { role: labels::role(&label), words: labels::keywords(&label), label };
        let mut layout = Self {
            number,
            sheet: grid.sheet.clone(),
            head,
            width,
            title: label(title.iter().filter_map(|row| row.iter().find(|text| !text.trim().is_empty())).collect()),
            corner: label(heads.iter().flat_map(|row| &row[..width]).collect()),
            rows: rows.map(line).collect(),
            columns: columns.map(line).collect(),
            cells: body.iter().map(|row| row[width..].iter().map(|text| cell(text)).collect()).collect(),
        };
        layout.name_by_last_part(&heads, width);
        layout.mark_shares();
        Some(layout)
    }

    /// A column under a head that spans several has the role that its own, lowest head gives.
    fn name_by_last_part(&mut self, heads: &[&Vec<String>], width: usize) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            let own = heads.iter().rev().map(|row| row[width + at].trim()).find(|text| !text.is_empty());
            if let Some(role) = own.map(labels::role).filter(|role| *role != Role::Addend) {
                column.role = role;
            }
        }
    }

    /// Columns and rows that hold nothing but percents are shares, whatever they are called.
    fn mark_shares(&mut self) {
        for axis in [Axis::Rows, Axis::Columns] {
            for line in 0..self.lines(axis).len() {
                let cells: Vec<&Cell> = self.across(axis).map(|at| self.cell(axis, line, at)).collect();
                let is_share = |cell: &&&Cell| cell.share.is_some() && cell.count.is_none();
                let shares = cells.iter().filter(is_share).count();
                let counts = cells.iter().filter(|cell| cell.count.is_some()).count();
                let role = &mut self.lines_mut(axis)[line].role;
                if shares > 0 && counts == 0 && matches!(role, Role::Addend | Role::Part) {
                    *role = Role::Share;
                }
            }
        }
    }

    /// The lines of an axis.
    pub fn lines(&self, axis: Axis) -> &[Line] {
        match axis {
            Axis::Rows => &self.rows,
            Axis::Columns => &self.columns,
        }
    }

    fn lines_mut(&mut self, axis: Axis) -> &mut [Line] {
        match axis {
            Axis::Rows => &mut self.rows,
            Axis::Columns => &mut self.columns,
        }
    }

    /// The places along a line of an axis.
    pub fn across(&self, axis: Axis) -> std::ops::Range<usize> {
        0..self.lines(axis.other()).len()
    }

    /// The cell of a line at a place.
    pub fn cell(&self, axis: Axis, line: usize, at: usize) -> &Cell {
        match axis {
            Axis::Rows => &self.cells[line][at],
            Axis::Columns => &self.cells[at][line],
        }
    }
}

impl Axis {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Rows => Self::Columns,
            Self::Columns => Self::Rows,
        }
    }
}

/// Texts one after the other, without those that are empty or the same as the one before.
fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut parts: Vec<&str> = texts.map(str::trim).filter(|text| !text.is_empty()).collect();
    parts.dedup();
    parts.join(" ")
}

/// A row of one text only, over the whole width.
fn is_title(row: &&Vec<String>) -> bool {
    let mut texts: Vec<&str> = row.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    texts.dedup();
    texts.len() <= 1 && row.len() > 2
}

/// Whether figures begin in this row: numbers that are not years stand beside a label.
fn is_body(row: &[String]) -> bool {
    let figures = row.iter().skip(1).filter(|text| is_figure(text)).count();
    let years_only =
        row.iter().skip(1).all(|text| !is_figure(text) || cell(text).count.is_some_and(|count| count.is_year()));
    figures > 0 && !years_only
}

/// Whether a cell is a figure and not a text with a number in it.
pub fn is_figure(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    !numbers(text).is_empty() && letters <= digits.max(6)
}

/// How many columns at the left hold labels.
fn label_columns(body: &[Vec<String>], width: usize) -> usize {
    let is_label = |at: usize| {
        let texts: Vec<&str> = body.iter().map(|row| row[at].trim()).filter(|text| !text.is_empty()).collect();
        let figures =
            texts.iter().filter(|text| is_figure(text) && !cell(text).count.is_some_and(|count| count.is_year()));
        texts.is_empty() && at == 0 || figures.count() * 2 < texts.len()
    };
    (0..width).take_while(|at| is_label(*at)).count().clamp(1.min(width), width.saturating_sub(1).max(1))
}

/// Reads a cell. Numbers of footnotes, `(1)` behind a figure, are left out.
fn cell(text: &str) -> Cell {
    let found = if is_figure(text) { numbers(text) } else { Vec::new() };
    let counts = found.iter().filter(|one| one.printed.unit == Unit::Plain);
    let count = counts.enumerate().filter(|(at, one)| *at == 0 || !is_footnote(text, one)).map(|(_, one)| one);
    let counts: Vec<&Found> = count.collect();
    let share = found.iter().find(|one| one.printed.unit != Unit::Plain).map(|one| one.printed.clone());
    Cell {
        text: text.trim().to_owned(),
        count: counts.first().filter(|_| counts.len() == 1).map(|one| one.printed.clone()),
        share,
        is_unknown: counts.len() > 1 || counts.is_empty() && is_unknown(text),
    }
}

/// Whether a cell without a figure stands for one that is not given, and not for none.
fn is_unknown(text: &str) -> bool {
    let plain = crate::values::fold(text);
    let is_none = matches!(plain.as_str(), "" | "neant" | "aucun" | "aucune" | "zero" | "sans objet" | "so" | "s o");
    text.trim() == DITTO || text.trim().starts_with(['#', '*']) || !is_none
}

fn is_footnote(text: &str, found: &Found) -> bool {
    text[..found.start].ends_with('(') && text[found.end..].starts_with(')') && found.printed.decimals == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        Layout::of(
            1,
            &Grid::new(text.lines().map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()),
        )
        .unwrap()
    }

    #[test]
    fn heads_labels_and_figures_are_told_apart() {
        let read = layout("Heures par secteur||\nSecteur|2022|2023\nBTP|18 000,50|19 784,11\nTotal|1|2 (3 %)");
        assert_eq!(read.title, "Heures par secteur");
        assert_eq!(read.columns.iter().map(|column| column.label.as_str()).collect::<Vec<_>>(), ["2022", "2023"]);
        assert_eq!(read.rows[1].role, Role::Total);
        assert_eq!(read.cell(Axis::Rows, 1, 1).share.as_ref().unwrap().decimals, 0);
        assert_eq!(read.cell(Axis::Columns, 1, 0).count.as_ref().unwrap().decimals, 2);
    }

    #[test]
    fn a_head_of_two_rows_names_each_column() {
        let read = layout("|2022|2022|2022|2023|2023|2023\nSecteur|F|H|Total|F|H|Total\nBTP|1|2|3|4|5|9");
        assert_eq!(read.columns[2].label, "2022 Total");
        assert_eq!((read.columns[2].role, read.columns[0].role), (Role::Total, Role::Addend));
    }
}
