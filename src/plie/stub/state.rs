//! The state of a stand-in, and what becomes of a request in it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::behaviour::Behaviour;
use super::dice::Dice;
use super::ledger::{Ledger, Received};
use super::message::{Exchange, Incoming, Outgoing};
use super::records::Records;
use super::service::{Operation, Service, refuse};
use super::spoil;

/// What the server sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole(Outgoing),
    /// The connection is cut after this many bytes of the body, 0 for before the head.
    Cut(Outgoing, usize),
}

/// The state, shared by the server's threads.
pub(super) struct State {
    key: String,
    inner: Mutex<Inner>,
}

struct Inner {
    records: Records,
    behaviour: Behaviour,
    dice: Dice,
    ledger: Ledger,
    requests: BTreeMap<String, u64>,
    under_way: usize,
    most_at_once: usize,
    /// The exchanges, if they are recorded.
    recorded: Option<Vec<Exchange>>,
}

/// A request under way. Dropping it ends it.
pub(super) struct UnderWay<'s>(&'s State);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.lock().under_way -= 1;
    }
}

impl State {
    pub(super) fn new(records: Records, key: &str, behaviour: Behaviour) -> Self {
        let dice = Dice::new(behaviour.seed);
        let inner = Inner {
            records,
            behaviour,
            dice,
            ledger: Ledger::default(),
            requests: BTreeMap::new(),
            under_way: 0,
            most_at_once: 0,
            recorded: None,
        };
        Self { key: key.to_owned(), inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_behaviour(&self, behaviour: Behaviour) {
        let mut inner = self.lock();
        inner.dice = Dice::new(behaviour.seed);
        inner.behaviour = behaviour;
    }

    pub(super) fn set_records(&self, records: Records) {
        self.lock().records = records;
    }

    pub(super) fn record_exchanges(&self) {
        self.lock().recorded.get_or_insert_default();
    }

    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        self.lock().recorded.clone().unwrap_or_default()
    }

    pub(super) fn received(&self) -> Received {
        let inner = self.lock();
        Received {
            requests: inner.requests.clone(),
            most_at_once: inner.most_at_once,
            participants: inner.ledger.participants.clone(),
            referent_requests: inner.ledger.referent_requests.clone(),
        }
    }

    /// Begins a request: counts it, and says how long it waits.
    pub(super) fn begin(&self) -> (UnderWay<'_>, Duration) {
        let mut inner = self.lock();
        inner.under_way += 1;
        inner.most_at_once = inner.most_at_once.max(inner.under_way);
        (UnderWay(self), Duration::from_millis(inner.behaviour.slow_milliseconds))
    }

    /// Answers a request; `path` is the one below the service's address.
    pub(super) fn answer(&self, path: &str, incoming: Incoming) -> Delivery {
        let mut inner = self.lock();
        let operation = Operation::of(&incoming.method, path);
        let name = operation.map_or("unknown", Operation::id);
        *inner.requests.entry(name.to_owned()).or_default() += 1;
        let (delivery, is_spoiled) = match (operation, refuse(&incoming, &self.key)) {
            (None, _) => (Delivery::Whole(Outgoing::problem(404, "the contract has no such operation")), false),
            (_, Err(refusal)) => (Delivery::Whole(refusal), false),
            (Some(operation), Ok(())) => inner.serve(operation, &incoming),
        };
        if let Some(recorded) = &mut inner.recorded {
            let outgoing = match &delivery {
                Delivery::Whole(outgoing) => Some(outgoing.clone()),
                Delivery::Cut(..) => None,
            };
            recorded.push(Exchange { incoming, outgoing, is_spoiled });
        }
        delivery
    }
}

impl Inner {
    /// Serves a request as the behaviour wants it; also says whether the answer is wrong on purpose.
    fn serve(&mut self, operation: Operation<'_>, incoming: &Incoming) -> (Delivery, bool) {
        let behaviour = &self.behaviour;
        if self.dice.happens(behaviour.fail_percent) {
            return (Delivery::Whole(spoil::failure(&mut self.dice, behaviour.retry_after_seconds)), false);
        }
        if self.dice.happens(behaviour.cut_before_percent) {
            return (Delivery::Cut(Outgoing::problem(500, "cut"), 0), true);
        }
        let is_known = |number: &str| !behaviour.forget.contains(number);
        let mut service = Service { records: &self.records, is_known: &is_known, ledger: &mut self.ledger };
        let mut answer = service.answer(operation, incoming);
        if self.dice.happens(behaviour.cut_after_percent) {
            let kept = if self.dice.happens(50) { 0 } else { answer.body.len() / 2 };
            return (Delivery::Cut(answer, kept), true);
        }
        let is_garbage = self.dice.happens(behaviour.garbage_percent);
        if is_garbage {
            answer = spoil::garbage(answer, &mut self.dice);
        }
        let other = self.dice.happens(behaviour.somebody_else_percent);
        let other = if other { spoil::somebody_else(operation, &self.records, &mut self.dice) } else { None };
        (Delivery::Whole(other.clone().unwrap_or(answer)), is_garbage || other.is_some())
    }
}
