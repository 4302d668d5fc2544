//! Raw SQL with bound values, for queries that diesel cannot express: `totals` builds its text from the dimensions
//! asked for, `settings` and lists use it for what the query builder lacks.

use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::backend::Backend;
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
use super::in_list::KeyList;

/// A bound value.
#[derive(Debug, Clone)]
enum Bound {
    Text(String),
    Integer(i32),
    Date(NaiveDate),
    Keys(KeyList),
}

/// A query assembled from SQL text and bound values; `T` is the SQL type of a row. Its prepared statement is cached by
/// its text.
#[derive(Debug)]
pub struct RawQuery<T> {
    pieces: Vec<(String, Option<Bound>)>,
    is_uncached: bool,
    row: std::marker::PhantomData<T>,
}

impl<T> Default for RawQuery<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), is_uncached: false, row: std::marker::PhantomData }
    }
}

impl<T> RawQuery<T> {
    /// Appends SQL text, which must never contain user input.
    pub fn push(&mut self, sql: impl Into<String>) {
        self.pieces.push((sql.into(), None));
    }

    /// Appends a bound text.
    pub fn bind_text(&mut self, value: impl Into<String>) {
        self.pieces.push((String::new(), Some(Bound::Text(value.into()))));
    }

    /// Appends bound texts, separated by commas; `NULL`, which equals nothing, if there are none.
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

    /// Appends a bound date.
    pub fn bind_date(&mut self, value: NaiveDate) {
        self.pieces.push((String::new(), Some(Bound::Date(value))));
    }

    /// Appends the right side of a comparison with any of these keys.
    pub fn bind_keys(&mut self, keys: KeyList) {
        self.pieces.push((String::new(), Some(Bound::Keys(keys))));
    }

    /// Prepares the statement for this call only: each cached statement takes memory on every connection, and rare
    /// shapes are countless.
    pub fn uncached(&mut self) {
        self.is_uncached = true;
    }

    /// Appends a bound integer.
    pub fn bind_integer(&mut self, value: i32) {
        self.pieces.push((String::new(), Some(Bound::Integer(value))));
    }

    /// Loads the rows.
    ///
    /// # Errors
    /// The engine's.
    pub fn load<'q, R>(self, conn: &mut AnyConn) -> QueryResult<Vec<R>>
    where
        Self: LoadQuery<'q, PgConnection, R> + LoadQuery<'q, SqliteConnection, R>,
    {
        match conn {
            AnyConn::Pg(conn) => RunQueryDsl::load(self, conn),
            AnyConn::Sqlite(conn) => RunQueryDsl::load(self, conn),
        }
    }
}

impl<T, DB: Backend> QueryFragment<DB> for RawQuery<T>
where
    Bound: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.is_uncached {
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
    String: ToSql<Text, DB>,
    i32: ToSql<Integer, DB>,
    NaiveDate: ToSql<Date, DB>,
    KeyList: QueryFragment<DB>,
    DB: HasSqlType<Text> + HasSqlType<Integer> + HasSqlType<Date>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        match self {
            Self::Text(value) => pass.push_bind_param::<Text, _>(value),
            Self::Integer(value) => pass.push_bind_param::<Integer, _>(value),
            Self::Date(value) => pass.push_bind_param::<Date, _>(value),
            Self::Keys(keys) => keys.walk_ast(pass),
        }
    }
}

impl<T> QueryId for RawQuery<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for RawQuery<T> {
    type SqlType = T;
}

impl<T> RunQueryDsl<PgConnection> for RawQuery<T> {}
impl<T> RunQueryDsl<SqliteConnection> for RawQuery<T> {}

/// The keyset condition of a page: rows after a given one in the order of two columns, compared as a row so that an
/// index on both columns serves it.
#[derive(Debug, Clone)]
pub struct After {
    /// The names of the columns, separated by a comma.
    pub columns: Cow<'static, str>,
    /// Their values in the last row of the page before.
    pub last: (i64, i64),
}

impl QueryFragment<MultiBackend> for After {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.push_sql("(");
        pass.push_sql(&self.columns);
        pass.push_sql(") > (");
        pass.push_bind_param::<BigInt, _>(&self.last.0)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, _>(&self.last.1)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryId for After {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for After {
    type SqlType = Bool;
}

impl<QS> SelectableExpression<QS> for After {}
impl<QS> AppearsOnTable<QS> for After {}

impl<G> ValidGrouping<G> for After {
    type IsAggregate = is_aggregate::Never;
}
