//! The order of change. Triggers mark a row with the transaction in which it last changed as its readers see it
//! (`migrations/`, `2026-11-29-000020_changes`). A reader takes the marks below every transaction that still runs: numbers
//! become visible out of order, and one that came late would be missed behind a later one that was read already.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::AnyConn;
use super::raw_query::After;
use crate::error::Result;
use crate::values::Mark;

/// What may be read in the order of change now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The database to which the marks belong: another one after a restore.
    pub incarnation: String,
    /// The first transaction that may still run.
    pub below: i64,
}

const ON_POSTGRES: &str = "incarnation, change_base() + pg_snapshot_xmin(pg_current_snapshot())::text::BIGINT, \
        origin = database_origin() \
    FROM change_origin";
const ON_SQLITE: &str = "incarnation, counter + 1, TRUE FROM change_origin";

/// What may be read now; none if the marks were made in another database, and [`adopt`] has to take them over first.
pub(super) fn current(conn: &mut AnyConn) -> Result<Option<Changes>> {
    let (incarnation, below, is_own): (String, i64, bool) = match conn {
        AnyConn::Pg(pg) => diesel::select(sql::<(Text, BigInt, Bool)>(ON_POSTGRES)).get_result(pg)?,
        AnyConn::Sqlite(sqlite) => diesel::select(sql::<(Text, BigInt, Bool)>(ON_SQLITE)).get_result(sqlite)?,
    };
    Ok(is_own.then_some(Changes { incarnation, below }))
}

/// Puts the marks to come above those that came with the data, under a new incarnation. SQLite's are renewed by
/// `clauses restore`.
pub(super) fn adopt(conn: &mut AnyConn) -> Result<()> {
    if let AnyConn::Pg(pg) = conn {
        let adopted: bool = diesel::select(sql::<Bool>("adopt_changes()")).get_result(pg)?;
        if adopted {
            tracing::warn!("the database came from elsewhere: clients that follow changes begin again");
        }
    }
    Ok(())
}

impl After {
    /// The rows behind a change, by the SQL text of their mark and of their id.
    pub fn change(mark: &str, id: &str, after: Mark) -> Self {
        Self { columns: format!("{mark}, {id}").into(), last: (after.change, after.id) }
    }
}

/// Continues a boxed query of a table in the order of change.
macro_rules! by_change {
    ($query:expr, $table:ident, $name:literal, $after:expr, $below:expr) => {
        $query
            .filter($crate::db::After::change(concat!($name, ".changed_in"), concat!($name, ".id"), $after))
            .filter($table::changed_in.lt($below))
            .order(($table::changed_in, $table::id))
    };
}

/// Continues a boxed query of a table from a place of the list that is ordered by ids.
macro_rules! from_place {
    ($query:expr, $table:ident, $name:literal, $place:expr) => {
        match $place {
            $crate::values::Place::Position(after) => $query.filter($table::id.gt(after)).order($table::id),
            $crate::values::Place::Change { after, below } => {
                $crate::db::by_change!($query, $table, $name, after, below)
            }
        }
    };
}

pub(crate) use {by_change, from_place};
