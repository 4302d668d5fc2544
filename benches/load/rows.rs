//! The database's own best way to take many rows: PostgreSQL gets each column as an array, SQLite one prepared statement
//! again and again, and either one transaction. The rows are whole, with all that the service would have put into them.

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
use super::carried::{Book, Carried};
use super::database::open;
use super::raw::{Cell, Cells};
use super::rounds::Step;

/// The values of a column, row by row.
enum Column<'b> {
    Big(Vec<i64>),
    Int(Vec<i32>),
    Text(Vec<&'b str>),
    Flag(Vec<bool>),
    PerhapsBig(Vec<Option<i64>>),
    PerhapsInt(Vec<Option<i32>>),
    PerhapsText(Vec<Option<&'b str>>),
}

/// An insertion of all rows on PostgreSQL, of one of them on SQLite.
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
/// A table like the versions' own, which takes nothing back.
const OWN_VERSIONS: &str = "CREATE TABLE raw_versions (
    hours_id BIGINT NOT NULL REFERENCES hours (id) ON DELETE CASCADE, version BIGINT NOT NULL CHECK (version > 0),
    worked BIGINT NOT NULL CHECK (worked >= 0), training BIGINT NOT NULL CHECK (training BETWEEN 0 AND worked),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'validated', 'rejected')), source TEXT NOT NULL,
    evidence_kind TEXT, evidence_reference TEXT, evidence_on DATE, reason TEXT, recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL, PRIMARY KEY (hours_id, version))";
const VERSIONS: &str =
    "INSERT INTO raw_versions (hours_id, version, worked, training, status, source, recorded_by, recorded_at) ";

fn hours<'b>(cells: &[Cell], book: &'b Book) -> Result<Vec<Column<'b>>> {
    let rows = book.read(cells)?;
    let big = |value: i64| Column::Big(vec![value; cells.len()]);
    let same = |value: &'static str| Column::Text(vec![value; cells.len()]);
    let ids = |of: fn(&Carried) -> i64| Column::Big(rows.iter().map(|row| of(row)).collect());
    let text = |of: fn(&Carried) -> &str| Column::Text(rows.iter().map(|row| of(row)).collect());
    let perhaps = |of: fn(&Carried) -> Option<&str>| Column::PerhapsText(rows.iter().map(|row| of(row)).collect());
    let flag = |of: fn(&Carried) -> bool| Column::Flag(rows.iter().map(|row| of(row)).collect());
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
        perhaps(|row| row.prescriber_kind.as_deref()),
        text(|row| &row.sex),
        text(|row| &row.age_bracket),
        Column::PerhapsInt(rows.iter().map(|row| row.qualification_level).collect()),
        perhaps(|row| row.commune.as_deref()),
        Column::PerhapsBig(rows.iter().map(|row| row.neighbourhood).collect()),
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

/// Makes the table for the raw side's versions; [`super::raw::take_back`] takes it away.
pub fn prepare(url: &str) -> Result<()> {
    Ok(open(url)?.batch_execute(OWN_VERSIONS)?)
}

/// 500 new rows and their commit, with their versions if `kept`.
pub fn step(url: &str, cells: &Cells, book: &Book, kept: bool) -> Result<Step> {
    let (mut conn, cells, book) = (open(url)?, cells.clone(), book.clone());
    Ok(Box::new(move || {
        let Some(cells) = cells.take_many(ROWS) else { return Ok(false) };
        let columns = hours(&cells, &book)?;
        match &mut conn {
            AnyConn::Pg(pg) => pg.transaction(|pg| {
                let ids = Insertion { into: HOURS, columns: &columns, row: 0, tail: TAIL }.load(pg)?;
                if kept {
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
                let columns = versions(if kept { ids } else { Vec::new() });
                for row in 0..if kept { cells.len() } else { 0 } {
                    Insertion { into: VERSIONS, columns: &columns, row, tail: "" }.execute(sqlite)?;
                }
                diesel::QueryResult::Ok(true)
            }),
        }
        .map_err(Into::into)
    }))
}

/// One new row and its commit.
pub fn one(conn: &mut AnyConn, cell: Cell, book: &Book) -> Result<()> {
    let columns = hours(&[cell], book)?;
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
                Column::PerhapsBig(values) => pass.push_bind_param::<Array<Nullable<BigInt>>, _>(values)?,
                Column::PerhapsInt(values) => pass.push_bind_param::<Array<Nullable<Integer>>, _>(values)?,
                Column::PerhapsText(values) => pass.push_bind_param::<Array<Nullable<Text>>, _>(values)?,
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
                Column::PerhapsBig(values) => pass.push_bind_param::<Nullable<BigInt>, _>(&values[self.row])?,
                Column::PerhapsInt(values) => pass.push_bind_param::<Nullable<Integer>, _>(&values[self.row])?,
                Column::PerhapsText(values) => pass.push_bind_param::<Nullable<Text>, _>(&values[self.row])?,
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
