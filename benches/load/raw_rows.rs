//! The raw side of writes: the fastest plain SQL for new rows of hours, with every column that the service fills.
//! PostgreSQL gets each column as an array (`unnest`); SQLite repeats one prepared statement in a transaction.

use anyhow::Result;
use clauses::db::AnyConn;
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::batches::ROWS;
use super::cells::{Cell, Cells};
use super::database::{open, open_like_writer};
use super::snapshots::{Snapshot, Snapshots};
use super::workload::Step;

/// The values of a column, row by row.
enum Column<'b> {
    Big(Vec<i64>),
    Int(Vec<i32>),
    Text(Vec<&'b str>),
    Flag(Vec<bool>),
    OptionalBig(Vec<Option<i64>>),
    OptionalInt(Vec<Option<i32>>),
    OptionalText(Vec<Option<&'b str>>),
}

/// Inserts all rows on PostgreSQL, one of them on SQLite.
struct Insertion<'r> {
    into: &'static str,
    columns: &'r [Column<'r>],
    row: usize,
    tail: &'static str,
}

const HOURS: &str = "INSERT INTO hours (employment_id, lot_id, month, worked, training, status, source, version, candidate_id, \
    employer_id, public_contract_id, sector, contract_type, modality, prescriber_kind, sex, age_bracket, \
    qualification_level, commune_code, neighbourhood_id, qpv_legal, rsa, in_plie, counted, updated_at) ";
const TAIL: &str = " ON CONFLICT (employment_id, lot_id, month) DO UPDATE SET worked = excluded.worked, \
    training = excluded.training WHERE hours.worked IS DISTINCT FROM excluded.worked \
    OR hours.training IS DISTINCT FROM excluded.training RETURNING id";
/// A table like `hours_versions`, whose rows may be deleted.
const CREATE_VERSIONS: &str = "CREATE TABLE raw_versions (
    hours_id BIGINT NOT NULL REFERENCES hours (id) ON DELETE CASCADE, version BIGINT NOT NULL CHECK (version > 0),
    worked BIGINT NOT NULL CHECK (worked >= 0), training BIGINT NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'validated', 'rejected')), source TEXT NOT NULL,
    evidence_kind TEXT, evidence_reference TEXT, evidence_on DATE, reason TEXT, recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL, PRIMARY KEY (hours_id, version))";
const VERSIONS: &str =
    "INSERT INTO raw_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at) ";

fn hours<'b>(cells: &[Cell], snapshots: &'b Snapshots) -> Result<Vec<Column<'b>>> {
    let rows = snapshots.get(cells)?;
    let big = |value: i64| Column::Big(vec![value; cells.len()]);
    let same = |value: &'static str| Column::Text(vec![value; cells.len()]);
    let ids = |of: fn(&Snapshot) -> i64| Column::Big(rows.iter().map(|row| of(row)).collect());
    let text = |of: fn(&Snapshot) -> &str| Column::Text(rows.iter().map(|row| of(row)).collect());
    let optional = |of: fn(&Snapshot) -> Option<&str>| Column::OptionalText(rows.iter().map(|row| of(row)).collect());
    let flag = |of: fn(&Snapshot) -> bool| Column::Flag(rows.iter().map(|row| of(row)).collect());
    Ok(vec![
        Column::Big(cells.iter().map(|cell| cell.0).collect()),
        Column::Big(cells.iter().map(|cell| cell.1).collect()),
        Column::Int(cells.iter().map(|cell| cell.2).collect()),
        big(12150),
        big(700),
        same("submitted"),
        same("load"),
        big(1),
        ids(|row| row.candidate),
        ids(|row| row.employer),
        ids(|row| row.public_contract),
        text(|row| &row.sector),
        text(|row| &row.contract_type),
        text(|row| &row.modality),
        optional(|row| row.prescriber_kind.as_deref()),
        text(|row| &row.sex),
        text(|row| &row.age_bracket),
        Column::OptionalInt(rows.iter().map(|row| row.qualification_level).collect()),
        optional(|row| row.commune.as_deref()),
        Column::OptionalBig(rows.iter().map(|row| row.neighbourhood).collect()),
        flag(|row| row.qpv_legal),
        flag(|row| row.rsa),
        flag(|row| row.in_plie),
        flag(|row| row.counted),
    ])
}

fn versions(ids: Vec<i64>) -> Vec<Column<'static>> {
    let rows = ids.len();
    let text = |value: &'static str| Column::Text(vec![value; rows]);
    let big = |value: i64| Column::Big(vec![value; rows]);
    vec![Column::Big(ids), big(1), big(12150), big(700), text("submitted"), text("load"), text("load")]
}

/// Creates the table for the raw side's versions; [`super::database::delete_raw_rows`] drops it.
pub fn create_versions(url: &str) -> Result<()> {
    Ok(open(url)?.batch_execute(CREATE_VERSIONS)?)
}

