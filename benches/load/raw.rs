//! What the database itself can do with the same data: the other side of each ratio.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use clauses::db::{AnyConn, Fragment};
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use super::carried::Book;
use super::database::{Engine, open, open_alike};
use super::generate::YEAR;
use super::rounds::Step;
use super::rows;

/// A cell: employment, lot, month as in 202306.
pub type Cell = (i64, i64, i32);

/// A cell with its row's id.
pub type Known = (i64, Cell);

/// Cells handed out once each, to whoever asks.
#[derive(Clone)]
pub struct Cells<T = Cell> {
    cells: Arc<Vec<T>>,
    next: Arc<AtomicUsize>,
}

impl<T: Copy> Cells<T> {
    pub fn new(cells: Vec<T>) -> Self {
        Self { cells: Arc::new(cells), next: Arc::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The same cells from the beginning, for a table of somebody else's.
    pub fn again(&self) -> Self {
        Self { cells: Arc::clone(&self.cells), next: Arc::default() }
    }

    /// The next one, as long as there is one.
    pub fn take(&self) -> Option<T> {
        self.cells.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// So many of the next ones, as long as there are as many.
    pub fn take_many(&self, many: usize) -> Option<Vec<T>> {
        let first = self.next.fetch_add(many, Ordering::Relaxed);
        self.cells.get(first..first + many).map(<[T]>::to_vec)
    }

    /// Dealt out in turns: whoever takes as many of their share as another does comes by the same employments, or by those
    /// beside them.
    pub fn dealt<const SHARES: usize>(&self) -> [Self; SHARES] {
        std::array::from_fn(|share| Self::new(self.cells.iter().skip(share).step_by(SHARES).copied().collect()))
    }

    /// Parts them: the first so many, and the others.
    pub fn parted(&self, first: usize) -> (Self, Self) {
        let (one, other) = self.cells.split_at(first.min(self.cells.len()));
        (Self::new(one.to_vec()), Self::new(other.to_vec()))
    }

    /// One after the other, and round again.
    pub fn cycle(&self) -> T {
        let place = self.next.fetch_add(1, Ordering::Relaxed) % self.cells.len();
        self.cells[place]
    }
}

impl Cells {
    /// The employments that they are of, each once.
    pub fn employments(&self) -> Vec<i64> {
        self.cells.iter().map(|cell| cell.0).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The cells of the year asked about.
pub fn known_cells(url: &str) -> Result<Cells<Known>> {
    let mut sql: Fragment<(BigInt, (BigInt, BigInt, Integer))> = Fragment::default();
    let (from, to) = (YEAR * 100 + 1, YEAR * 100 + 12);
    sql.push(format!(
        "SELECT id, employment_id, lot_id, month FROM hours WHERE month BETWEEN {from} AND {to} ORDER BY id LIMIT 2500"
    ));
    let cells: Vec<Known> = sql.load(&mut open(url)?)?;
    anyhow::ensure!(!cells.is_empty(), "no hours in {YEAR}: fill the database with `generate` first");
    Ok(Cells::new(cells))
}

/// Cells outside that year that nobody has filled.
pub fn free_cells(url: &str, most: usize) -> Result<Cells> {
    let month = "CAST(substr(CAST(a.starts_on AS TEXT), 1, 4) AS INTEGER) * 100 + m";
    let months = (1..=12).map(|month| format!("SELECT {month} AS m")).collect::<Vec<_>>().join(" UNION ALL ");
    let mut sql: Fragment<(BigInt, BigInt, Integer)> = Fragment::default();
    sql.push(format!(
        "SELECT a.employment_id, a.lot_id, {month} FROM assignments a CROSS JOIN ({months}) AS months \
         WHERE (a.starts_on < '{YEAR}-01-01' OR a.starts_on > '{YEAR}-12-31') AND NOT EXISTS (SELECT 1 FROM hours h \
         WHERE h.employment_id = a.employment_id AND h.lot_id = a.lot_id AND h.month = {month}) LIMIT {most}"
    ));
    Ok(Cells::new(sql.load(&mut open(url)?)?))
}

const CONDITIONS: &str = " FROM hours WHERE month BETWEEN ";
const COUNTED: &str = " AND sector IN ('BTP', 'MS', 'PI') AND status = 'validated' AND counted";
const FIGURES: &str = "CAST(COALESCE(SUM(worked), 0) AS BIGINT), COUNT(DISTINCT CASE WHEN worked > 0 THEN candidate_id END), \
    COUNT(DISTINCT CASE WHEN worked > 0 THEN employment_id END)";

type Figures = (Nullable<Text>, Nullable<Text>, BigInt, BigInt, BigInt);
type Row = (Option<String>, Option<String>, i64, i64, i64);

/// A year's totals by sector and contract type, and the whole, people included: two plain statements.
pub fn totals_in_two(url: &str) -> Result<Step> {
    let mut conn = open(url)?;
    Ok(Box::new(move || {
        let mut rows: Fragment<Figures> = Fragment::default();
        rows.push(format!("SELECT sector, contract_type, {FIGURES}{CONDITIONS}"));
        year(&mut rows);
        rows.push(format!("{COUNTED} GROUP BY 1, 2"));
        let mut whole: Fragment<Figures> = Fragment::default();
        whole.push(format!("SELECT CAST(NULL AS TEXT), CAST(NULL AS TEXT), {FIGURES}{CONDITIONS}"));
        year(&mut whole);
        whole.push(COUNTED);
        let (rows, whole): (Vec<Row>, Vec<Row>) = (rows.load(&mut conn)?, whole.load(&mut conn)?);
        Ok(!rows.is_empty() && !whole.is_empty())
    }))
}

/// The same answer from one statement that first adds up each employment.
pub fn totals_in_one(url: &str) -> Result<Step> {
    let mut conn = open(url)?;
    Ok(Box::new(move || {
        let mut sql: Fragment<Figures> = Fragment::default();
        sql.push(format!(
            "WITH each AS MATERIALIZED (SELECT sector, contract_type, candidate_id, employment_id, \
             SUM(worked) AS worked{CONDITIONS}"
        ));
        year(&mut sql);
        sql.push(format!(
            "{COUNTED} GROUP BY 1, 2, 3, 4) SELECT sector, contract_type, {FIGURES} FROM each GROUP BY 1, 2 \
             UNION ALL SELECT NULL, NULL, {FIGURES} FROM each"
        ));
        let rows: Vec<Row> = sql.load(&mut conn)?;
        Ok(!rows.is_empty())
    }))
}

fn year(sql: &mut Fragment<Figures>) {
    let first = i32::try_from(YEAR * 100 + 1).unwrap_or(0);
    sql.bind_integer(first);
    sql.push(" AND ");
    sql.bind_integer(first + 11);
}

/// One new row of hours and its commit, with everything that a row carries and all its indexes.
pub fn upserts(url: &str, cells: &Cells, book: &Book) -> Result<Step> {
    Ok(upserts_on(open(url)?, cells, book))
}

/// The same on SQLite, with all the settings of the service's own connection that writes.
pub fn upserts_alike(url: &str, cells: &Cells, book: &Book) -> Result<Step> {
    Ok(upserts_on(open_alike(url)?, cells, book))
}

fn upserts_on(mut conn: AnyConn, cells: &Cells, book: &Book) -> Step {
    let (cells, book) = (cells.clone(), book.clone());
    Box::new(move || {
        let Some(cell) = cells.take() else { return Ok(false) };
        rows::one(&mut conn, cell, &book)?;
        Ok(true)
    })
}

/// Takes back what the raw side wrote; the service's own cells stay.
pub fn take_back(url: &str) -> Result<()> {
    open(url)?.batch_execute("DROP TABLE IF EXISTS raw_versions; DELETE FROM hours WHERE source = 'load'")?;
    settle(url)
}

/// What is measured next does not pay for the rubbish of what was before, nor for bringing it to the disk.
pub fn settle(url: &str) -> Result<()> {
    let mut conn = open(url)?;
    match Engine::of(url) {
        Engine::Postgres => {
            conn.batch_execute("VACUUM ANALYZE hours, hours_versions")?;
            conn.batch_execute("CHECKPOINT")?;
        }
        Engine::Sqlite => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?,
    }
    Ok(())
}
