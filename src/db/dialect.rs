//! What diesel's common backend of both engines lacks: native connections, row locks, advisory locks.

/// Compiles one body for each engine's native connection: upserts, inserts of many rows and row locks are written once
/// and use what each engine has. Queries of every request use it too, because the common backend builds the SQL text
/// each time even if the statement is cached.
macro_rules! native {
    ($conn:expr, |$native:ident| $body:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg($native) => $body,
            $crate::db::AnyConn::Sqlite($native) => $body,
        }
    };
}

pub(crate) use native;

/// The columns of a row type. Unlike `as_select`, they go into statements that are compiled for each engine: insertions that
/// return a row, and reads that lock.
pub fn columns_of<R: diesel::Selectable<diesel::pg::Pg>>() -> R::SelectExpression {
    R::construct_selection()
}

/// Loads rows and locks them shared until the transaction ends. SQLite needs no row locks: a writing transaction locks
/// the whole database.
macro_rules! load_shared {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_share().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

/// Loads rows and locks them exclusively until the transaction ends; foreign keys to them may still be written
/// (`FOR NO KEY UPDATE`). On SQLite as [`load_shared`].
macro_rules! load_for_update {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_no_key_update().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

/// As [`load_for_update`], but leaves out rows that another transaction has locked, so that several processes share one
/// queue.
macro_rules! load_unlocked_for_update {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_no_key_update().skip_locked().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

/// Loads rows and locks them for deletion until the transaction ends: nobody writes a foreign key to them meanwhile
/// (`FOR UPDATE`). On SQLite as [`load_shared`].
macro_rules! load_for_deletion {
    ($conn:expr, $query:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg(conn) => $query.for_update().load(conn),
            $crate::db::AnyConn::Sqlite(conn) => $query.load(conn),
        }
    };
}

pub(crate) use {load_for_deletion, load_for_update, load_shared, load_unlocked_for_update};

/// The mode of a lock that lasts until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockMode {
    /// Any number of transactions at once.
    Shared,
    /// One transaction alone.
    Exclusive,
}

/// Locks the settings shared on PostgreSQL.
pub(super) const LOCK_SETTINGS_SHARED: &str = "SELECT pg_advisory_xact_lock_shared(7401)";

/// Locks the dated settings as a whole. PostgreSQL uses an advisory lock, since rows yet to be added cannot be locked;
/// SQLite has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub fn lock_settings(conn: &mut super::AnyConn, mode: LockMode) -> crate::error::Result<()> {
    use diesel::connection::SimpleConnection as _;
    if let super::AnyConn::Pg(pg) = conn {
        pg.batch_execute(match mode {
            LockMode::Shared => LOCK_SETTINGS_SHARED,
            LockMode::Exclusive => "SELECT pg_advisory_xact_lock(7401)",
        })?;
    }
    Ok(())
}

/// Locks the changes of who has access exclusively until the transaction ends. PostgreSQL uses an advisory lock, since they
/// concern rows of several tables and some yet to be added; SQLite has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub(super) fn lock_access(conn: &mut super::AnyConn) -> crate::error::Result<()> {
    use diesel::connection::SimpleConnection as _;
    if let super::AnyConn::Pg(pg) = conn {
        pg.batch_execute("SELECT pg_advisory_xact_lock(7404)")?;
    }
    Ok(())
}

/// Locks a name exclusively until the transaction ends. PostgreSQL uses an advisory lock in a class of its own, since the
/// rows with the name stand in several tables or are yet to be added; SQLite has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub(super) fn lock_name(conn: &mut super::AnyConn, name: &str) -> crate::error::Result<()> {
    use diesel::RunQueryDsl as _;
    use diesel::sql_types::Text;
    if let super::AnyConn::Pg(pg) = conn {
        let lock = diesel::sql_query("SELECT pg_advisory_xact_lock(7405, hashtext($1))");
        lock.bind::<Text, _>(name).execute(pg)?;
    }
    Ok(())
}

/// Locks the sealing of the audit trail exclusively until the transaction ends; `false` if another process has the
/// lock. PostgreSQL uses an advisory lock, which a dead process loses with its connection; SQLite has one writer at a
/// time.
///
/// # Errors
/// `unavailable`.
pub fn try_lock_sealing(conn: &mut super::AnyConn) -> crate::error::Result<bool> {
    use diesel::RunQueryDsl as _;
    let super::AnyConn::Pg(pg) = conn else { return Ok(true) };
    let locked = diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_xact_lock(7403)");
    Ok(diesel::select(locked).get_result(pg)?)
}

/// Locks a number exclusively until the transaction ends; `false` if another transaction has the lock. PostgreSQL uses
/// an advisory lock in a class of its own; SQLite has one writer at a time.
///
/// # Errors
/// `unavailable`.
pub fn try_lock_key(conn: &mut super::AnyConn, number: i32) -> crate::error::Result<bool> {
    use diesel::RunQueryDsl as _;
    use diesel::dsl::sql;
    use diesel::sql_types::{Bool, Integer};
    let super::AnyConn::Pg(pg) = conn else { return Ok(true) };
    let locked = sql::<Bool>("pg_try_advisory_xact_lock(7402, ").bind::<Integer, _>(number).sql(")");
    Ok(diesel::select(locked).get_result(pg)?)
}

/// SQL that makes the text of a JSON array of these expressions, separated by commas.
pub fn json_array(conn: &super::AnyConn, expressions: &str) -> String {
    match conn {
        super::AnyConn::Pg(_) => format!("CAST(json_build_array({expressions}) AS TEXT)"),
        super::AnyConn::Sqlite(_) => format!("json_array({expressions})"),
    }
}

/// Keeps others from writing these tables until the transaction ends. On SQLite a writing transaction is alone.
///
/// # Errors
/// `unavailable`.
pub fn lock_tables(conn: &mut super::AnyConn, tables: &[&str]) -> crate::error::Result<()> {
    if let super::AnyConn::Pg(conn) = conn {
        use diesel::connection::SimpleConnection as _;
        conn.batch_execute(&format!("LOCK TABLE {} IN SHARE MODE", tables.join(", ")))?;
    }
    Ok(())
}
