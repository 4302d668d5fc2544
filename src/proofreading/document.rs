//! What is proofread: tables and the prose around them.

/// A text with its tables.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A table.
    Table(Grid),
    /// A paragraph, or a line.
    Prose(String),
}

/// The cells of a table by row. A cell that spans several rows or columns stands in each of them.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The rows, each of the same length.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table of rows, which are made equally long.
    pub fn new(mut rows: Vec<Vec<String>>) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        for row in &mut rows {
            row.resize(width, String::new());
        }
        Self { rows }
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}
