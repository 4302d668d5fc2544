//! The data version: a counter that rises with every change that totals or bilans could show. It is the basis of their
//! `ETag` (goal 5 of the performance goals: an unchanged total is answered 304, and never stale after a commit).

use diesel::backend::Backend;
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::AnyConn;
use super::connection::MultiBackend;
use crate::error::Result;

/// A state of the data: equal versions mean equal totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataVersion(pub i64);

/// The data version as a column of any query, which saves a round trip.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct CurrentVersion;

/// The data version as SQL text. PostgreSQL sums BIGINT to NUMERIC, hence the cast.
pub const CURRENT_VERSION: &str = "(SELECT CAST(SUM(data_version.counter) AS BIGINT) FROM data_version)";

impl Expression for CurrentVersion {
    type SqlType = BigInt;
}

impl<QS> SelectableExpression<QS> for CurrentVersion {}
impl<QS> AppearsOnTable<QS> for CurrentVersion {}

impl<G> ValidGrouping<G> for CurrentVersion {
    type IsAggregate = is_aggregate::Never;
}

impl<DB: Backend> QueryFragment<DB> for CurrentVersion {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(CURRENT_VERSION);
        Ok(())
    }
}

/// Selects the data version alone.
#[derive(QueryId)]
struct VersionQuery;

impl QueryFragment<MultiBackend> for VersionQuery {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.push_sql("SELECT ");
        pass.push_sql(CURRENT_VERSION);
        Ok(())
    }
}

impl Query for VersionQuery {
    type SqlType = BigInt;
}

impl RunQueryDsl<AnyConn> for VersionQuery {}

/// The version of the state that the connection reads now.
///
/// # Errors
/// `unavailable`.
pub(super) fn current(conn: &mut AnyConn) -> Result<DataVersion> {
    Ok(DataVersion(VersionQuery.get_result(conn)?))
}

/// Raises the counter, at least to the present microsecond: a database restored to an earlier state then never reuses a
/// version for other data. On PostgreSQL each connection raises one of 16 rows, so that writers rarely wait for each
/// other; SQLite has one writer at a time.
const RAISE_PG: &str = "UPDATE data_version SET counter = \
        GREATEST(counter + 1, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)) \
    WHERE shard = pg_backend_pid() % 16";
const RAISE_SQLITE: &str = "UPDATE data_version SET counter = \
        MAX(counter + 1, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)) \
    WHERE shard = 0";

/// The raise on SQLite, as a cached prepared statement.
#[derive(QueryId)]
struct RaiseOnSqlite;

impl QueryFragment<Sqlite> for RaiseOnSqlite {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(RAISE_SQLITE);
        Ok(())
    }
}

impl RunQueryDsl<SqliteConnection> for RaiseOnSqlite {}

/// Raises the version and commits. The counter is the last lock that a transaction takes, so it adds no deadlock. On
/// PostgreSQL both statements go in one message; diesel reads the transaction's state off the connection.
pub(super) fn raise_and_commit(conn: &mut AnyConn) -> Result<()> {
    match conn {
        AnyConn::Pg(pg) => Ok(pg.batch_execute(&format!("{RAISE_PG}; COMMIT"))?),
        AnyConn::Sqlite(sqlite) => {
            RaiseOnSqlite.execute(sqlite)?;
            Ok(AnsiTransactionManager::commit_transaction(sqlite)?)
        }
    }
}
