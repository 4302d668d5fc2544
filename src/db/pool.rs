//! One connection pool, with the figures that `/metrics` shows of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::r2d2::{Pool as R2d2Pool, PooledConnection};

use super::connection::{Connector, PooledConn};
use crate::error::{AppError, Result};

/// How long a request waits for a connection before it is answered 503.
const CHECK_OUT_TIMEOUT: Duration = Duration::from_secs(3);

/// The state of a pool at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolFigures {
    /// The pool's name.
    pub name: &'static str,
    /// The most connections.
    pub size: u64,
    /// Connections that are open.
    pub open: u64,
    /// Connections in use.
    pub in_use: u64,
    /// Requests that wait for one.
    pub waiting: u64,
    /// Requests that got none in time, since the start.
    pub timeouts: u64,
}

pub(super) struct Pool {
    name: &'static str,
    connector: Connector,
    connections: R2d2Pool<Connector>,
    waiting: AtomicU64,
    timeouts: AtomicU64,
}

impl Pool {
    /// A pool that has not opened a connection yet.
    pub(super) fn new(name: &'static str, connector: &Connector, size: u32) -> Self {
        let connections = R2d2Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(CHECK_OUT_TIMEOUT)
            // The first query on a lost connection notices it; a test at each check-out would double the round trips.
            .test_on_check_out(false)
            .error_handler(Box::new(LogOpening(connector.clone())))
            .build_unchecked(connector.clone());
        Self {
            name,
            connector: connector.clone(),
            connections,
            waiting: AtomicU64::default(),
            timeouts: AtomicU64::default(),
        }
    }

    /// Checks out a connection; stale ones are closed.
    pub(super) fn check_out(&self) -> Result<PooledConnection<Connector>> {
        loop {
            let mut pooled = self.next()?;
            if !pooled.is_stale(&self.connector) {
                return Ok(pooled);
            }
            pooled.lost = true;
        }
    }

    fn next(&self) -> Result<PooledConnection<Connector>> {
        if let Some(ready) = self.connections.try_get() {
            return Ok(ready);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let got = self.connections.get();
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        got.map_err(|_| {
            self.timeouts.fetch_add(1, Ordering::Relaxed);
            // `LogOpening` has logged the cause, without the database's URL.
            if self.connector.is_damaged() {
                return AppError::damaged(anyhow::anyhow!("no connection can be opened"));
            }
            AppError::unavailable(anyhow::anyhow!("no connection to the database in {} s", CHECK_OUT_TIMEOUT.as_secs()))
        })
    }

    /// Marks the connection, and all that were opened before the same outage, as lost.
    pub(super) fn mark_lost(&self, pooled: &mut PooledConn) {
        pooled.mark_lost(&self.connector);
    }

    /// The most connections.
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
struct LogOpening(Connector);

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for LogOpening {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        let error = self.0.without_secret(&error.to_string());
        tracing::warn!(error, "a connection to the database could not be opened");
    }
}
