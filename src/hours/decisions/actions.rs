//! Validates and rejects cells.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::model::{Decided, Decision, Expected, MOST_CELLS, Selection, Tally};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, DecideHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::batches::{row_verdict, rows_digest};
use crate::hours::store::cells as store;
use crate::hours::{Basis, Cell, Entry, FigureView, HoursFilter, Outcome, Recorded, Verdict, record_without_audit};
use crate::values::{CandidateId, Hours, HoursId, HoursStatus, Place};

/// Refusals of a decision as a whole.
pub(super) const CODES: &[ProblemCode] =
    &[ProblemCode::UnknownHours, ProblemCode::DuplicateCell, ProblemCode::TooManyRows, ProblemCode::NotAsExpected];

/// Decides on the selected cells; those that the rules refuse are answered one by one.
///
/// # Errors
/// `unknown_hours`, `duplicate_cell` for ids and versions; `too_many_rows`, `not_as_expected` for a filter.
pub fn decide(caller: &Caller<DecideHours>, chosen: &Selection, decision: &Decision) -> Result<Idempotent<Decided>> {
    let today = caller.today();
    caller.create(|tx| decide_in(tx, today, chosen, decision))
}

/// [`decide`] on cells as they were read. It needs no idempotency key: a version is decided on once.
///
/// # Errors
/// `unknown_hours`, `duplicate_cell`.
pub fn decide_as_read(caller: &Caller<DecideHours>, read: Vec<(HoursId, i64)>, decision: &Decision) -> Result<Decided> {
    let (today, chosen) = (caller.today(), Selection::Versions(read));
    caller.write(|tx| decide_in(tx, today, &chosen, decision))
}

fn decide_in(tx: &mut WriteTx<'_>, today: NaiveDate, chosen: &Selection, decision: &Decision) -> Result<Decided> {
    let waiting = match chosen {
        Selection::Ids(ids) => by_id(tx, ids, |index| format!("/ids/{index}"))?,
        Selection::Versions(read) => as_read(tx, read)?,
        Selection::Filter(filter, expected) => as_expected(by_filter(tx, filter)?, *expected)?,
    };
    let entries: Vec<Entry> = waiting.iter().map(|cell| entry(cell, decision)).collect();
    let outcomes = record_without_audit(tx, today, &entries, |_, _| None)?;
    let summary = tally(&outcomes);
    write_audit(tx, decision, &summary, &outcomes)?;
    let decided = waiting.iter().zip(&outcomes).enumerate();
    let rows = decided.map(|(index, (cell, outcome))| row_verdict(index, Some(cell.id), outcome)).collect();
    Ok(Decided { summary, rows })
}

/// The cells at the versions that the officer read, which the rules compare with the current ones.
fn as_read(tx: &mut WriteTx<'_>, read: &[(HoursId, i64)]) -> Result<Vec<Cell>> {
    let ids: Vec<HoursId> = read.iter().map(|(id, _)| *id).collect();
    let cells = by_id(tx, &ids, |index| format!("/cells/{index}/id"))?;
    Ok(cells.into_iter().zip(read).map(|(cell, (_, version))| Cell { version: *version, ..cell }).collect())
}

fn by_id(tx: &mut WriteTx<'_>, ids: &[HoursId], pointer: impl Fn(usize) -> String) -> Result<Vec<Cell>> {
    let mut cells: HashMap<HoursId, Cell> = store::with_ids(tx, ids)?.into_iter().map(|cell| (cell.id, cell)).collect();
    let mut distinct = HashSet::new();
    let refused = |(index, id): (usize, &HoursId)| match (cells.contains_key(id), distinct.insert(*id)) {
        (false, _) => Some(FieldError::new(pointer(index), ProblemCode::UnknownHours)),
        (true, false) => Some(FieldError::new(pointer(index), ProblemCode::DuplicateCell)),
        (true, true) => None,
    };
    let field_errors: Vec<FieldError> = ids.iter().enumerate().filter_map(refused).collect();
    if !field_errors.is_empty() {
        return Err(AppError::from_field_errors(field_errors));
    }
    Ok(ids.iter().filter_map(|id| cells.remove(id)).collect())
}

/// The waiting cells that the filter selects.
fn by_filter(tx: &mut WriteTx<'_>, filter: &HoursFilter) -> Result<Vec<Cell>> {
    let most = i64::try_from(MOST_CELLS).unwrap_or(i64::MAX);
    let waiting = store::list(tx, filter, Place::Position(0), most.saturating_add(1))?;
    if waiting.len() > MOST_CELLS {
        return Err(ProblemCode::TooManyRows.into());
    }
    Ok(waiting)
}

/// Refuses the decision if the cells are not those that the officer read: senders may have sent others meanwhile.
fn as_expected(waiting: Vec<Cell>, expected: Expected) -> Result<Vec<Cell>> {
    let worked: Hours = waiting.iter().map(|cell| cell.latest().worked).sum();
    let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    if (Expected { count, worked }) == expected {
        return Ok(waiting);
    }
    let (lines, worked) = (if count > 1 { "lignes" } else { "ligne" }, worked.in_french());
    let detail = format!("Le filtre désigne {count} {lines} et {worked} h, et non ce que vous attendiez.");
    Err(AppError::new(ProblemCode::NotAsExpected).with_detail(detail))
}

fn entry(cell: &Cell, decision: &Decision) -> Entry {
    let (status, reason) = match decision {
        Decision::Validate(reason) => (HoursStatus::Validated, reason.clone()),
        Decision::Reject(reason) => (HoursStatus::Rejected, Some(reason.clone())),
    };
    let FigureView { worked, training, .. } = cell.latest();
    let basis = Basis::Version(Some(cell.version.into()));
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
                tally.worked = tally.worked + recorded.stated.worked;
            }
        }
    }
    tally
}

/// Writes one event for all cells. Its reason is stored only if the cells are of one person: personal data in it is
/// then erased with that person's. For several people, only the versions of each have the reason.
fn write_audit(tx: &mut WriteTx<'_>, decision: &Decision, summary: &Tally, outcomes: &[Outcome]) -> Result<()> {
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
        .with("digest", rows_digest(outcomes))
        .sealed(outcomes.iter().flatten().filter_map(Recorded::sealed));
    let event = match people.into_iter().collect::<Vec<_>>().as_slice() {
        [person] => event.about(*person).because(reason.map(ToString::to_string)),
        _ => event,
    };
    audit::record(tx, &event)
}
