//! SQL of our own: text and bound values. Where its shape depends on the question it is cached by its text, elsewhere by a name.

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::connection::DefaultLoadingMode;
use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, Date, HasSqlType, Integer, Text};
use diesel::sqlite::SqliteConnection;

use super::AnyConn;
use super::connection::MultiBackend;
use super::dialect::{ShareRowsOf, native};
use super::in_list::{KeyList, Matching};
use crate::error::Result;

/// A value bound into a fragment.
#[derive(Debug, Clone)]
enum Bound {
    Text(String),
    Integer(i32),
    BigInt(i64),
    Date(NaiveDate),
    AnyOf(KeyList),
    Matching(Matching),
    ShareRowsOf(ShareRowsOf),
}

/// A query put together from pieces that this program wrote and values that it bound; `T` is what a row holds. One whose
/// text is always the same may have a name `N`, by which the statement is found without being written out.
#[derive(Debug)]
pub struct RawQuery<T, N = Unnamed> {
    pieces: Vec<(String, Option<Bound>)>,
    unkept: bool,
    kinds: std::marker::PhantomData<(T, N)>,
}

/// Queries whose text differs from one to the next: their statements are found by it.
#[derive(Debug)]
pub struct Unnamed;

impl QueryId for Unnamed {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, N> Default for RawQuery<T, N> {
    fn default() -> Self {
        Self { pieces: Vec::new(), unkept: false, kinds: std::marker::PhantomData }
    }
}

impl<T, N> RawQuery<T, N> {
    /// Adds SQL as it stands: never anything that a user wrote.
    pub fn push(&mut self, sql: impl Into<String>) {
        self.pieces.push((sql.into(), None));
    }

    /// Adds a text as a bound value.
    pub fn bind_text(&mut self, value: impl Into<String>) {
        self.pieces.push((String::new(), Some(Bound::Text(value.into()))));
    }

    /// Adds texts as bound values with commas between them; none is `NULL`, which no value equals.
    pub fn bind_texts(&mut self, values: impl IntoIterator<Item = impl Into<String>>) {
        let mut is_first = true;
        for value in values {
            self.push(if is_first { "" } else { ", " });
            self.bind_text(value);
            is_first = false;
        }
        if is_first {
            self.push("NULL");
        }
    }

    /// Adds a day as a bound value.
    pub fn bind_date(&mut self, value: NaiveDate) {
        self.pieces.push((String::new(), Some(Bound::Date(value))));
    }

    /// Adds the right side of a comparison with any of these.
    pub fn bind_any_of(&mut self, keys: KeyList) {
        self.pieces.push((String::new(), Some(Bound::AnyOf(keys))));
    }

    /// Adds the `FROM` and the `WHERE` of rows whose column, or columns in brackets, hold one of these; more conditions may
    /// follow.
    pub fn from_matching(&mut self, from: impl Into<String>, column: &'static str, keys: KeyList) {
        let holding = Matching { from: from.into(), column, any: keys.each_once() };
        self.pieces.push((String::new(), Some(Bound::Matching(holding))));
    }

    /// Has the statement planned anew each time: of texts in countless shapes only the usual ones are worth the memory
    /// that a prepared statement takes on every connection.
    pub fn uncached(&mut self) {
        self.unkept = true;
    }

    /// Holds the rows that it finds of the table that goes by this name in it, shared until the transaction ends; it says no
    /// more then.
    pub fn share_rows_of(&mut self, table: &'static str) {
        self.pieces.push((String::new(), Some(Bound::ShareRowsOf(ShareRowsOf(table)))));
    }

    /// Adds a small integer as a bound value.
    pub fn bind_integer(&mut self, value: i32) {
        self.pieces.push((String::new(), Some(Bound::Integer(value))));
    }

    /// Adds an integer as a bound value.
    pub fn bind_big(&mut self, value: i64) {
        self.pieces.push((String::new(), Some(Bound::BigInt(value))));
    }

    /// The rows that it finds.
    ///
    /// # Errors
    /// What the engine makes of it.
    pub fn load<'q, R>(self, conn: &mut AnyConn) -> QueryResult<Vec<R>>
    where
        Self: LoadQuery<'q, PgConnection, R> + LoadQuery<'q, SqliteConnection, R>,
    {
        match conn {
            AnyConn::Pg(conn) => RunQueryDsl::load(self, conn),
            AnyConn::Sqlite(conn) => RunQueryDsl::load(self, conn),
        }
    }

    /// Takes the rows that it finds one after the other, without a list of them.
    ///
    /// # Errors
    /// What the engine makes of it, or of taking a row.
    pub fn for_each<'q, R>(self, conn: &mut AnyConn, mut take: impl FnMut(R) -> Result<()>) -> Result<()>
    where
        Self: LoadQuery<'q, PgConnection, R> + LoadQuery<'q, SqliteConnection, R>,
    {
        native!(conn, |conn| {
            for row in RunQueryDsl::load_iter::<R, DefaultLoadingMode>(self, conn)? {
                take(row?)?;
            }
        });
        Ok(())
    }
}

impl<T, N, DB: Backend> QueryFragment<DB> for RawQuery<T, N>
where
    Bound: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.unkept {
            pass.unsafe_to_cache_prepared();
        }
        for (sql, bound) in &self.pieces {
            pass.push_sql(sql);
            if let Some(bound) = bound {
                bound.walk_ast(pass.reborrow())?;
            }
        }
        Ok(())
    }
}

impl<DB: Backend> QueryFragment<DB> for Bound
where
    KeyList: QueryFragment<DB>,
    Matching: QueryFragment<DB>,
    ShareRowsOf: QueryFragment<DB>,
    String: ToSql<Text, DB>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    NaiveDate: ToSql<Date, DB>,
    DB: HasSqlType<Text> + HasSqlType<Integer> + HasSqlType<BigInt> + HasSqlType<Date>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self {
            Self::Text(value) => pass.push_bind_param::<Text, _>(value),
            Self::Integer(value) => pass.push_bind_param::<Integer, _>(value),
            Self::BigInt(value) => pass.push_bind_param::<BigInt, _>(value),
            Self::Date(value) => pass.push_bind_param::<Date, _>(value),
            Self::AnyOf(value) => value.walk_ast(pass),
            Self::Matching(value) => value.walk_ast(pass),
            Self::ShareRowsOf(value) => value.walk_ast(pass),
        }
    }
}

impl<T, N: QueryId> QueryId for RawQuery<T, N> {
    type QueryId = N::QueryId;
    const HAS_STATIC_QUERY_ID: bool = N::HAS_STATIC_QUERY_ID;
}

impl<T, N> Query for RawQuery<T, N> {
    type SqlType = T;
}

impl<T, N> RunQueryDsl<PgConnection> for RawQuery<T, N> {}
impl<T, N> RunQueryDsl<SqliteConnection> for RawQuery<T, N> {}

/// Rows that stand behind a place in the order of two columns. Compared as rows, so that an index on both columns leads
/// straight there, which no condition on each column does.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The columns, as SQL names them.
    pub columns: &'static str,
    /// The last row before.
    pub place: (i32, i64),
}

impl QueryFragment<MultiBackend> for Behind {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.push_sql("(");
        pass.push_sql(self.columns);
        pass.push_sql(") > (");
        pass.push_bind_param::<Integer, _>(&self.place.0)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, _>(&self.place.1)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryId for Behind {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Behind {
    type SqlType = Bool;
}

impl<QS> SelectableExpression<QS> for Behind {}
impl<QS> AppearsOnTable<QS> for Behind {}

impl<G> ValidGrouping<G> for Behind {
    type IsAggregate = is_aggregate::Never;
}
