//! The three pools (reads, long reads, writes) and the ways to run work on them: plain reads, snapshots, and writes
//! that are retried when they lose a race.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;

use super::connection::Connector;
use super::error::{Contended, StatementCancelled};
use super::pool::{Pool, PoolFigures};
use super::transaction::{self, BeginWith, Tx, WriteTx};
use crate::config::Config;
use crate::error::{AppError, ProblemCode, Result};

/// How often a transaction that loses its race is run before the answer is 503.
const ATTEMPTS: u32 = 8;

/// How long lost races are retried at most: where each attempt waits for SQLite's one writer, eight would keep the
/// writing connection for most of a minute.
const RETRY_LIMIT: Duration = Duration::from_secs(5);

/// The pause before the first retry; each later one is longer.
const PAUSE: Duration = Duration::from_millis(2);

/// The database, through its pools. Clones share them.
#[derive(Clone)]
pub struct Db {
    reads: Arc<Pool>,
    long_reads: Arc<Pool>,
    writes: Arc<Pool>,
    connector: Arc<Connector>,
    retried: Arc<AtomicU64>,
}

/// How many long reads run at once.
const LONG_READERS: u32 = 2;

impl Db {
    /// Makes the pools. They open connections when they first need them.
    pub fn open(config: &Config) -> Self {
        let connector = Connector::new(config.database_url.clone()).with_statement_timeout(config.limits.statement);
        let writers = if connector.is_sqlite() { 1 } else { config.writers };
        Self {
            reads: Pool::new("reads", &connector, config.readers).into(),
            long_reads: Pool::new("long_reads", &connector, LONG_READERS).into(),
            writes: Pool::new("writes", &connector.clone().for_writing(), writers).into(),
            connector: connector.into(),
            retried: Arc::default(),
        }
    }

    /// How many transactions may write at once.
    pub fn writers(&self) -> usize {
        self.writes.size()
    }

    /// The state of each pool.
    pub fn pools(&self) -> [PoolFigures; 3] {
        [self.reads.figures(), self.long_reads.figures(), self.writes.figures()]
    }

    /// Statements sent to the database since the start, `BEGIN` and `COMMIT` included.
    pub fn statements(&self) -> u64 {
        self.connector.statements()
    }

    /// Transactions retried since the start because another writer was faster.
    pub fn retried(&self) -> u64 {
        self.retried.load(Ordering::Relaxed)
    }

    /// Reads from the pool of long reads, so that slow queries wait for each other and not short ones for them.
    #[must_use]
    pub fn for_long_reads(&self) -> Self {
        Self { reads: self.long_reads.clone(), ..self.clone() }
    }

    /// Checks that the database answers.
    ///
    /// # Errors
    /// `unavailable` when it does not.
    pub fn ping(&self, now: DateTime<Utc>) -> Result<()> {
        // A query of no table would not look into SQLite's file.
        self.read(&(), now, |tx| Ok(tx.conn().batch_execute("SELECT counter FROM data_version LIMIT 1")?))
    }

    /// Runs queries, each of which may see another state of the database.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when no connection can be had.
    pub fn read<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnOnce(&mut Tx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let mut pooled = self.reads.check_out().inspect_err(|error| self.report_damage(error))?;
        let outcome = work(&mut Tx::new(&mut pooled.conn, scope, now));
        if is_lost(&outcome) {
            self.reads.mark_lost(&mut pooled);
        }
        outcome.inspect_err(|error| self.report_damage(error))
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
        let mut pooled = self.reads.check_out().inspect_err(|error| self.report_damage(error))?;
        let outcome = transaction::begin_snapshot(&mut pooled.conn)
            .and_then(|()| work(&mut Tx::new(&mut pooled.conn, scope, now)))
            .and_then(|value| transaction::commit(&mut pooled.conn).map(|()| value));
        let undone = outcome.is_ok() || transaction::roll_back(&mut pooled.conn).is_ok();
        if is_lost(&outcome) || !undone {
            self.reads.mark_lost(&mut pooled);
        }
        outcome.inspect_err(|error| self.report_damage(error))
    }

