//! Single cells that several requests set at the same moment, in one transaction: what they depend on is read once, and
//! committed once. Each is judged, told of and answered by itself, as if it had come alone.

use std::sync::Arc;

use super::cells::{cell_of, refusal};
use super::record::{record_untold, told};
use crate::access::{Caller, RecordHours, Scope};
use crate::audit;
use crate::error::{AppError, Result, Situation};
use crate::gathering::Gathering;
use crate::hours::{Cell, Entry, set};

/// How many cells are set in one transaction at most: about as many as wait while one commits, and few enough that
/// nobody waits long.
const MOST: usize = 32;

/// Where requests that set single cells meet.
#[derive(Debug, Clone)]
pub struct Together {
    gathering: Arc<Gathering<Brought, Answer>>,
    /// Whether the next cells are set while the ones before are being committed.
    overlaps: bool,
}

impl Together {
    /// Where so many transactions may change things at once.
    pub fn of(writers: usize) -> Self {
        Self { gathering: Arc::new(Gathering::of(MOST)), overlaps: writers > 1 }
    }
}

/// A cell, and whether it is new.
type Answer = Result<(Cell, bool)>;

/// What one request says, and whose it is.
#[derive(Debug)]
struct Brought {
    scope: Scope,
    entry: Entry,
}

/// Sets a cell, in one transaction with those that the same caller sets at the same moment by other requests; tells
/// whether it is new.
///
/// # Errors
/// Those of [`set`].
pub fn set_together(caller: &Caller<RecordHours>, together: &Together, entry: Entry) -> Result<(Cell, bool)> {
    let brought = Brought { scope: caller.scope().clone(), entry };
    let outcome = together
        .gathering
        .bring(brought, agree, |all, turn| set_all(caller, &all, || drop(turn.take_if(|_| together.overlaps))));
    outcome.unwrap_or_else(|| Err(AppError::internal(anyhow::anyhow!("the work done together was abandoned"))))
}

/// The same caller, and another cell.
fn agree(taken: &[Brought], next: &Brought) -> bool {
    taken.iter().all(|one| one.entry.key != next.entry.key && one.scope.is_same_caller(&next.scope))
}

fn set_all(caller: &Caller<RecordHours>, all: &[Brought], written: impl FnMut()) -> Vec<Answer> {
    match in_one_transaction(caller, all, written) {
        Ok(answers) => answers,
        Err(error) if all.len() == 1 => vec![Err(error)],
        Err(error) if error.situation == Situation::Unavailable => {
            let told = format!("{} cells that were to be set together could not be", all.len());
            tracing::warn!(error = %error, told);
            all.iter().map(|_| Err(AppError::unavailable(anyhow::anyhow!(told.clone())))).collect()
        }
        // What one of them is refused for by the database is no reason to refuse the others.
        Err(_) => all.iter().map(|one| set(&caller.for_request(&one.scope), &one.entry)).collect(),
    }
}

/// Sets the cells, and says when they are written: the next ones may begin then, so that they are computed while these are
/// committed. They wait for nothing that is held here but where they say something of the very same cells.
fn in_one_transaction(caller: &Caller<RecordHours>, all: &[Brought], mut written: impl FnMut()) -> Result<Vec<Answer>> {
    let today = caller.today();
    let entries: Vec<Entry> = all.iter().map(|one| one.entry.clone()).collect();
    caller.write(|tx| {
        let outcomes = record_untold(tx, today, &entries)?;
        written();
        let events = all.iter().zip(&outcomes).filter_map(|(one, outcome)| {
            Some(told(&one.entry, outcome.as_ref().ok()?)?.asked_by(one.scope.request_id.clone()))
        });
        audit::record_all(tx, events.collect())?;
        let answers = entries.iter().zip(outcomes).map(|(entry, outcome)| match outcome {
            Ok(recorded) => cell_of(tx, entry, recorded).map(Ok),
            Err(faults) => Ok(Err(refusal(faults))),
        });
        answers.collect()
    })
}
