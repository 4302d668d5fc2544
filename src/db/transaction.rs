//! Connections bound to a scope ([`Tx`]), and transactions on them ([`WriteTx`]): no query runs without a scope.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager};
use diesel::{Connection, PgConnection};

use super::AnyConn;
use super::changes::{self, Changes};
use super::dialect::{LOCK_SETTINGS_SHARED, LockMode, lock_access, lock_name, lock_settings};
use super::version::{self, DataVersion};
use crate::error::Result;

/// A connection with the scope and the time of its work. Stores get no other connection.
pub struct Tx<'c, S> {
    conn: &'c mut AnyConn,
    scope: &'c S,
    now: DateTime<Utc>,
}

/// A [`Tx`] inside a transaction that may write. Only the pool of writers makes one.
pub struct WriteTx<'c, S> {
    tx: Tx<'c, S>,
    raises_version: bool,
    is_kept: bool,
    settings_locked: bool,
}

/// What a writing transaction locks when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BeginWith {
    /// Nothing.
    Nothing,
    /// The dated settings, shared: `BEGIN` and the lock go in one message, which saves a round trip.
    SettingsLocked,
}

impl<'c, S> Tx<'c, S> {
    pub(super) fn new(conn: &'c mut AnyConn, scope: &'c S, now: DateTime<Utc>) -> Self {
        Self { conn, scope, now }
    }

    /// The connection, for a store.
    pub fn conn(&mut self) -> &mut AnyConn {
        self.conn
    }

    /// The version of the state read now; in a snapshot, that of all its queries.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn data_version(&mut self) -> Result<DataVersion> {
        version::current(self.conn)
    }

    /// What may be read in the order of change; none before [`Self::adopt_changes`] in a database that came from elsewhere.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn changes(&mut self) -> Result<Option<Changes>> {
        changes::current(self.conn)
    }

    /// What the caller may see.
    pub fn scope(&self) -> &'c S {
        self.scope
    }

    /// The time of this work in UTC, to the microsecond, which both engines store.
    pub fn now(&self) -> NaiveDateTime {
        self.now.naive_utc().trunc_subsecs(6)
    }
}

impl<'c, S> WriteTx<'c, S> {
    pub(super) fn new(conn: &'c mut AnyConn, scope: &'c S, now: DateTime<Utc>, with: BeginWith) -> Self {
        let settings_locked = with == BeginWith::SettingsLocked;
        Self { tx: Tx::new(conn, scope, now), raises_version: false, is_kept: true, settings_locked }
    }

    /// Locks the dated settings shared until the transaction ends.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn lock_settings(&mut self) -> Result<()> {
        if !self.settings_locked {
            lock_settings(self.tx.conn, LockMode::Shared)?;
            self.settings_locked = true;
        }
        Ok(())
    }

    /// Locks the changes of who has access until the transaction ends: they are made one at a time.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn lock_access(&mut self) -> Result<()> {
        lock_access(self.tx.conn)
    }

    /// Locks a name until the transaction ends, where no constraint of one table keeps it unique.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn lock_name(&mut self, name: &str) -> Result<()> {
        lock_name(self.tx.conn, name)
    }

    /// Makes the commit raise the data version: something changed that a total or a bilan could show. Returns whether
    /// nothing did so before.
    pub fn raise_version(&mut self) -> bool {
        !std::mem::replace(&mut self.raises_version, true)
    }

    /// Takes over the marks of a database that came from elsewhere.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn adopt_changes(&mut self) -> Result<()> {
        changes::adopt(self.tx.conn)
    }

    /// Makes [`Self::finish`] roll back: the work was a dry run.
    pub fn discard(&mut self) {
        self.is_kept = false;
    }

    /// Commits, or rolls back after [`Self::discard`].
    pub(super) fn finish(self) -> Result<()> {
        if !self.is_kept {
            return roll_back(self.tx.conn);
        }
        if self.raises_version { version::raise_and_commit(self.tx.conn) } else { commit(self.tx.conn) }
    }
}

impl<'c, S> Deref for WriteTx<'c, S> {
    type Target = Tx<'c, S>;
    fn deref(&self) -> &Self::Target {
        &self.tx
    }
}

impl<S> DerefMut for WriteTx<'_, S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.tx
    }
}

/// Begins a transaction that will write. SQLite takes its write lock at once: a transaction that reads first could be
/// refused the lock half-way.
pub(super) fn begin_write(conn: &mut AnyConn, with: BeginWith) -> Result<()> {
    match conn {
        AnyConn::Pg(pg) if with == BeginWith::SettingsLocked => begin_with_settings_locked(pg)?,
        AnyConn::Pg(pg) => AnsiTransactionManager::begin_transaction(pg)?,
        AnyConn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

/// Sends `BEGIN` and the lock in one message. If the lock fails, the transaction has begun without diesel's knowledge.
fn begin_with_settings_locked(pg: &mut PgConnection) -> Result<()> {
    let outcome = AnsiTransactionManager::begin_transaction_sql(pg, &format!("BEGIN; {LOCK_SETTINGS_SHARED}"));
    if outcome.is_err() {
        pg.batch_execute("ROLLBACK")?;
    }
    Ok(outcome?)
}

/// Begins a transaction in which every query sees the same state.
pub(super) fn begin_snapshot(conn: &mut AnyConn) -> Result<()> {
    const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    match conn {
        AnyConn::Pg(pg) => AnsiTransactionManager::begin_transaction_sql(pg, SNAPSHOT)?,
        AnyConn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction(sqlite)?,
    }
    Ok(())
}

pub(super) fn commit(conn: &mut AnyConn) -> Result<()> {
    Ok(<AnyConn as Connection>::TransactionManager::commit_transaction(conn)?)
}

/// Rolls back; having no transaction is no error.
pub(super) fn roll_back(conn: &mut AnyConn) -> Result<()> {
    match <AnyConn as Connection>::TransactionManager::rollback_transaction(conn) {
        Ok(()) | Err(diesel::result::Error::NotInTransaction) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
