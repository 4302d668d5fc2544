//! Shows, lists, sets and withdraws single cells.

use chrono::NaiveDate;

use super::warn::warn_of_waiting;
use crate::access::{Caller, ReadHours, RecordHours, Tx, WriteTx};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::{Basis, Cell, CellKey, Entry, HoursFilter, Recorded, Verdict, record, store};
use crate::values::{ExpectedVersions, FreeText, Hours, HoursStatus, Place};

/// One cell.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadHours>, key: &CellKey) -> Result<Cell> {
    let cell = caller.read(|tx| {
        let mut cell = store::cells::find(tx, key)?;
        warn_of_waiting(tx, std::slice::from_mut(&mut cell), caller.today())?;
        store::details::add(tx, std::slice::from_mut(&mut cell))?;
        add_names(tx, std::slice::from_mut(&mut cell))?;
        Ok(cell)
    })?;
    caller.log_read("hours", cell.candidate_id)?;
    Ok(cell)
}

/// Cells by month, then in the order they were first recorded; or in the order of change. They name
/// people, so it is logged as a read.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadHours>, filter: &HoursFilter, place: Place, rows: i64) -> Result<Vec<Cell>> {
    let cells = caller.read(|tx| {
        let mut cells = list_in(tx, filter, place, rows, caller.today())?;
        store::details::add(tx, &mut cells)?;
        add_names(tx, &mut cells)?;
        Ok(cells)
    })?;
    caller.log_list_read("hours", &cells, |cell| cell.candidate_id)?;
    Ok(cells)
}

/// The cells of [`list`], read inside a transaction, without decisions, references and names.
///
/// # Errors
/// `unavailable`.
pub fn list_in(tx: &mut Tx<'_>, filter: &HoursFilter, place: Place, rows: i64, today: NaiveDate) -> Result<Vec<Cell>> {
    let mut cells = store::cells::list(tx, filter, place, rows)?;
    warn_of_waiting(tx, &mut cells, today)?;
    Ok(cells)
}

/// Adds the names of what cells refer to.
///
/// # Errors
/// `unavailable`.
pub fn add_names(tx: &mut Tx<'_>, cells: &mut [Cell]) -> Result<()> {
    let ids: Vec<_> = cells.iter().map(|cell| cell.id).collect();
    let mut names = store::names::of_cells(tx, &ids)?;
    cells.iter_mut().for_each(|cell| cell.names = names.remove(&cell.id));
    Ok(())
}

/// Sets a cell; the flag is whether it is new.
///
/// # Errors
/// Those of the rules on hours, `not_found`, `precondition_required`, `precondition_failed`.
pub fn set(caller: &Caller<RecordHours>, entry: &Entry) -> Result<(Cell, bool)> {
    let today = caller.today();
    caller.write(|tx| {
        let outcomes = record(tx, today, std::slice::from_ref(entry))?;
        let outcome = outcomes.into_iter().next().unwrap_or_else(|| Err(Vec::new()));
        cell_of(tx, entry, outcome.map_err(refusal)?)
    })
}

/// The cell after it was recorded, and whether it is new.
pub(super) fn cell_of(tx: &mut WriteTx<'_>, entry: &Entry, recorded: Recorded) -> Result<(Cell, bool)> {
    let is_new = recorded.verdict == Verdict::Created;
    let mut cell = match recorded.change {
        Some(change) => Cell::recorded(recorded.id, entry.key, change, tx.now().and_utc(), tx.scope()),
        None => store::cells::find(tx, &entry.key)?,
    };
    // A new cell has no version before this one, and no reference.
    if !is_new {
        store::details::add(tx, std::slice::from_mut(&mut cell))?;
    }
    Ok((Cell { warnings: recorded.warnings, ..cell }, is_new))
}

/// Withdraws a cell's hours: a new version has zero hours, and the history stays. An officer's withdrawal counts at
/// once, a partner's waits like any correction; a draft stays one.
///
/// # Errors
/// `not_found`, and those of [`set`].
pub fn remove(
    caller: &Caller<RecordHours>,
    key: &CellKey,
    expected: ExpectedVersions,
    reason: Option<FreeText>,
) -> Result<Cell> {
    let current = caller.read(|tx| store::cells::find(tx, key))?;
    let decides = caller.scope().is_officer() && current.status != HoursStatus::Draft;
    let entry = Entry {
        key: *key,
        worked: Hours::ZERO,
        training: Hours::ZERO,
        evidence: None,
        status: decides.then_some(HoursStatus::Validated),
        reason,
        basis: Basis::Version(Some(expected)),
        decides: false,
    };
    set(caller, &entry).map(|(cell, _)| cell)
}

/// The refusal of a single cell: an unknown employment or lot makes the address unknown, and errors about versions are
/// the whole answer.
pub(super) fn refusal(field_errors: Vec<FieldError>) -> AppError {
    let unknown =
        |field_error: &FieldError| matches!(field_error.code, ProblemCode::UnknownEmployment | ProblemCode::UnknownLot);
    let about_versions = |field_error: &FieldError| {
        matches!(field_error.code, ProblemCode::PreconditionFailed | ProblemCode::PreconditionRequired)
    };
    if field_errors.iter().any(unknown) {
        return ProblemCode::NotFound.into();
    }
    match field_errors.iter().find(|field_error| about_versions(field_error)) {
        Some(field_error) => field_error.code.into(),
        None => AppError::from_field_errors(field_errors),
    }
}
