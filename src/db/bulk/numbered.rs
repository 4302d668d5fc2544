//! New rows, and of each one row of another table that refers to it: one statement on PostgreSQL, one for each row of
//! either table on SQLite. Their ids are taken before they are written, from the sequence or from what SQLite counts: nothing
//! need be given back or found again.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::dsl::max;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::Columns;
use crate::db::AnyConn;
use crate::error::{AppError, Result};

/// Rows that refer to others, one to each, by its `id`.
pub trait Referring: Columns {
    /// The column that holds the other's id, which is not among their own columns.
    const REFERS_BY: &'static str;
    /// The columns, as they stand in a list of them, that say what the other's of the same name say: nor are these among
    /// their own.
    const ALIKE: &'static str;
}

/// All the rows on PostgreSQL, which numbers them before it writes either of the two.
struct Both<'r, R, C> {
    rows: &'r R,
    referring: &'r C,
    many: i64,
}

/// One of the rows on SQLite, under this id.
struct Numbered<'r, R> {
    rows: &'r R,
    row: usize,
    id: i64,
}

/// The row that refers to it.
struct Reference<'r, R, C> {
    referring: &'r C,
    row: usize,
    id: i64,
    kind: PhantomData<R>,
}

diesel::table! {
    /// The highest id that SQLite ever gave to a row of each table whose rows are numbered by `AUTOINCREMENT`.
    sqlite_sequence (name) {
        name -> Text,
        seq -> BigInt,
    }
}

fn push(pass: &mut AstPass<'_, '_, impl Backend>, pieces: &[&str]) {
    pieces.iter().for_each(|piece| pass.push_sql(piece));
}

impl<R: Columns, C: Referring> QueryFragment<Pg> for Both<'_, R, C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        push(&mut pass, &["WITH said AS MATERIALIZED (SELECT nextval('", R::TABLE, "_id_seq') AS id, * FROM (SELECT "]);
        self.rows.bind_columns(pass.reborrow())?;
        pass.push_sql(", ");
        self.referring.bind_columns(pass.reborrow())?;
        pass.push_sql(", generate_series(1, ");
        pass.push_bind_param::<BigInt, _>(&self.many)?;
        push(&mut pass, &[")) AS said (", R::NAMES, ", ", C::NAMES, ", place)), written AS (INSERT INTO "]);
        push(&mut pass, &[R::TABLE, " (id, ", R::NAMES, ") SELECT id, ", R::NAMES, " FROM said), referring AS ("]);
        let into = ["INSERT INTO ", C::TABLE, " (", C::REFERS_BY, ", ", C::ALIKE, ", ", C::NAMES, ") SELECT id, "];
        push(&mut pass, &into);
        push(&mut pass, &[C::ALIKE, ", ", C::NAMES, " FROM said) SELECT array_agg(id ORDER BY place) FROM said"]);
        Ok(())
    }
}

impl<R: Columns> QueryFragment<Sqlite> for Numbered<'_, R> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["INSERT INTO ", R::TABLE, " (id, ", R::NAMES, ") VALUES ("]);
        pass.push_bind_param::<BigInt, _>(&self.id)?;
        pass.push_sql(", ");
        self.rows.bind_row(self.row, pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<R: Columns, C: Referring> QueryFragment<Sqlite> for Reference<'_, R, C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let into = ["INSERT INTO ", C::TABLE, " (", C::REFERS_BY, ", ", C::ALIKE, ", ", C::NAMES, ") SELECT id, "];
        push(&mut pass, &into);
        push(&mut pass, &[C::ALIKE, ", "]);
        self.referring.bind_row(self.row, pass.reborrow())?;
        push(&mut pass, &[" FROM ", R::TABLE, " WHERE id = "]);
        pass.push_bind_param::<BigInt, _>(&self.id)
    }
}

impl<R: Columns, C: Columns> QueryId for Both<'_, R, C> {
    type QueryId = Both<'static, R::Unborrowed, C::Unborrowed>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: Columns> QueryId for Numbered<'_, R> {
    type QueryId = Numbered<'static, R::Unborrowed>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: Columns, C: Columns> QueryId for Reference<'_, R, C> {
    type QueryId = Reference<'static, R::Unborrowed, C::Unborrowed>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, C> Query for Both<'_, R, C> {
    type SqlType = Array<BigInt>;
}

impl<R, C> RunQueryDsl<PgConnection> for Both<'_, R, C> {}
impl<R> RunQueryDsl<SqliteConnection> for Numbered<'_, R> {}
impl<R, C> RunQueryDsl<SqliteConnection> for Reference<'_, R, C> {}

/// Inserts rows, and of each the one at the same place of `referring`; gives back their ids in their order.
///
/// # Errors
/// Those of the constraints; `unavailable`.
pub fn insert_both<R: Columns, C: Referring>(conn: &mut AnyConn, rows: &R, referring: &C) -> Result<Vec<i64>> {
    if rows.rows() == 0 {
        return Ok(Vec::new());
    }
    match conn {
        AnyConn::Pg(pg) => {
            let many = i64::try_from(rows.rows()).map_err(AppError::internal)?;
            Ok(Both { rows, referring, many }.get_result(pg)?)
        }
        AnyConn::Sqlite(sqlite) => {
            let highest = sqlite_sequence::table.filter(sqlite_sequence::name.eq(R::TABLE));
            let highest: Option<i64> = highest.select(max(sqlite_sequence::seq)).get_result(sqlite)?;
            let ids = highest.unwrap_or(0) + 1..;
            let one = |(row, id)| {
                Numbered { rows, row, id }.execute(sqlite)?;
                Reference { referring, row, id, kind: PhantomData::<R> }.execute(sqlite)?;
                Ok(id)
            };
            (0..rows.rows()).zip(ids).map(one).collect()
        }
    }
}
