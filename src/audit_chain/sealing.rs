//! The background job that seals events while the service runs. `app` starts it.

use std::time::{Duration, Instant};

use super::actions::{Reach, head, seal, seal_as_found};
use super::rules::GENESIS;
use crate::access::{Caller, VerifyAudit};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;

/// How often it seals.
pub const PACE: Duration = Duration::from_secs(1);

/// How often it covers the whole audit trail: at the start, and then for events that [`Reach::Near`] missed.
const WHOLE: Duration = Duration::from_secs(300);

/// The least time between two log lines with the head.
const LOG: Duration = Duration::from_secs(60);

/// How long it seals older records in a turn, so that events are sealed soon all the same.
const AS_FOUND: Duration = Duration::from_millis(500);

/// The state of the job.
pub struct Sealing {
    db: Db,
    clock: Clock,
    reader: Caller<VerifyAudit>,
    whole: Option<Instant>,
    logged: Option<Instant>,
    head: String,
    unlogged: bool,
    /// Whether all records from before events sealed them are sealed as they stood.
    is_all_sealed: bool,
}

impl Sealing {
    /// Begins before the first seal; `reader` reads the head that is logged.
    pub fn new(db: Db, clock: Clock, reader: Caller<VerifyAudit>) -> Self {
        Self {
            db,
            clock,
            reader,
            whole: None,
            logged: None,
            head: GENESIS.to_owned(),
            unlogged: true,
            is_all_sealed: false,
        }
    }

    /// Seals unsealed events and logs the new head, at the latest in the `last` turn.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn turn(&mut self, last: bool) -> Result<()> {
        if !self.is_all_sealed {
            self.is_all_sealed = seal_as_found(&self.db, &self.reader, AS_FOUND)?;
        }
        let is_due = |since: Option<Instant>, pause| since.is_none_or(|since| since.elapsed() >= pause);
        let reach = if is_due(self.whole, WHOLE) { Reach::Whole } else { Reach::Near };
        self.unlogged |= seal(&self.db, self.clock.now(), reach)? > 0;
        if reach == Reach::Whole {
            self.whole = Some(Instant::now());
        }
        if self.unlogged && (last || is_due(self.logged, LOG)) {
            self.log()?;
        }
        Ok(())
    }

    fn log(&mut self) -> Result<()> {
        if let Some(latest) = head(&self.reader)?.filter(|latest| latest.head != self.head) {
            tracing::info!(block = latest.block, head = latest.head, "the audit trail is sealed up to here");
            self.head = latest.head;
        }
        (self.unlogged, self.logged) = (false, Some(Instant::now()));
        Ok(())
    }
}
