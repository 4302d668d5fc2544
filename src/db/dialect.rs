//! The way out where the common backend of both engines lacks something, or takes too long.

/// Compiles one body for each engine's own connection: upserts, inserts of many rows and row locks are written once
/// and still use what each engine has. So does what is asked at every request, as the common backend writes a query out
/// each time, even where the statement is known.
macro_rules! native {
    ($conn:expr, |$native:ident| $body:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg($native) => $body,
            $crate::db::AnyConn::Sqlite($native) => $body,
        }
    };
}

pub(crate) use native;

/// Loads rows and holds them shared until the transaction ends. On PostgreSQL they are locked row by row; on SQLite a
/// writing transaction holds the whole database anyway.
macro_rules! load_shared {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_share().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

/// Loads rows and holds them alone until the transaction ends, though others may still refer to them by their keys; on
/// SQLite as with [`load_shared`].
macro_rules! load_for_update {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_no_key_update().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

pub(crate) use {load_for_update, load_shared};

/// How something is held until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockMode {
    /// Together with others who only look.
    Shared,
    /// Alone.
    Exclusive,
}

/// How PostgreSQL holds the settings shared.
pub(super) const LOCK_SETTINGS: &str = "SELECT pg_advisory_xact_lock_shared(7401)";

/// Holds the dated settings as a whole. On PostgreSQL by an advisory lock: rows to be added could not be locked; SQLite
/// has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub fn lock_settings(conn: &mut super::AnyConn, how: LockMode) -> crate::error::Result<()> {
    use diesel::connection::SimpleConnection as _;
    if let super::AnyConn::Pg(pg) = conn {
        pg.batch_execute(match how {
            LockMode::Shared => LOCK_SETTINGS,
            LockMode::Exclusive => "SELECT pg_advisory_xact_lock(7401)",
        })?;
    }
    Ok(())
}

/// Holds the sealing of the audit trail alone until the transaction ends, unless another process holds it. On PostgreSQL
/// by an advisory lock, which goes with its connection if the process dies; SQLite has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub fn try_lock_sealing(conn: &mut super::AnyConn) -> crate::error::Result<bool> {
    use diesel::RunQueryDsl as _;
    let super::AnyConn::Pg(pg) = conn else { return Ok(true) };
    let held = diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_xact_lock(7403)");
    Ok(diesel::select(held).get_result(pg)?)
}

/// Holds a number alone until the transaction ends, unless somebody else holds it. On PostgreSQL by an advisory lock, of
/// a class of its own; SQLite has one writer at a time, and so nobody else.
///
/// # Errors
/// `unavailable`.
pub fn try_lock_key(conn: &mut super::AnyConn, number: i32) -> crate::error::Result<bool> {
    use diesel::RunQueryDsl as _;
    use diesel::dsl::sql;
    use diesel::sql_types::{Bool, Integer};
    let super::AnyConn::Pg(pg) = conn else { return Ok(true) };
    let held = sql::<Bool>("pg_try_advisory_xact_lock(7402, ").bind::<Integer, _>(number).sql(")");
    Ok(diesel::select(held).get_result(pg)?)
}
