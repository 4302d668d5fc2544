//! Group commit of single cells: cells that one caller sets at the same moment share a transaction, so that what they
//! depend on is read once and committed once. Each is judged, audited and answered as if it had come alone. Without it
//! single cells miss goals 3 and 9 (decision 0084). The handler of `PUT /v1/hours/…` calls it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::cells::{cell_of, refusal, set};
use super::record::{Outcome, audit_event, record_without_audit};
use crate::access::{Caller, RecordHours};
use crate::audit;
use crate::error::{AppError, ProblemCode, Result};
use crate::hours::{Cell, Entry, Verdict};

/// The most cells of one transaction: about as many as wait while one commits, and few enough that nobody waits long.
const MAX_CELLS: usize = 32;

/// The most transactions at once, where the engine allows several: other writers must find connections left.
const MAX_TRANSACTIONS: usize = 2;

/// The requests that wait to set a cell, of all workers of the server.
#[derive(Clone)]
pub struct CellQueue {
    state: Arc<Mutex<State>>,
    max_transactions: usize,
    /// The runtime that outlives the workers of the server, each of which has one of its own.
    runtime: Handle,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Request>,
    transactions: usize,
}

struct Request {
    caller: Caller<RecordHours>,
    entry: Entry,
    reply: oneshot::Sender<Answer>,
}

/// A cell, and whether it is new.
type Answer = Result<(Cell, bool)>;

impl CellQueue {
    /// A queue for a database that lets `writers` transactions write at once. Its transactions run on the runtime that
    /// this is called in.
    pub fn new(writers: usize) -> Self {
        let max_transactions = writers.min(MAX_TRANSACTIONS);
        Self { state: Arc::default(), max_transactions, runtime: Handle::current() }
    }

    /// Sets a cell; the flag is whether it is new. A request that is dropped before its transaction began sets nothing.
    ///
    /// # Errors
    /// Those of [`set`]; `internal` if the transaction panicked.
    pub async fn set(&self, caller: Caller<RecordHours>, entry: Entry) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.lock().waiting.push_back(Request { caller, entry, reply });
        self.begin();
        answer.await.map_err(AppError::internal)?
    }

    /// Begins a transaction with the requests at the front of the queue, unless enough are under way.
    fn begin(&self) {
        let Some(group) = self.take_group() else { return };
        let transaction = UnderWay(self.clone());
        drop(self.runtime.spawn_blocking(move || {
            let _transaction = transaction;
            answer(group);
        }));
    }

    fn take_group(&self) -> Option<Vec<Request>> {
        let mut state = self.lock();
        state.waiting.retain(|request| !request.reply.is_closed());
        if state.transactions == self.max_transactions || state.waiting.is_empty() {
            return None;
        }
        state.transactions += 1;
        let mut group: Vec<Request> = Vec::new();
        while group.len() < MAX_CELLS && state.waiting.front().is_some_and(|next| may_join(&group, next)) {
            group.extend(state.waiting.pop_front());
        }
        Some(group)
    }

    /// A panic elsewhere leaves the queue intact: nothing is half done while the lock is held.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction under way; when it ends, the next one may begin.
struct UnderWay(CellQueue);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.lock().transactions -= 1;
        self.0.begin();
    }
}

/// Whether the request is of the same caller as the group, and for another cell.
fn may_join(group: &[Request], next: &Request) -> bool {
    let joins =
        |one: &Request| one.entry.key != next.entry.key && one.caller.scope().is_same_caller(next.caller.scope());
    group.iter().all(joins)
}

fn answer(group: Vec<Request>) {
    let answers = set_all(&group);
    for (request, answer) in group.into_iter().zip(answers) {
        // A client that has left meanwhile reads no answer.
        let _ = request.reply.send(answer);
    }
}

fn set_all(group: &[Request]) -> Vec<Answer> {
    let alone = |request: &Request| set(&request.caller, &request.entry);
    if let [request] = group {
        return vec![alone(request)];
    }
    match set_together(group) {
        Ok(answers) => answers,
        Err(error) if error.code == ProblemCode::Unavailable => {
            tracing::warn!(error = %error, cells = group.len(), "a group of cells could not be set");
            let unavailable = || AppError::unavailable(anyhow::anyhow!("the group of cells could not be set"));
            group.iter().map(|_| Err(unavailable())).collect()
        }
        // The database may have refused one of them only.
        Err(_) => group.iter().map(alone).collect(),
    }
}

fn set_together(group: &[Request]) -> Result<Vec<Answer>> {
    let Some(Request { caller, .. }) = group.first() else { return Ok(Vec::new()) };
    let today = caller.today();
    let entries: Vec<Entry> = group.iter().map(|request| request.entry.clone()).collect();
    caller.write(|tx| {
        let outcomes = record_without_audit(tx, today, &entries, |_, _| None)?;
        if outcomes.iter().all(std::result::Result::is_err) {
            tx.discard();
        }
        let answer = |(request, outcome): (&Request, Outcome)| {
            let recorded = match outcome {
                Ok(recorded) => recorded,
                Err(field_errors) => return Ok(Err(refusal(field_errors))),
            };
            if recorded.verdict != Verdict::Unchanged {
                let request_id = request.caller.scope().request_id.clone();
                audit::record(tx, &audit_event(&request.entry, &recorded).requested_by(request_id))?;
            }
            cell_of(tx, &request.entry, recorded).map(Ok)
        };
        group.iter().zip(outcomes).map(answer).collect()
    })
}
