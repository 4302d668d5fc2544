//! What became of a form of the sheet.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entry::entry;
use super::form::{RowKey, SheetForm, TypedRow};
use super::status::Status;
use crate::access::{Caller, RecordHours};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::{self, Cell, Entry, Evidence, FigureView, Outcome, Recorded};
use crate::months;
use crate::values::{Hours, Month};

/// What became of the rows of a form, by key, and of the lots said to have no hours.
#[derive(Debug, Default, Serialize)]
pub(super) struct Answer {
    pub rows: BTreeMap<RowKey, RowAnswer>,
    pub lots: BTreeMap<i64, String>,
    /// What was typed, for a page that shows it again.
    #[serde(skip)]
    pub typed: BTreeMap<RowKey, TypedRow>,
}

/// What became of one row.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RowAnswer {
    pub state: RowState,
    /// Whether a reason is asked for.
    pub asks_reason: bool,
    /// Why it was refused, in French.
    pub detail: String,
    /// The cell as it is now.
    pub cell: Option<CellNow>,
}

/// Whether a row is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RowState {
    /// It is recorded.
    Saved,
    /// It is refused.
    Refused,
    /// Somebody else changed the cell meanwhile.
    Conflict,
}

/// A cell as it is now.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct CellNow {
    pub version: i64,
    pub worked: String,
    pub training: String,
    /// Its status in words, and the class of these.
    pub label: &'static str,
    pub kind: &'static str,
    pub can_be_chosen: bool,
    pub source: String,
    /// When it was recorded (UTC); none if just now.
    pub at: Option<String>,
    /// The reference of its evidence.
    pub evidence: String,
    pub warnings: Vec<String>,
}

impl RowState {
    /// The state as a class of stylesheets.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
        }
    }
}

impl Answer {
    /// The rows that are not recorded.
    pub fn not_saved(&self) -> usize {
        self.rows.values().filter(|row| row.state != RowState::Saved).count()
    }

    /// The code of the page that shows it: that of a refusal, if there is one.
    pub fn refusal(&self) -> Option<ProblemCode> {
        (self.not_saved() > 0 || !self.lots.is_empty()).then_some(ProblemCode::InvalidFields)
    }
}

/// Records the rows that say something, as one batch; then the lots without hours.
pub(super) fn record(caller: &Caller<RecordHours>, month: Month, form: SheetForm) -> Result<Answer> {
    let mut answer = Answer::default();
    let mut asked: Vec<(RowKey, Entry)> = Vec::new();
    for (key, row) in &form.rows {
        match entry(key, row, month, form.act) {
            Ok(Some(entry)) => asked.push((key.clone(), entry)),
            Ok(None) => {}
            Err(field_errors) => drop(answer.rows.insert(key.clone(), refused(&field_errors))),
        }
    }
    let (keys, entries): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let outcomes = hours::record_all(caller, &entries)?;
    for ((key, entry), outcome) in keys.into_iter().zip(&entries).zip(outcomes) {
        answer.rows.insert(key, row_answer(caller, entry, outcome)?);
    }
    for lot in form.nil {
        match months::state_nil(&caller.with_right()?, month, lot) {
            Ok(_) => {}
            Err(error) if error.cause.is_some() => return Err(error),
            Err(error) => drop(answer.lots.insert(lot.0, first_detail(&error))),
        }
    }
    answer.typed = form.rows;
    Ok(answer)
}

fn row_answer(caller: &Caller<RecordHours>, entry: &Entry, outcome: Outcome) -> Result<RowAnswer> {
    let field_errors = match outcome {
        Ok(recorded) => return Ok(saved(recorded_now(caller, &recorded))),
        Err(field_errors) => field_errors,
    };
    let is_stale =
        |error: &FieldError| matches!(error.code, ProblemCode::PreconditionFailed | ProblemCode::PreconditionRequired);
    if !field_errors.iter().any(is_stale) {
        return Ok(refused(&field_errors));
    }
    let current = hours::show(&caller.with_right()?, &entry.key)?;
    if is_recorded(entry, &current) {
        return Ok(saved(now(caller, &current)));
    }
    Ok(RowAnswer { state: RowState::Conflict, cell: Some(now(caller, &current)), ..refused(&field_errors) })
}

/// Whether the cell holds already what the entry asks for: the form came twice, or two people typed the same.
fn is_recorded(entry: &Entry, current: &Cell) -> bool {
    let latest = current.latest();
    (entry.worked, entry.training) == (latest.worked, latest.training)
        && entry.status.is_none_or(|status| status == latest.status)
        && (entry.evidence.is_none() || entry.evidence == current.evidence)
}

fn saved(cell: CellNow) -> RowAnswer {
    RowAnswer { state: RowState::Saved, asks_reason: false, detail: String::new(), cell: Some(cell) }
}

fn recorded_now(caller: &Caller<RecordHours>, recorded: &Recorded) -> CellNow {
    CellNow {
        version: recorded.version,
        source: caller.scope().source.clone(),
        at: None,
        evidence: reference(recorded.evidence.as_ref()),
        warnings: recorded.warnings.iter().map(|warning| warning.detail.clone()).collect(),
        ..shown(&recorded.stated, Status::of(recorded.stated.status, recorded.waits(), true))
    }
}

fn now(caller: &Caller<RecordHours>, cell: &Cell) -> CellNow {
    let is_own = cell.latest_source() == caller.scope().source;
    CellNow {
        version: cell.version,
        source: cell.latest_source().to_owned(),
        at: Some(cell.updated_at.to_rfc3339()),
        evidence: reference(cell.evidence.as_ref()),
        warnings: cell.warnings.iter().map(|warning| warning.detail.clone()).collect(),
        ..shown(&cell.latest(), Status::of(cell.status, cell.pending.is_some(), is_own))
    }
}

/// A figure and its status in words.
fn shown(figure: &FigureView, status: Status) -> CellNow {
    let is_empty = Status::is_empty(figure.status, figure.worked);
    let status = if is_empty { Status::NONE } else { status };
    let text = |hours: Hours| if is_empty { String::new() } else { hours.in_french() };
    CellNow {
        worked: text(figure.worked),
        training: text(figure.training),
        label: status.label,
        kind: status.class,
        can_be_chosen: status.can_be_chosen,
        ..CellNow::default()
    }
}

fn refused(field_errors: &[FieldError]) -> RowAnswer {
    let details: Vec<&str> = field_errors.iter().map(|error| error.detail.as_str()).collect();
    let asks_reason = field_errors.iter().any(|error| error.code == ProblemCode::ReasonRequired);
    RowAnswer { state: RowState::Refused, asks_reason, detail: details.join(" "), cell: None }
}

fn first_detail(error: &AppError) -> String {
    error.field_errors.first().map_or(&error.detail, |field_error| &field_error.detail).clone()
}

/// The reference of evidence; none as nothing.
pub(super) fn reference(evidence: Option<&Evidence>) -> String {
    evidence.map(|evidence| evidence.reference.to_string()).unwrap_or_default()
}
