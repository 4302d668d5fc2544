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

/// Where requests that set single cells meet: those of one employment always at the same place.
#[derive(Debug, Clone)]
pub struct Together(Arc<[Gathering<Brought, Answer>]>);

impl Together {
    /// As many places as transactions are to be under way at once.
    pub fn at_once(places: usize) -> Self {
        Self((0..places.max(1)).map(|_| Gathering::of(MOST)).collect())
    }

    fn place(&self, entry: &Entry) -> Option<&Gathering<Brought, Answer>> {
        let places = i64::try_from(self.0.len()).ok()?;
        self.0.get(usize::try_from(entry.key.employment.0.checked_rem_euclid(places)?).ok()?)
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
    let place = together.place(&brought.entry);
    let outcome = place.and_then(|place| place.bring(brought, agree, |all| set_all(caller, &all)));
    outcome.unwrap_or_else(|| Err(AppError::internal(anyhow::anyhow!("the work done together was abandoned"))))
}

/// The same caller, and another cell.
fn agree(taken: &[Brought], next: &Brought) -> bool {
    taken.iter().all(|one| one.entry.key != next.entry.key && one.scope.is_same_caller(&next.scope))
}

fn set_all(caller: &Caller<RecordHours>, all: &[Brought]) -> Vec<Answer> {
    if let [alone] = all {
        return vec![set(caller, &alone.entry)];
    }
    match in_one_transaction(caller, all) {
        Ok(answers) => answers,
        Err(error) if error.situation == Situation::Unavailable => {
            let told = format!("{} cells that were to be set together could not be", all.len());
            tracing::warn!(error = %error, told);
            all.iter().map(|_| Err(AppError::unavailable(anyhow::anyhow!(told.clone())))).collect()
        }
        // What one of them is refused for by the database is no reason to refuse the others.
        Err(_) => all.iter().map(|one| set(&caller.for_request(&one.scope), &one.entry)).collect(),
    }
}

fn in_one_transaction(caller: &Caller<RecordHours>, all: &[Brought]) -> Result<Vec<Answer>> {
    let today = caller.today();
    let entries: Vec<Entry> = all.iter().map(|one| one.entry.clone()).collect();
    caller.write(|tx| {
        let outcomes = record_untold(tx, today, &entries)?;
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