/// Inserts 500 new rows in one transaction, with their versions if `versioned`.
pub fn batches(url: &str, cells: &Cells, snapshots: &Snapshots, versioned: bool) -> Result<Step> {
    let (mut conn, cells, snapshots) = (open(url)?, cells.clone(), snapshots.clone());
    Ok(Box::new(move || {
        let Some(cells) = cells.take_many(ROWS) else { return Ok(false) };
        let columns = hours(&cells, &snapshots)?;
        match &mut conn {
            AnyConn::Pg(pg) => pg.transaction(|pg| {
                let ids = Insertion { into: HOURS, columns: &columns, row: 0, tail: TAIL }.load(pg)?;
                if versioned {
                    Insertion { into: VERSIONS, columns: &versions(ids), row: 0, tail: "" }.execute(pg)?;
                }
                diesel::QueryResult::Ok(true)
            }),
            AnyConn::Sqlite(sqlite) => sqlite.immediate_transaction(|sqlite| {
                let mut ids = Vec::with_capacity(cells.len());
                for row in 0..cells.len() {
                    let insertion = Insertion { into: HOURS, columns: &columns, row, tail: TAIL };
                    ids.extend(insertion.load::<i64>(sqlite)?);
                }
                let columns = versions(if versioned { ids } else { Vec::new() });
                for row in 0..if versioned { cells.len() } else { 0 } {
                    Insertion { into: VERSIONS, columns: &columns, row, tail: "" }.execute(sqlite)?;
                }
                diesel::QueryResult::Ok(true)
            }),
        }
        .map_err(Into::into)
    }))
}

/// Inserts one new row and commits, all indexes included.
pub fn upserts(url: &str, cells: &Cells, snapshots: &Snapshots) -> Result<Step> {
    Ok(upserts_on(open(url)?, cells, snapshots))
}

/// Inserts one new row on SQLite with the settings of the service's writing connection.
pub fn upserts_like_writer(url: &str, cells: &Cells, snapshots: &Snapshots) -> Result<Step> {
    Ok(upserts_on(open_like_writer(url)?, cells, snapshots))
}

fn upserts_on(mut conn: AnyConn, cells: &Cells, snapshots: &Snapshots) -> Step {
    let (cells, snapshots) = (cells.clone(), snapshots.clone());
    Box::new(move || {
        let Some(cell) = cells.take() else { return Ok(false) };
        upsert(&mut conn, cell, &snapshots)?;
        Ok(true)
    })
}

fn upsert(conn: &mut AnyConn, cell: Cell, snapshots: &Snapshots) -> Result<()> {
    let columns = hours(&[cell], snapshots)?;
    let insertion = Insertion { into: HOURS, columns: &columns, row: 0, tail: TAIL };
    let written: Vec<i64> = match conn {
        AnyConn::Pg(pg) => insertion.load(pg)?,
        AnyConn::Sqlite(sqlite) => insertion.load(sqlite)?,
    };
    anyhow::ensure!(written.len() == 1, "a row was not written");
    Ok(())
}

impl QueryFragment<Pg> for Insertion<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(self.into);
        pass.push_sql("SELECT *, localtimestamp FROM unnest(");
        for (place, column) in self.columns.iter().enumerate() {
            pass.push_sql(if place > 0 { ", " } else { "" });
            match column {
                Column::Big(values) => pass.push_bind_param::<Array<BigInt>, _>(values)?,
                Column::Int(values) => pass.push_bind_param::<Array<Integer>, _>(values)?,
                Column::Text(values) => pass.push_bind_param::<Array<Text>, _>(values)?,
                Column::Flag(values) => pass.push_bind_param::<Array<Bool>, _>(values)?,
                Column::OptionalBig(values) => pass.push_bind_param::<Array<Nullable<BigInt>>, _>(values)?,
                Column::OptionalInt(values) => pass.push_bind_param::<Array<Nullable<Integer>>, _>(values)?,
                Column::OptionalText(values) => pass.push_bind_param::<Array<Nullable<Text>>, _>(values)?,
            }
        }
        pass.push_sql(")");
        pass.push_sql(self.tail);
        Ok(())
    }
}

impl QueryFragment<Sqlite> for Insertion<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(self.into);
        pass.push_sql("VALUES (");
        for column in self.columns {
            match column {
                Column::Big(values) => pass.push_bind_param::<BigInt, _>(&values[self.row])?,
                Column::Int(values) => pass.push_bind_param::<Integer, _>(&values[self.row])?,
                Column::Text(values) => pass.push_bind_param::<Text, _>(&values[self.row])?,
                Column::Flag(values) => pass.push_bind_param::<Bool, _>(&values[self.row])?,
                Column::OptionalBig(values) => pass.push_bind_param::<Nullable<BigInt>, _>(&values[self.row])?,
                Column::OptionalInt(values) => pass.push_bind_param::<Nullable<Integer>, _>(&values[self.row])?,
                Column::OptionalText(values) => pass.push_bind_param::<Nullable<Text>, _>(&values[self.row])?,
            }
            pass.push_sql(", ");
        }
        pass.push_sql("datetime('now'))");
        pass.push_sql(self.tail);
        Ok(())
    }
}

impl QueryId for Insertion<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Insertion<'_> {
    type SqlType = BigInt;
}

impl RunQueryDsl<PgConnection> for Insertion<'_> {}
impl RunQueryDsl<SqliteConnection> for Insertion<'_> {}
