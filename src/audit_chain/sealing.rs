//! The sealing while the service runs: what is kept in mind from one second to the next.

use std::time::{Duration, Instant};

use super::actions::{Reach, head, seal};
use super::rules::GENESIS;
use crate::access::{Caller, VerifyAudit};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;

/// How often is looked for events to seal.
pub const PACE: Duration = Duration::from_secs(1);

/// How often the whole trail is looked at: at the start, and then for what the near look may have passed by.
const WHOLE: Duration = Duration::from_secs(300);

/// How often the head is logged at most.
const LOG: Duration = Duration::from_secs(60);

/// Seals, again and again.
pub struct Sealing {
    db: Db,
    clock: Clock,
    reader: Caller<VerifyAudit>,
    whole: Option<Instant>,
    logged: Option<Instant>,
    head: String,
    unlogged: bool,
}

impl Sealing {
    /// Nothing sealed yet. `reader` is who asks for the head to be logged.
    pub fn new(db: Db, clock: Clock, reader: Caller<VerifyAudit>) -> Self {
        Self { db, clock, reader, whole: None, logged: None, head: GENESIS.to_owned(), unlogged: true }
    }

    /// Seals what waits, and logs the head that came of it, at once at the `last` time.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn turn(&mut self, last: bool) -> Result<()> {
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
        if let Some(found) = head(&self.reader)?.filter(|found| found.head != self.head) {
            tracing::info!(block = found.block, head = found.head, "the audit trail is sealed up to here");
            self.head = found.head;
        }
        (self.unlogged, self.logged) = (false, Some(Instant::now()));
        Ok(())
    }
}
