//! Sends what is due. Several workers, in one process or several, share the queue.

use std::time::{Duration, Instant};

use crate::access::Scope;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::outbox::rules::{Settlement, backoff, settlement};
use crate::outbox::{Claimed, Outcome, store};

/// How many messages a worker leases at a time: one commit for the lease, one for what came of all of them.
const BATCH: u32 = 16;

/// After so long a worker records what came of its messages, and gives those back that it has not tried.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is kept free at the end of a lease, for the database.
const MARGIN: Duration = Duration::from_secs(5);

/// A service that receives messages.
pub trait Receiver: Send + Sync {
    /// Its name in the outbox.
    const NAME: &'static str;

    /// Whether it is worth trying now.
    fn accepts(&self) -> bool;

    /// The longest time that [`Self::deliver`] takes.
    fn timeout(&self) -> Duration;

    /// Sends a message. Under one idempotency key it has its effect once, however often it is sent.
    fn deliver(&self, message: &Claimed) -> Outcome;

    /// Whether the text of a topic is cleared once it is sent.
    fn is_cleared(&self, topic: &str) -> bool;
}

/// Sends the messages of one receiver.
pub struct Worker<R> {
    db: Db,
    clock: Clock,
    scope: Scope,
    receiver: R,
}

impl<R: Receiver> Worker<R> {
    /// A worker that writes to the database in this scope.
    pub fn new(db: Db, clock: Clock, scope: Scope, receiver: R) -> Self {
        Self { db, clock, scope, receiver }
    }

    /// Sends some of what is due. Returns whether there was anything.
    ///
    /// # Errors
    /// `unavailable`: what was sent meanwhile is sent again under its key when its lease has ended.
    pub fn turn(&self) -> Result<bool> {
        if !self.receiver.accepts() {
            return Ok(false);
        }
        let now = self.clock.now();
        if !self.db.read(&self.scope, now, |tx| store::has_due(tx, R::NAME))? {
            return Ok(false);
        }
        let lease = PATIENCE.saturating_add(self.receiver.timeout()).saturating_add(MARGIN);
        let claimed = self.db.write(&self.scope, now, |tx| store::claim(tx, R::NAME, i64::from(BATCH), lease))?;
        if claimed.is_empty() {
            return Ok(false);
        }
        let (tried, untried) = self.send(&claimed);
        self.db.write(&self.scope, self.clock.now(), |tx| {
            tried.iter().try_for_each(|(message, outcome)| self.settle(tx, message, outcome))?;
            untried.iter().try_for_each(|message| store::give_back(tx, message))
        })?;
        Ok(!tried.is_empty())
    }

    /// Sends messages in their order, for as long as its patience lasts. Returns what came of them, and the others.
    fn send<'a>(&self, claimed: &'a [Claimed]) -> (Vec<(&'a Claimed, Outcome)>, &'a [Claimed]) {
        let begin = Instant::now();
        let mut tried = Vec::new();
        for (sent, message) in claimed.iter().enumerate() {
            if begin.elapsed() > PATIENCE || !self.receiver.accepts() {
                return (tried, claimed.get(sent..).unwrap_or_default());
            }
            tried.push((message, self.receiver.deliver(message)));
        }
        (tried, &[])
    }

    fn settle(&self, tx: &mut crate::access::WriteTx<'_>, message: &Claimed, outcome: &Outcome) -> Result<()> {
        let settlement = settlement(outcome, message.unfit);
        let pause = match &settlement {
            Settlement::Again { retry_after, .. } => backoff(message.attempts).max(retry_after.unwrap_or_default()),
            Settlement::Sent | Settlement::Dead(_) => Duration::ZERO,
        };
        store::settle(tx, message, &settlement, pause)?;
        if settlement == Settlement::Sent && self.receiver.is_cleared(&message.topic) {
            store::clear_payload(tx, message.id)?;
        }
        Ok(())
    }
}
