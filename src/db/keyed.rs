//! Rows, and of each one row of another table that refers to it: one statement on PostgreSQL; on SQLite two for
//! each row, and one that looks all of them up.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::AnyConn;
use super::among::{AnyOf, Keys};
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

    /// Binds those of one row, with commas between them.
    ///
    /// # Errors
    /// What the engine makes of a value.
    fn bind_key<'b>(&'b self, row: usize, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()>;

    /// Those of all rows, to be looked for.
    fn keys(&self) -> Keys;
}

/// Rows that refer to others.
pub trait Referring: Columns {
    /// The column that holds the other's id, which is not among their own columns.
    const REFERS_BY: &'static str;
}

/// What stands behind the values of an insertion.
pub trait Tail: 'static {
    /// Says what becomes of a conflict.
    const SQL: &'static str;
}

/// What is inserted: everything on PostgreSQL, one row on SQLite. `L` is the tail, `G` what is known of each
/// afterwards.
pub struct Both<'r, R, C, L, G> {
    rows: &'r R,
    referring: &'r C,
    row: usize,
    kinds: PhantomData<(L, G)>,
}

/// All the rows on SQLite, found again by their keys: giving each back at once would take a table for the moment.
pub struct Found<R, G> {
    any: AnyOf,
    kinds: PhantomData<(R, G)>,
}

/// One of the referring rows on SQLite, which finds the row that it refers to by its key.
struct Reference<'r, R, C> {
    rows: &'r R,
    referring: &'r C,
    row: usize,
}

fn push(pass: &mut AstPass<'_, '_, impl Backend>, pieces: &[&str]) {
    pieces.iter().for_each(|piece| pass.push_sql(piece));
}

impl<R: Keyed, C: Referring, L: Tail, G> QueryFragment<Pg> for Both<'_, R, C, L, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        push(&mut pass, &["WITH written AS (INSERT INTO ", R::TABLE, " (", R::NAMES, ") SELECT * FROM unnest("]);
        self.rows.bind_columns(pass.reborrow())?;
        push(&mut pass, &[") ", L::SQL, " RETURNING id, ", R::KEYS, "), referring AS (INSERT INTO ", C::TABLE]);
        push(&mut pass, &[" (", C::REFERS_BY, ", ", C::NAMES, ") SELECT written.id, ", C::NAMES, " FROM unnest("]);
        self.rows.bind_keys(pass.reborrow())?;
        pass.push_sql(", ");
        self.referring.bind_columns(pass.reborrow())?;
        push(&mut pass, &[") AS said (", R::KEYS, ", ", C::NAMES, ") JOIN written USING (", R::KEYS, ")) SELECT id, "]);
        push(&mut pass, &[R::KEYS, " FROM written"]);
        Ok(())
    }
}

impl<R: Keyed, C, L: Tail, G> QueryFragment<Sqlite> for Both<'_, R, C, L, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["INSERT INTO ", R::TABLE, " (", R::NAMES, ") VALUES ("]);
        self.rows.bind_row(self.row, pass.reborrow())?;
        push(&mut pass, &[") ", L::SQL]);
        Ok(())
    }
}

impl<R: Keyed, G> QueryFragment<Sqlite> for Found<R, G> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["SELECT id, ", R::KEYS, " FROM ", R::TABLE, " WHERE (", R::KEYS, ")"]);
        self.any.walk_ast(pass)
    }
}

impl<R: Keyed, C: Referring> QueryFragment<Sqlite> for Reference<'_, R, C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push(&mut pass, &["INSERT INTO ", C::TABLE, " (", C::REFERS_BY, ", ", C::NAMES, ") SELECT id, "]);
        self.referring.bind_row(self.row, pass.reborrow())?;
        push(&mut pass, &[" FROM ", R::TABLE, " WHERE (", R::KEYS, ") = ("]);
        self.rows.bind_key(self.row, pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<R: Columns, C: Columns, L: Tail, G> QueryId for Both<'_, R, C, L, G> {
    type QueryId = Both<'static, R::Unborrowed, C::Unborrowed, L, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: Columns, G> QueryId for Found<R, G> {
    type QueryId = Found<R::Unborrowed, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: Columns, C: Columns> QueryId for Reference<'_, R, C> {
    type QueryId = Reference<'static, R::Unborrowed, C::Unborrowed>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, C, L, G> Query for Both<'_, R, C, L, G> {
    type SqlType = G;
}

impl<R, G> Query for Found<R, G> {
    type SqlType = G;
}

impl<R, C, L, G> RunQueryDsl<PgConnection> for Both<'_, R, C, L, G> {}
impl<R, C, L, G> RunQueryDsl<SqliteConnection> for Both<'_, R, C, L, G> {}
impl<R, G> RunQueryDsl<SqliteConnection> for Found<R, G> {}
impl<R, C> RunQueryDsl<SqliteConnection> for Reference<'_, R, C> {}

/// Writes rows, and of each the one at the same place of `referring`; gives back the ids and the keys, or nothing where the
/// tail `L` let one of them out: then the transaction is to be undone.
///
/// # Errors
/// Those of the constraints; `unavailable`.
pub fn insert_both<'r, L, R, C, G, T>(conn: &mut AnyConn, rows: &'r R, referring: &'r C) -> Result<Option<Vec<T>>>
where
    L: Tail,
    R: Keyed,
    C: Referring,
    Both<'r, R, C, L, G>: LoadQuery<'r, PgConnection, T>,
    Found<R, G>: LoadQuery<'r, SqliteConnection, T>,
{
    let both = |row| Both::<R, C, L, G> { rows, referring, row, kinds: PhantomData };
    let written: Vec<T> = match conn {
        AnyConn::Pg(pg) => both(0).load(pg)?,
        AnyConn::Sqlite(sqlite) => {
            for row in 0..rows.rows() {
                if RunQueryDsl::<SqliteConnection>::execute(both(row), sqlite)? == 0 {
                    return Ok(None);
                }
                Reference { rows, referring, row }.execute(sqlite)?;
            }
            Found::<R, G> { any: rows.keys().into(), kinds: PhantomData }.load(sqlite)?
        }
    };
    Ok(Some(written).filter(|written| written.len() == rows.rows()))
}
