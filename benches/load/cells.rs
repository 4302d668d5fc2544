//! Cells of hours: those that a run reads and those that it records.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use clauses::db::RawQuery;
use diesel::sql_types::{BigInt, Integer};

use super::database::open;
use super::generate::{ASSIGNMENT_IDS_A_YEAR, YEAR};

/// A cell: employment, lot, month as in 202306.
pub type Cell = (i64, i64, i32);

/// A cell with the id of its row.
pub type KnownCell = (i64, Cell);

/// Cells that are handed out once each, shared by all clients.
#[derive(Clone)]
pub struct Cells<T = Cell> {
    cells: Arc<Vec<T>>,
    next: Arc<AtomicUsize>,
}

impl<T: Copy> Cells<T> {
    pub fn new(cells: Vec<T>) -> Self {
        Self { cells: Arc::new(cells), next: Arc::default() }
    }

    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The same cells from the beginning, for a table of its own.
    pub fn again(&self) -> Self {
        Self { cells: Arc::clone(&self.cells), next: Arc::default() }
    }

    /// The next cell, until all are taken.
    pub fn take(&self) -> Option<T> {
        self.cells.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// The next so many cells, until too few are left.
    pub fn take_many(&self, many: usize) -> Option<Vec<T>> {
        let first = self.next.fetch_add(many, Ordering::Relaxed);
        self.cells.get(first..first + many).map(<[T]>::to_vec)
    }

    /// Deals the cells in blocks to so many sides in turns, so that all sides write to the same parts of the tables.
    pub fn deal(&self, sides: usize, block: usize) -> Vec<Self> {
        let side = |side| {
            let blocks = self.cells.chunks(block).skip(side).step_by(sides);
            Self::new(blocks.flatten().copied().collect())
        };
        (0..sides).map(side).collect()
    }

    /// Splits off the first so many cells.
    pub fn split(&self, first: usize) -> (Self, Self) {
        let (one, other) = self.cells.split_at(first.min(self.cells.len()));
        (Self::new(one.to_vec()), Self::new(other.to_vec()))
    }

    /// The next cell; after the last comes the first.
    pub fn cycle(&self) -> T {
        let place = self.next.fetch_add(1, Ordering::Relaxed) % self.cells.len();
        self.cells[place]
    }
}

impl Cells {
    /// The employments of the cells, each once.
    pub fn employments(&self) -> Vec<i64> {
        self.cells.iter().map(|cell| cell.0).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Recorded cells of the benched year.
pub fn known_cells(url: &str) -> Result<Cells<KnownCell>> {
    let mut sql: RawQuery<(BigInt, (BigInt, BigInt, Integer))> = RawQuery::default();
    let (from, to) = (YEAR * 100 + 1, YEAR * 100 + 12);
    sql.push(format!(
        "SELECT id, employment_id, lot_id, month FROM hours WHERE month BETWEEN {from} AND {to} ORDER BY id LIMIT 2500"
    ));
    let cells: Vec<KnownCell> = sql.load(&mut open(url)?)?;
    anyhow::ensure!(!cells.is_empty(), "no hours in {YEAR}: fill the database with `generate` first");
    Ok(Cells::new(cells))
}

/// Unrecorded cells outside the benched year, whose totals therefore stay as they are.
///
/// They come in the order in which carriers deliver hours: one territory's year after the other. The 500 cells of each
/// are the last two months of 250 people on all lots, in no order of people, lots or months.
pub fn free_cells(url: &str, most: usize) -> Result<Cells> {
    let part = |start, length| format!("CAST(substr(CAST(starts_on AS TEXT), {start}, {length}) AS INTEGER)");
    let (year, first) = (part(1, 4), part(6, 2));
    let last = first.replace("starts_on", "ends_on");
    let months = (1..=12).map(|month| format!("SELECT {month} AS m")).collect::<Vec<_>>().join(" UNION ALL ");
    let mut sql: RawQuery<(BigInt, BigInt, Integer)> = RawQuery::default();
    sql.push(format!(
        "SELECT employment_id, lot_id, month FROM (\
             SELECT id, employment_id, lot_id, {year} * 100 + m AS month FROM assignments CROSS JOIN ({months}) AS months \
             WHERE m BETWEEN {first} AND {last} AND {year} <> {YEAR}) AS cells \
         WHERE NOT EXISTS (SELECT 1 FROM hours h WHERE h.employment_id = cells.employment_id \
             AND h.lot_id = cells.lot_id AND h.month = cells.month) \
         ORDER BY (id - 1) / {ASSIGNMENT_IDS_A_YEAR}, (id * 31 + month * 17) % 499, id, month LIMIT {most}"
    ));
    Ok(Cells::new(sql.load(&mut open(url)?)?))
}
