//! Rows, and of each one row of another table that refers to it: one statement on PostgreSQL, two for each row on SQLite.

use std::marker::PhantomData;

use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;
use diesel::sql_types::BigInt;
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::AnyConn;
use super::bulk::Columns;
use crate::error::Result;

/// Rows that have an `id`, and columns by which each is known before it has one.
pub trait Keyed: Columns {
    /// Those columns' names, as they stand in a list of them.
    const KEYS: &'static str;

    /// Binds them as arrays, with commas between them.
    ///
    /// # Errors
    /// What the engine makes of a value.
    fn bind_keys<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()>;
}

/// Rows that refer to others.
pub trait Referring: Columns {
    /// The column that holds the other's id, which is not among their own columns.
    const REFERS_BY: &'static str;
}

/// What is inserted: everything on PostgreSQL, one row on SQLite. `G` is what it gives back of each row.
pub struct Both<'r, R, C, G> {
    rows: &'r R,
    referring: &'r C,
    row: usize,
    tail: &'static str,
    gives: PhantomData<G>,
}

/// One of the referring rows on SQLite.
struct Reference<'r, C> {
    referring: &'r C,
    row: usize,
    id: i64,
}

fn push(pass: &mut AstPass<'_, '_, impl diesel::backend::Backend>, pieces: &[&str]) {
    pieces.iter().for_each(|piece| pass.push_sql(piece));
}

impl<R: Keyed, C: Referring, G> QueryFragment<Pg> for Both<'_, R, C, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        push(&mut pass, &["WITH written AS (INSERT INTO ", R::TABLE, " (", R::NAMES, ") SELECT * FROM unnest("]);
        self.rows.bind_columns(pass.reborrow())?;
        push(&mut pass, &[") ", self.tail, " RETURNING id, ", R::KEYS, "), referring AS (INSERT INTO ", C::TABLE]);
        push(&mut pass, &[" (", C::REFERS_BY, ", ", C::NAMES, ") SELECT written.id, ", C::NAMES, " FROM unnest("]);
        self.rows.bind_keys(pass.reborrow())?;
        pass.push_sql(", ");
        self.referring.bind_columns(pass.reborrow())?;
        push(&mut pass, &[") AS said (", R::KEYS, ", ", C::NAMES, ") JOIN written USING (", R::KEYS, ")) SELECT id, "]);
        push(&mut pass, &[R::KEYS, " FROM written"]);
        Ok(())
    }
}

impl<R: Keyed, C, G> QueryFragment<Sqlite> for Both<'_, R, C, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["INSERT INTO ", R::TABLE, " (", R::NAMES, ") VALUES ("]);
        self.rows.bind_row(self.row, pass.reborrow())?;
        push(&mut pass, &[") ", self.tail, " RETURNING id, ", R::KEYS]);
        Ok(())
    }
}

impl<C: Referring> QueryFragment<Sqlite> for Reference<'_, C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["INSERT INTO ", C::TABLE, " (", C::REFERS_BY, ", ", C::NAMES, ") VALUES ("]);
        pass.push_bind_param::<BigInt, _>(&self.id)?;
        pass.push_sql(", ");
        self.referring.bind_row(self.row, pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<R, C, G> QueryId for Both<'_, R, C, G> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C> QueryId for Reference<'_, C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, C, G> Query for Both<'_, R, C, G> {
    type SqlType = G;
}

impl<R, C, G> RunQueryDsl<PgConnection> for Both<'_, R, C, G> {}
impl<R, C, G> RunQueryDsl<SqliteConnection> for Both<'_, R, C, G> {}
impl<C> RunQueryDsl<SqliteConnection> for Reference<'_, C> {}

/// Writes rows, and of each the one at the same place of `referring`; gives back the id and the keys of those that were
/// written. `tail` stands behind the values, and says what becomes of a conflict.
///
/// # Errors
/// Those of the constraints; `unavailable`.
pub fn insert_both<'r, R, C, G, T>(
    conn: &mut AnyConn,
    rows: &'r R,
    referring: &'r C,
    tail: &'static str,
    id: impl Fn(&T) -> i64,
) -> Result<Vec<T>>
where
    R: Keyed,
    C: Referring,
    Both<'r, R, C, G>: LoadQuery<'r, PgConnection, T> + LoadQuery<'r, SqliteConnection, T>,
{
    let both = |row| Both::<R, C, G> { rows, referring, row, tail, gives: PhantomData };
    match conn {
        AnyConn::Pg(pg) => Ok(both(0).load(pg)?),
        AnyConn::Sqlite(sqlite) => {
            let mut written = Vec::with_capacity(rows.rows());
            for row in 0..rows.rows() {
                let given: Vec<T> = both(row).load(sqlite)?;
                for id in given.iter().map(&id) {
                    Reference { referring, row, id }.execute(sqlite)?;
                }
                written.extend(given);
            }
            Ok(written)
        }
    }
}
