//! Lanes of connections: many read, few write, and neither waits for the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;

use super::connection::Opener;
use super::error::{Contended, GivenUp};
use super::pool::{Pool, PoolFigures};
use super::transaction::{self, Begun, Tx, WriteTx};
use crate::config::Config;
use crate::error::{AppError, ProblemCode, Result};

/// How often a transaction that lost a race is run before the caller is told to come back.
const ATTEMPTS: u32 = 8;

/// How long lost races are run again at most: where each waits for SQLite's one writer, eight would take most of a minute,
/// and the lane's connection with them.
const LONGEST: Duration = Duration::from_secs(5);

/// How long a transaction that lost a race waits before it runs again; longer each time.
const PAUSE: Duration = Duration::from_millis(2);

/// The database, through its lanes. Each request has one of its own to pass on.
#[derive(Clone)]
pub struct Db {
    reads: Arc<Pool>,
    long_reads: Arc<Pool>,
    writes: Arc<Pool>,
    opener: Arc<Opener>,
    retried: Arc<AtomicU64>,
}

/// How many long questions are answered at once.
const LONG_READERS: u32 = 2;

impl Db {
    /// Opens the lanes. Connections are made when they are first needed.
    pub fn open(config: &Config) -> Self {
        let opener = Opener::new(config.database_url.clone()).giving_up_after(config.limits.statement);
        let writers = if opener.is_sqlite() { 1 } else { config.writers };
        Self {
            reads: Pool::new("reads", &opener, config.readers).into(),
            long_reads: Pool::new("long_reads", &opener, LONG_READERS).into(),
            writes: Pool::new("writes", &opener.clone().for_writing(), writers).into(),
            opener: opener.into(),
            retried: Arc::default(),
        }
    }

    /// How many transactions may change things at once.
    pub fn writers(&self) -> usize {
        self.writes.size()
    }

    /// How each lane is doing.
    pub fn pools(&self) -> [PoolFigures; 3] {
        [self.reads.figures(), self.long_reads.figures(), self.writes.figures()]
    }

    /// How many statements were sent to the database, since the start, those of transactions included.
    pub fn statements(&self) -> u64 {
        self.opener.statements()
    }

    /// How many transactions were run again because another writer was faster, since the start.
    pub fn retried(&self) -> u64 {
        self.retried.load(Ordering::Relaxed)
    }

    /// The same database for questions that take long: they wait for each other, and keep no short one waiting.
    #[must_use]
    pub fn at_length(&self) -> Self {
        Self { reads: self.long_reads.clone(), ..self.clone() }
    }

    /// Makes sure that the database answers.
    ///
    /// # Errors
    /// `unavailable` when it does not.
    pub fn ping(&self, now: DateTime<Utc>) -> Result<()> {
        self.read(&(), now, |tx| Ok(tx.conn().batch_execute("SELECT 1")?))
    }

    /// Runs queries that need not see one and the same state.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when no connection can be had.
    pub fn read<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut Tx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let mut slot = self.reads.check_out()?;
        let outcome = work(&mut Tx::new(&mut slot.conn, scope, now));
        if is_lost(&outcome) {
            self.reads.give_up(&mut slot);
        }
        outcome
    }

    /// Runs queries that all see one state of the database.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when no connection can be had.
    pub fn snapshot<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut Tx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let mut slot = self.reads.check_out()?;
        let outcome = transaction::begin_snapshot(&mut slot.conn)
            .and_then(|()| work(&mut Tx::new(&mut slot.conn, scope, now)))
            .and_then(|value| transaction::commit(&mut slot.conn).map(|()| value));
        let undone = outcome.is_ok() || transaction::roll_back(&mut slot.conn).is_ok();
        if is_lost(&outcome) || !undone {
            self.reads.give_up(&mut slot);
        }
        outcome
    }

    /// Runs changes that are kept whole or not at all. Work that lost a race with another writer is run again from the
    /// start, so it must not keep anything from one run to the next.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when no connection can be had or the race is lost every time.
    pub fn write<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        self.write_begun(Begun::Plainly, scope, now, work)
    }

    /// The same, for changes that go by the dated settings, which they hold from the first.
    ///
    /// # Errors
    /// Those of [`Self::write`].
    pub fn write_with_settings<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        self.write_begun(Begun::SettingsLocked, scope, now, work)
    }

    fn write_begun<S, T>(
        &self,
        begun: Begun,
        scope: &S,
        now: DateTime<Utc>,
        mut work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let (mut attempt, first) = (1, Instant::now());
        loop {
            let outcome = self.write_once(begun, scope, now, &mut work);
            match &outcome {
                Err(error) if attempt < patience_with(error) && first.elapsed() < LONGEST => {
                    self.retried.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(PAUSE.saturating_mul(attempt));
                    attempt += 1;
                }
                _ => return outcome,
            }
        }
    }

    fn write_once<S, T>(
        &self,
        begun: Begun,
        scope: &S,
        now: DateTime<Utc>,
        work: &mut impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let mut slot = self.writes.check_out()?;
        let outcome = transaction::begin_write(&mut slot.conn, begun)
            .and_then(|()| changed(WriteTx::new(&mut slot.conn, scope, now, begun), work));
        let undone = outcome.is_ok() || transaction::roll_back(&mut slot.conn).is_ok();
        if is_lost(&outcome) || !undone {
            self.writes.give_up(&mut slot);
        }
        outcome
    }
}

/// Runs the changes once, from where they were begun to their commit. Each run says anew what becomes of it.
fn changed<S, T>(mut tx: WriteTx<'_, S>, work: &mut impl FnMut(&mut WriteTx<'_, S>) -> Result<T>) -> Result<T> {
    let value = work(&mut tx)?;
    tx.finish().map(|()| value)
}

/// After a failure that says nothing of the data, the connection is not trusted again.
fn is_lost<T>(outcome: &Result<T>) -> bool {
    let answered =
        |error: &AppError| is_contended(error) || error.cause.as_ref().is_some_and(|cause| cause.is::<GivenUp>());
    matches!(outcome, Err(error) if error.code == ProblemCode::Unavailable && !answered(error))
}

/// How often work that fails so is run at most: once more where something unique was taken, for a second look says by
/// what; until the race is won where another writer was faster.
fn patience_with(error: &AppError) -> u32 {
    match error.code {
        _ if !is_contended(error) => 1,
        ProblemCode::Unavailable => ATTEMPTS,
        _ => 3,
    }
}

fn is_contended(error: &AppError) -> bool {
    error.cause.as_ref().is_some_and(|cause| cause.is::<Contended>())
}
