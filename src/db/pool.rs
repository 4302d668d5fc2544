//! One lane: a number of connections, who waits for them, and how often somebody waited in vain.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::r2d2::{Pool as R2d2Pool, PooledConnection};

use super::connection::{Opener, Slot};
use crate::error::{AppError, Result};

/// How long a request waits for a connection before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(3);

/// How a lane is doing at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolFigures {
    /// What it is for.
    pub name: &'static str,
    /// How many connections it may have.
    pub size: u64,
    /// How many are open.
    pub open: u64,
    /// How many are at work.
    pub in_use: u64,
    /// How many requests wait for one.
    pub waiting: u64,
    /// How many requests got none in time, since the start.
    pub timeouts: u64,
}

pub(super) struct Pool {
    name: &'static str,
    opener: Opener,
    connections: R2d2Pool<Opener>,
    waiting: AtomicU64,
    timeouts: AtomicU64,
}

impl Pool {
    /// A lane without any connection yet.
    pub(super) fn new(name: &'static str, opener: &Opener, size: u32) -> Self {
        let connections = R2d2Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            // A lost connection is noticed by the query that meets it; asking each time would double the round trips.
            .test_on_check_out(false)
            .error_handler(Box::new(LogOpening(opener.clone())))
            .build_unchecked(opener.clone());
        Self {
            name,
            opener: opener.clone(),
            connections,
            waiting: AtomicU64::default(),
            timeouts: AtomicU64::default(),
        }
    }

    /// A connection of this lane, for one piece of work.
    pub(super) fn check_out(&self) -> Result<PooledConnection<Opener>> {
        loop {
            let mut slot = self.next()?;
            if !slot.is_stale(&self.opener) {
                return Ok(slot);
            }
            slot.lost = true;
        }
    }

    fn next(&self) -> Result<PooledConnection<Opener>> {
        if let Some(ready) = self.connections.try_get() {
            return Ok(ready);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let got = self.connections.get();
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        got.map_err(|_| {
            self.timeouts.fetch_add(1, Ordering::Relaxed);
            // Why it could not be opened was logged when that was tried; its words may quote the database's URL.
            AppError::unavailable(anyhow::anyhow!("no connection to the database in {} s", PATIENCE.as_secs()))
        })
    }

    /// Says that the connection, and so perhaps every other, does not lead anywhere any more.
    pub(super) fn give_up(&self, slot: &mut Slot) {
        slot.give_up(&self.opener);
    }

    /// How many connections it may have.
    pub(super) fn size(&self) -> usize {
        usize::try_from(self.connections.max_size()).unwrap_or(1)
    }

    pub(super) fn figures(&self) -> PoolFigures {
        let state = self.connections.state();
        PoolFigures {
            name: self.name,
            size: u64::from(self.connections.max_size()),
            open: u64::from(state.connections),
            in_use: u64::from(state.connections.saturating_sub(state.idle_connections)),
            waiting: self.waiting.load(Ordering::Relaxed),
            timeouts: self.timeouts.load(Ordering::Relaxed),
        }
    }
}

#[derive(Debug)]
struct LogOpening(Opener);

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogOpening {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        let error = self.0.without_secret(&error.to_string());
        tracing::warn!(error, "a connection to the database could not be opened");
    }
}
