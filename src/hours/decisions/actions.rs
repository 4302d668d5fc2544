//! Validating and rejecting.

use std::collections::{HashMap, HashSet};

use super::model::{Chosen, Decided, Decision, Expected, MOST_CELLS, Tally};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, DecideHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::batches::{row_verdict, rows_digest};
use crate::hours::store::cells;
use crate::hours::{Basis, Cell, Entry, HoursFilter, Outcome, Recorded, Standing, Verdict, record_without_audit};
use crate::values::{CandidateId, Hours, HoursId, HoursStatus};

/// Decides on cells: those on which it can be decided are, and the others are answered with what stands against it.
///
/// # Errors
/// `unknown_hours` for ids that the caller does not see, `not_as_expected` where a filter chooses something else than
/// the caller saw.
pub fn decide(caller: &Caller<DecideHours>, chosen: &Chosen, decision: &Decision) -> Result<Idempotent<Decided>> {
    let today = caller.today();
    caller.create(|tx| {
        let waiting = match chosen {
            Chosen::Ids(ids) => by_id(tx, ids)?,
            Chosen::Filter(filter, expected) => as_expected(by_filter(tx, filter)?, *expected)?,
        };
        let entries: Vec<Entry> = waiting.iter().map(|cell| entry(cell, decision)).collect();
        let outcomes = record_without_audit(tx, today, &entries)?;
        let summary = tally(&outcomes);
        tell(tx, decision, &summary, &outcomes)?;
        let told = waiting.iter().zip(&outcomes).enumerate();
        let rows = told.map(|(index, (cell, outcome))| row_verdict(index, Some(cell.id), outcome)).collect();
        Ok(Decided { summary, rows })
    })
}

fn by_id(tx: &mut WriteTx<'_>, ids: &[HoursId]) -> Result<Vec<Cell>> {
    let mut known: HashMap<HoursId, Cell> = cells::with_ids(tx, ids)?.into_iter().map(|cell| (cell.id, cell)).collect();
    let mut seen = HashSet::new();
    let refused = |(place, id): (usize, &HoursId)| match (known.contains_key(id), seen.insert(*id)) {
        (false, _) => Some(FieldError::new(format!("/ids/{place}"), ProblemCode::UnknownHours)),
        (true, false) => Some(FieldError::new(format!("/ids/{place}"), ProblemCode::DuplicateCell)),
        (true, true) => None,
    };
    let field_errors: Vec<FieldError> = ids.iter().enumerate().filter_map(refused).collect();
    if !field_errors.is_empty() {
        return Err(AppError::from_field_errors(field_errors));
    }
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// The cells that wait and are chosen so. Whose they are is said by what waits, which may be another's than what counts.
fn by_filter(tx: &mut WriteTx<'_>, filter: &HoursFilter) -> Result<Vec<Cell>> {
    let most = i64::try_from(MOST_CELLS).unwrap_or(i64::MAX);
    let of_anyone = HoursFilter { source: None, ..filter.clone() };
    let mut waiting = cells::list(tx, &of_anyone, 0, most.saturating_add(1))?;
    if waiting.len() > MOST_CELLS {
        return Err(ProblemCode::TooManyRows.into());
    }
    waiting.retain(|cell| filter.source.as_ref().is_none_or(|source| source == cell.said_by()));
    Ok(waiting)
}

/// Nothing is decided that was not seen: somebody may have sent more, or something else, meanwhile.
fn as_expected(waiting: Vec<Cell>, expected: Expected) -> Result<Vec<Cell>> {
    let worked: Hours = waiting.iter().map(|cell| cell.said().worked).sum();
    let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    if (Expected { count, worked }) == expected {
        return Ok(waiting);
    }
    let detail = format!("Le filtre désigne {count} lignes et {worked} h, et non ce que vous attendiez.");
    Err(AppError::new(ProblemCode::NotAsExpected).with_detail(detail))
}

fn entry(cell: &Cell, decision: &Decision) -> Entry {
    let (status, reason) = match decision {
        Decision::Validate(reason) => (HoursStatus::Validated, reason.clone()),
        Decision::Reject(reason) => (HoursStatus::Rejected, Some(reason.clone())),
    };
    let Standing { worked, training, .. } = cell.said();
    let basis = Basis::Version(Some(cell.version));
    Entry { key: cell.key(), worked, training, evidence: None, status: Some(status), reason, basis, decides: true }
}

fn tally(outcomes: &[Outcome]) -> Tally {
    let mut tally = Tally::default();
    for outcome in outcomes {
        match outcome {
            Err(_) => tally.refused += 1,
            Ok(recorded) if recorded.verdict == Verdict::Unchanged => tally.unchanged += 1,
            Ok(recorded) => {
                tally.decided += 1;
                tally.worked = tally.worked + recorded.said.worked;
            }
        }
    }
    tally
}

/// One event for all. A reason typed for the hours of one person goes with them; for several people's it stands with
/// the versions of each alone, which go with each.
fn tell(tx: &mut WriteTx<'_>, decision: &Decision, summary: &Tally, outcomes: &[Outcome]) -> Result<()> {
    if summary.decided == 0 {
        return Ok(());
    }
    let (action, reason) = match decision {
        Decision::Validate(reason) => ("validate", reason.as_ref()),
        Decision::Reject(reason) => ("reject", Some(reason)),
    };
    let people: HashSet<CandidateId> = outcomes.iter().flatten().filter_map(Recorded::person).collect();
    let event = Event::new(action, "hours", 0)
        .with("cells", summary.decided)
        .with("worked", summary.worked)
        .with("digest", rows_digest(outcomes));
    let event = match people.into_iter().collect::<Vec<_>>().as_slice() {
        [person] => event.about(*person).because(reason.map(ToString::to_string)),
        _ => event,
    };
    audit::record(tx, &event)
}
