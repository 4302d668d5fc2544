//! Single cells that several requests set at the same moment, in one transaction: what they depend on is read once, and
//! committed once. Each is judged, told of and answered by itself, as if it had come alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cells::{cell_of, refusal};
use super::record::{record_without_audit, told};
use crate::access::{Caller, RecordHours};
use crate::audit;
use crate::error::{AppError, ProblemCode, Result};
use crate::group_commit::GroupCommit;
use crate::hours::{Cell, Entry, set};

/// How many cells are set in one transaction at most: about as many as wait while one commits, and few enough that
/// nobody waits long.
const MOST: usize = 32;

/// How many such transactions are under way at most, where the engine allows it: one computes while those before it wait
/// for their commits. However long these take, other writers find connections left.
const AT_ONCE: usize = 3;

/// Where requests that set single cells meet.
#[derive(Clone)]
pub struct CellGroup {
    group: Arc<GroupCommit<Brought, Answer>>,
    at_once: usize,
    under_way: Arc<AtomicUsize>,
}

impl CellGroup {
    /// Where so many transactions may change things at once.
    pub fn of(writers: usize) -> Self {
        Self { group: Arc::new(GroupCommit::of(MOST)), at_once: writers.min(AT_ONCE), under_way: Arc::default() }
    }

    /// Whether one more may begin before another has ended.
    fn has_room(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) < self.at_once
    }
}

/// A transaction under way.
struct UnderWay<'t>(&'t AtomicUsize);

impl<'t> UnderWay<'t> {
    fn begin(together: &'t CellGroup) -> Self {
        together.under_way.fetch_add(1, Ordering::Relaxed);
        Self(&together.under_way)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A cell, and whether it is new.
type Answer = Result<(Cell, bool)>;

/// What one request says, and who makes it.
struct Brought {
    caller: Caller<RecordHours>,
    entry: Entry,
}

/// Sets a cell, in one transaction with those that the same caller sets at the same moment by other requests; tells
/// whether it is new.
///
/// # Errors
/// Those of [`set`].
pub async fn set_batched(caller: Caller<RecordHours>, together: CellGroup, entry: Entry) -> Result<(Cell, bool)> {
    let group = together.group.clone();
    let set = move |all: Vec<Brought>, turn: &mut Option<_>| {
        let _under_way = UnderWay::begin(&together);
        set_all(&all, || drop(turn.take_if(|_| together.has_room())))
    };
    let outcome = group.bring(Brought { caller, entry }, agree, set).await;
    outcome.unwrap_or_else(|| Err(AppError::internal(anyhow::anyhow!("the work done together was abandoned"))))
}

/// The same caller, and another cell.
fn agree(taken: &[Brought], next: &Brought) -> bool {
    taken.iter().all(|one| one.entry.key != next.entry.key && one.caller.scope().is_same_caller(next.caller.scope()))
}

fn set_all(all: &[Brought], written: impl FnMut()) -> Vec<Answer> {
    match in_one_transaction(all, written) {
        Ok(answers) => answers,
        Err(error) if all.len() == 1 => vec![Err(error)],
        Err(error) if error.code == ProblemCode::Unavailable => {
            let told = format!("{} cells that were to be set together could not be", all.len());
            tracing::warn!(error = %error, told);
            all.iter().map(|_| Err(AppError::unavailable(anyhow::anyhow!(told.clone())))).collect()
        }
        // What one of them is refused for by the database is no reason to refuse the others.
        Err(_) => all.iter().map(|one| set(&one.caller, &one.entry)).collect(),
    }
}

/// Sets the cells, and says when they are written: the next ones may begin then, so that they are computed while these are
/// committed. From there on nothing is waited for here that they could hold; they wait for the commit where they say
/// something of the very same cells, name a month that is new to both, or their connection shares the shard of sums.
fn in_one_transaction(all: &[Brought], mut written: impl FnMut()) -> Result<Vec<Answer>> {
    let Some(Brought { caller, .. }) = all.first() else { return Ok(Vec::new()) };
    let today = caller.today();
    let entries: Vec<Entry> = all.iter().map(|one| one.entry.clone()).collect();
    caller.write(|tx| {
        let outcomes = record_without_audit(tx, today, &entries)?;
        written();
        if outcomes.iter().all(std::result::Result::is_err) {
            tx.discard();
        }
        let events = all.iter().zip(&outcomes).filter_map(|(one, outcome)| {
            Some(told(&one.entry, outcome.as_ref().ok()?)?.asked_by(one.caller.scope().request_id.clone()))
        });
        audit::record_all(tx, events.collect())?;
        let answers = entries.iter().zip(outcomes).map(|(entry, outcome)| match outcome {
            Ok(recorded) => cell_of(tx, entry, recorded).map(Ok),
            Err(field_errors) => Ok(Err(refusal(field_errors))),
        });
        answers.collect()
    })
}
