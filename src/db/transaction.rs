//! Work on a connection, always together with what its user may see.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager};
use diesel::{Connection, PgConnection};

use super::AnyConn;
use super::dialect::{LOCK_SETTINGS, LockMode, lock_settings};
use super::version::{self, DataVersion};
use crate::error::Result;

/// A connection in the hands of somebody: there is none without a scope, so no query is written without one.
pub struct Tx<'c, S> {
    conn: &'c mut AnyConn,
    scope: &'c S,
    now: DateTime<Utc>,
}

/// The same, inside a transaction that may change things. Only the write lane gives one.
pub struct WriteTx<'c, S> {
    tx: Tx<'c, S>,
    raises_version: bool,
    is_kept: bool,
    settings_locked: bool,
}

/// What a transaction that will write holds from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    /// Nothing yet.
    Plainly,
    /// The dated settings, shared: what is certain to be held is held without a round trip of its own.
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

    /// The version of what is seen now: inside a snapshot that of all its queries.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn data_version(&mut self) -> Result<DataVersion> {
        version::current(self.conn)
    }

    /// What the user may see.
    pub fn scope(&self) -> &'c S {
        self.scope
    }

    /// The moment that this work is dated by, in UTC, as exact as both engines keep it.
    pub fn now(&self) -> NaiveDateTime {
        self.now.naive_utc().trunc_subsecs(6)
    }
}

impl<'c, S> WriteTx<'c, S> {
    pub(super) fn new(conn: &'c mut AnyConn, scope: &'c S, now: DateTime<Utc>, begun: Begun) -> Self {
        let settings_locked = begun == Begun::SettingsLocked;
        Self { tx: Tx::new(conn, scope, now), raises_version: false, is_kept: true, settings_locked }
    }

    /// Holds the dated settings as they are until the transaction ends, together with others who go by them.
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

    /// Says that something changed which a total or a bilan could show: the commit will raise the data version.
    pub fn raise_version(&mut self) {
        self.raises_version = true;
    }

    /// Says that this was only tried: nothing of it will be kept.
    pub fn discard(&mut self) {
        self.is_kept = false;
    }

    /// Ends the transaction: what was only tried is undone.
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

/// Begins a transaction that will write. SQLite takes its one write lock at once: a transaction that only comes to it
/// after reading could be refused half-way.
pub(super) fn begin_write(conn: &mut AnyConn, begun: Begun) -> Result<()> {
    match conn {
        AnyConn::Pg(pg) if begun == Begun::SettingsLocked => begin_with_settings_locked(pg)?,
        AnyConn::Pg(pg) => AnsiTransactionManager::begin_transaction(pg)?,
        AnyConn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

/// One message for both. Where the settings cannot be had the transaction has begun all the same, which diesel does not
/// know.
fn begin_with_settings_locked(pg: &mut PgConnection) -> Result<()> {
    let begun = AnsiTransactionManager::begin_transaction_sql(pg, &format!("BEGIN; {LOCK_SETTINGS}"));
    if begun.is_err() {
        pg.batch_execute("ROLLBACK")?;
    }
    Ok(begun?)
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

/// Undoes what was begun; nothing to undo is no error.
pub(super) fn roll_back(conn: &mut AnyConn) -> Result<()> {
    match <AnyConn as Connection>::TransactionManager::rollback_transaction(conn) {
        Ok(()) | Err(diesel::result::Error::NotInTransaction) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
