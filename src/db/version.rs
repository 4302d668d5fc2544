//! The data version: which state of everything that totals and bilans show a reader has before them.

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

/// A state of the data: two readers of the same version have seen the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataVersion(pub i64);

/// The data version as a column of any query, so that it costs no round trip of its own. PostgreSQL adds big integers up
/// to a NUMERIC, hence the cast.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct CurrentVersion;

/// The same as a piece of SQL.
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

/// The data version, asked for alone.
#[derive(QueryId)]
struct OwnQuery;

impl QueryFragment<MultiBackend> for OwnQuery {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.push_sql("SELECT ");
        pass.push_sql(CURRENT_VERSION);
        Ok(())
    }
}

impl Query for OwnQuery {
    type SqlType = BigInt;
}

impl RunQueryDsl<AnyConn> for OwnQuery {}

/// The version of what the connection sees now.
///
/// # Errors
/// `unavailable`.
pub(super) fn current(conn: &mut AnyConn) -> Result<DataVersion> {
    Ok(DataVersion(OwnQuery.get_result(conn)?))
}

/// One more change: the counter grows, and at least to the present microsecond. So a database put back to an earlier
/// state does not give again, for other data, the versions that it gave before. On PostgreSQL each connection has one of
/// the rows, so that writers rarely meet; SQLite has one writer at a time.
const RAISE_PG: &str = "UPDATE data_version SET counter = \
        GREATEST(counter + 1, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)) \
    WHERE shard = pg_backend_pid() % 16";
const RAISE_SQLITE: &str = "UPDATE data_version SET counter = \
        MAX(counter + 1, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)) \
    WHERE shard = 0";

/// The raise as SQLite keeps it prepared.
#[derive(QueryId)]
struct RaiseOnSqlite;

impl QueryFragment<Sqlite> for RaiseOnSqlite {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(RAISE_SQLITE);
        Ok(())
    }
}

impl RunQueryDsl<SqliteConnection> for RaiseOnSqlite {}

/// Raises the version and commits: nothing is waited for once the counter is held, so nobody waits in a circle. One
/// message for both on PostgreSQL, where diesel asks the connection itself whether a transaction is still under way.
pub(super) fn raise_and_commit(conn: &mut AnyConn) -> Result<()> {
    match conn {
        AnyConn::Pg(pg) => Ok(pg.batch_execute(&format!("{RAISE_PG}; COMMIT"))?),
        AnyConn::Sqlite(sqlite) => {
            RaiseOnSqlite.execute(sqlite)?;
            Ok(AnsiTransactionManager::commit_transaction(sqlite)?)
        }
    }
}