    /// Runs changes in one transaction. Work that loses a race with another writer is run again from the start, so it
    /// must not keep state from one run to the next.
    ///
    /// # Errors
    /// Those of the work itself; `unavailable` when no connection can be had or the race is lost every time.
    pub fn write<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        self.write_with(BeginWith::Nothing, scope, now, work)
    }

    /// [`Self::write`] for changes that depend on the dated settings: these are locked shared from the beginning.
    ///
    /// # Errors
    /// Those of [`Self::write`].
    pub fn write_with_settings<S, T>(
        &self,
        scope: &S,
        now: DateTime<Utc>,
        work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        self.write_with(BeginWith::SettingsLocked, scope, now, work)
    }

    fn write_with<S, T>(
        &self,
        with: BeginWith,
        scope: &S,
        now: DateTime<Utc>,
        mut work: impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let (mut attempt, first) = (1, Instant::now());
        loop {
            let outcome = self.write_once(with, scope, now, &mut work);
            match &outcome {
                Err(error) if attempt < attempts_for(error) && first.elapsed() < RETRY_LIMIT => {
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
        with: BeginWith,
        scope: &S,
        now: DateTime<Utc>,
        work: &mut impl FnMut(&mut WriteTx<'_, S>) -> Result<T>,
    ) -> Result<T> {
        let mut pooled = self.writes.check_out().inspect_err(|error| self.report_damage(error))?;
        let outcome = transaction::begin_write(&mut pooled.conn, with)
            .and_then(|()| run_once(WriteTx::new(&mut pooled.conn, scope, now, with), work));
        let undone = outcome.is_ok() || transaction::roll_back(&mut pooled.conn).is_ok();
        if is_lost(&outcome) || !undone {
            self.writes.mark_lost(&mut pooled);
        }
        outcome.inspect_err(|error| self.report_damage(error))
    }

    /// Says in the log which file is damaged and what to do. Callers get neither path nor command.
    fn report_damage(&self, error: &AppError) {
        if error.code != ProblemCode::DatabaseDamaged {
            return;
        }
        let cause = error.cause.as_ref().map(|cause| format!("{cause:#}")).unwrap_or_default();
        match self.connector.sqlite_file() {
            Some(file) => tracing::error!(
                file,
                cause,
                "the database is damaged: stop the service and take a copy with `clauses restore COPY --replace`"
            ),
            None => tracing::error!(cause, "the database is damaged: restore a copy with pg_restore"),
        }
    }
}

/// Runs the work once and finishes its transaction.
fn run_once<S, T>(mut tx: WriteTx<'_, S>, work: &mut impl FnMut(&mut WriteTx<'_, S>) -> Result<T>) -> Result<T> {
    let value = work(&mut tx)?;
    tx.finish().map(|()| value)
}

/// Whether the outcome is an outage, after which the connection is not used again.
fn is_lost<T>(outcome: &Result<T>) -> bool {
    let answered = |error: &AppError| {
        is_contended(error) || error.cause.as_ref().is_some_and(|cause| cause.is::<StatementCancelled>())
    };
    let is_outage = |code| matches!(code, ProblemCode::Unavailable | ProblemCode::DatabaseDamaged);
    matches!(outcome, Err(error) if is_outage(error.code) && !answered(error))
}

/// How often work that fails with this error is run at most. After a violated uniqueness a second run finds the row
/// that is in the way and names it; a lost race is retried until it is won.
fn attempts_for(error: &AppError) -> u32 {
    match error.code {
        _ if !is_contended(error) => 1,
        ProblemCode::Unavailable => ATTEMPTS,
        _ => 3,
    }
}

fn is_contended(error: &AppError) -> bool {
    error.cause.as_ref().is_some_and(|cause| cause.is::<Contended>())
}
