//! Builds a document block by block, and each table cell by cell, within limits.

use super::super::model::{Block, DITTO, Document, Grid};
use super::super::rules::is_figure;

/// The most cells of a table that is proofread.
pub const MAX_CELLS: usize = 5_000;

/// The most cells of all tables, and the most characters of the prose.
const MAX_ALL_CELLS: usize = 20_000;
const MAX_PROSE: usize = 1_000_000;

/// The most tables whose cells are kept.
const MAX_TABLES: usize = 300;

/// The most characters of a cell.
const MAX_TEXT: usize = 500;

/// How far a cell may span.
const MAX_SPAN: usize = 200;

/// A document as it grows.
#[derive(Default)]
pub struct Builder {
    blocks: Vec<Block>,
    tables: usize,
    cells: usize,
    prose: usize,
}

impl Builder {
    /// Adds a paragraph, unless it is blank or there are too many.
    pub fn prose(&mut self, text: &str) {
        let text = text.split_whitespace_keeping_narrow();
        self.prose += text.len();
        if !text.is_empty() && self.prose <= MAX_PROSE {
            self.blocks.push(Block::Prose(text));
        }
    }

    /// Adds a table; one beyond the limits without its cells.
    pub fn table(&mut self, grid: Grid) {
        self.tables += 1;
        self.cells += grid.rows.iter().map(Vec::len).sum::<usize>();
        let is_too_large = grid.is_too_large || self.tables > MAX_TABLES || self.cells > MAX_ALL_CELLS;
        let rows = if is_too_large { Vec::new() } else { grid.rows };
        self.blocks.push(Block::Table(Grid { rows, is_too_large, ..grid }));
    }

    /// The document.
    pub fn finish(self) -> Document {
        Document { blocks: self.blocks }
    }
}

/// Texts of files with their line breaks and doubled spaces made single. Spaces that do not break stay what they are.
trait Tidy {
    fn split_whitespace_keeping_narrow(&self) -> String;
}

impl Tidy for str {
    fn split_whitespace_keeping_narrow(&self) -> String {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
        self.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The text of a cell, cut where it is far too long.
pub fn cell_text(text: &str) -> String {
    let text = match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    text.split_whitespace_keeping_narrow()
}

/// A table as it grows, cell by cell.
#[derive(Default)]
pub struct TableBuilder {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    /// How many more rows a cell at each column spans.
    pending: Vec<usize>,
    cells: usize,
}

impl TableBuilder {
    /// Adds a cell that spans so many columns and rows.
    pub fn cell(&mut self, text: &str, columns: usize, rows: usize) {
        self.continue_pending();
        let text = cell_text(text);
        for column in 0..columns.clamp(1, MAX_SPAN) {
            let at = self.row.len();
            self.put(if column == 0 { text.clone() } else { further(&text) });
            if rows > 1 && self.pending.len() <= at {
                self.pending.resize(at + 1, 0);
            }
            if let Some(pending) = self.pending.get_mut(at).filter(|_| rows > 1) {
                *pending = rows.min(MAX_CELLS) - 1;
            }
        }
    }

    /// Adds a cell that continues the one above it.
    pub fn continued(&mut self, columns: usize) {
        for _ in 0..columns.clamp(1, MAX_SPAN) {
            self.continue_one();
        }
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.continue_pending();
        if !self.row.is_empty() && !self.is_full() {
            self.rows.push(std::mem::take(&mut self.row));
        }
        self.row.clear();
    }

    /// The table; none if it has no cells.
    pub fn finish(mut self) -> Option<Grid> {
        self.end_row();
        if self.is_full() {
            return Some(Grid { is_too_large: true, ..Grid::default() });
        }
        let is_blank = self.rows.iter().flatten().all(String::is_empty);
        let width = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        if width * self.rows.len() > MAX_CELLS {
            return Some(Grid { is_too_large: true, ..Grid::default() });
        }
        (!is_blank).then(|| Grid::new(self.rows))
    }

    fn put(&mut self, text: String) {
        self.cells += 1;
        if !self.is_full() {
            self.row.push(text);
        }
    }

    const fn is_full(&self) -> bool {
        self.cells > MAX_CELLS
    }

    fn continue_one(&mut self) {
        let above = self.rows.last().and_then(|above| above.get(self.row.len()));
        let text = above.map(|text| further(text)).unwrap_or_default();
        self.put(text);
    }

    /// Fills the cells that those above span.
    fn continue_pending(&mut self) {
        while let Some(pending) = self.pending.get_mut(self.row.len()).filter(|pending| **pending > 0) {
            *pending -= 1;
            if self.cells > MAX_CELLS {
                return;
            }
            self.continue_one();
        }
    }
}

/// What stands in a further cell of one that spans several.
pub fn further(text: &str) -> String {
    let is_year = text.len() == 4
        && text.chars().all(|c| c.is_ascii_digit())
        && (text.starts_with("20") || text.starts_with("19"));
    if is_figure(text) && !is_year { DITTO.to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_span_stand_in_each_cell_and_figures_once() {
        let mut table = TableBuilder::default();
        table.cell("Secteur", 1, 2);
        table.cell("2023", 2, 1);
        table.end_row();
        table.cell("F", 1, 1);
        table.cell("12 345", 1, 2);
        table.end_row();
        table.cell("BTP", 1, 1);
        table.cell("7", 1, 1);
        let grid = table.finish().unwrap();
        assert_eq!(grid.rows, [["Secteur", "2023", "2023"], ["Secteur", "F", "12 345"], ["BTP", "7", "〃"]]);
    }

    #[test]
    fn a_table_beyond_the_limits_has_no_cells() {
        let mut table = TableBuilder::default();
        for _ in 0..MAX_CELLS {
            table.cell("x", 1_000_000, 1_000_000);
            table.end_row();
        }
        let grid = table.finish().unwrap();
        assert!(grid.is_too_large && grid.rows.is_empty());
    }
}
