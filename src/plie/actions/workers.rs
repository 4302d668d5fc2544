//! Threads that look records up and announce steps, while the service runs. Several processes on one PostgreSQL share the
//! work.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::look_up::look_up;
use super::receiver::Records;
use super::settle::settle;
use crate::access::Scope;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::outbox::Worker;
use crate::participant_links::store::due;
use crate::plie::client::Client;

/// How long a worker waits when nothing is due.
const PAUSE: Duration = Duration::from_secs(1);

/// How many links a worker leases at a time.
const LINKS: i64 = 8;

/// After so long a worker gives the links back that it has not looked up.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is kept free at the end of a lease, for the database. A look-up makes two calls.
const MARGIN: Duration = Duration::from_secs(5);

/// Looks up records and announces steps, one turn at a time.
pub struct Linking {
    db: Db,
    clock: Clock,
    scope: Scope,
    records: Records,
    steps: Worker<Records>,
}

impl Linking {
    /// Works in this scope. `timeout` is the longest time that a call takes.
    pub fn new(db: Db, clock: Clock, scope: Scope, client: Client, timeout: Duration) -> Self {
        let scope = Scope { actor: "plie".to_owned(), ..scope };
        let records = Records { client, timeout };
        let steps = Worker::new(db.clone(), clock, scope.clone(), records.clone());
        Self { db, clock, scope, records, steps }
    }

    /// Looks up some links and sends some steps. Returns whether there were any.
    ///
    /// # Errors
    /// `unavailable`: what was leased is taken up again when its lease has ended.
    pub fn turn(&self) -> Result<bool> {
        let looked_up = self.look_up_some()?;
        let sent = self.steps.turn()?;
        Ok(looked_up || sent)
    }

    fn look_up_some(&self) -> Result<bool> {
        let client = &self.records.client;
        let now = self.clock.now();
        if !client.accepts_calls() || !self.db.read(&self.scope, now, due::has_due)? {
            return Ok(false);
        }
        let lease = PATIENCE.saturating_add(self.records.timeout.saturating_mul(2)).saturating_add(MARGIN);
        let claimed = self.db.write(&self.scope, now, |tx| due::claim(tx, LINKS, lease))?;
        let begin = Instant::now();
        let (mut has_worked, mut outcome) = (false, Ok(()));
        for link in &claimed {
            if begin.elapsed() > PATIENCE || !client.accepts_calls() {
                self.db.write(&self.scope, self.clock.now(), |tx| due::give_back(tx, link))?;
                continue;
            }
            let found = look_up(client, link);
            let settled = self.db.write_with_settings(&self.scope, self.clock.now(), |tx| settle(tx, link, &found));
            // The others are not to wait for the end of their leases.
            outcome = outcome.and(settled);
            has_worked = true;
        }
        outcome.map(|()| has_worked)
    }
}

/// Running workers: as many threads as calls may be under way at once. Dropping this ends them after their current call.
pub struct Workers {
    end: Arc<End>,
    threads: Vec<JoinHandle<()>>,
}

/// Whether the workers are to end; those that wait are woken then.
#[derive(Default)]
struct End {
    has_come: Mutex<bool>,
    woken: Condvar,
}

impl Workers {
    /// Starts the threads.
    pub fn begin(linking: Linking) -> Self {
        let end = Arc::<End>::default();
        let count = linking.records.client.calls();
        let linking = Arc::new(linking);
        let start = |_| {
            let (linking, end) = (linking.clone(), end.clone());
            std::thread::spawn(move || work(&linking, &end))
        };
        Self { threads: (0..count).map(start).collect(), end }
    }
}

/// Works until the end comes.
fn work(linking: &Linking, end: &End) {
    let mut fails = false;
    loop {
        let turn = linking.turn();
        // Log only the first failure of an outage.
        if let (Err(error), false) = (&turn, fails) {
            let cause = error.cause.as_ref().map(|cause| format!("{cause:#}"));
            tracing::error!(code = error.code.as_str(), cause, "the link to the participant records cannot work");
        }
        fails = turn.is_err();
        if end.comes_within(if turn.unwrap_or(false) { Duration::ZERO } else { PAUSE }) {
            return;
        }
    }
}

impl End {
    fn comes_within(&self, pause: Duration) -> bool {
        let has_come = self.has_come.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.wait_timeout_while(has_come, pause, |has_come| !*has_come);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn come(&self) {
        *self.has_come.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.end.come();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the link to the participant records panicked");
            }
        }
    }
}
