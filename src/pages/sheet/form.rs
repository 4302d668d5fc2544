//! The form of the sheet: what was typed, and what became of it.
//!
//! A row's fields end with its key, `{employment}-{lot}`: `h-` hours, `f-` hours of training, `v-` the version that the page
//! shows, `o-` the figures that it shows, `m-` the reason, `c-` chosen for validation, `b-` kept as a draft. `faire` says
//! what to do beside saving. A row whose figures are still those that were shown says nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::access::{Caller, RecordHours};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::{self, Basis, Cell, CellKey, Entry, Outcome};
use crate::http::LargeForm;
use crate::months;
use crate::values::{EmploymentId, FreeText, Hours, HoursStatus, LotId, Month};

/// The key of a row in the names of its fields.
pub(super) type RowKey = String;

/// What the form says of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedRow {
    pub worked: String,
    pub training: String,
    version: Option<i64>,
    shown: Option<String>,
    pub reason: String,
    is_chosen: bool,
    is_draft: bool,
}

/// A form of the sheet.
#[derive(Debug, Default)]
pub(super) struct SheetForm {
    rows: BTreeMap<RowKey, TypedRow>,
    validates: bool,
    nil: Vec<LotId>,
}

impl SheetForm {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for a field of another page.
    pub fn read(form: &LargeForm, month: Month) -> Result<Self> {
        let mut read = Self { validates: form.text("faire") == "valider", ..Self::default() };
        for (name, text) in form.fields() {
            let Some((field, key)) = name.split_once('-') else { continue };
            if field == "neant" {
                read.nil.extend(key.parse().ok().map(LotId));
                continue;
            }
            cell_key(key, month).ok_or_else(|| AppError::new(ProblemCode::InvalidBody))?;
            let row = read.rows.entry(key.to_owned()).or_default();
            match field {
                "h" => text.clone_into(&mut row.worked),
                "f" => text.clone_into(&mut row.training),
                "v" => row.version = text.parse().ok(),
                "o" => row.shown = Some(text.to_owned()),
                "m" => text.clone_into(&mut row.reason),
                "c" => row.is_chosen = true,
                "b" => row.is_draft = true,
                _ => return Err(ProblemCode::InvalidBody.into()),
            }
        }
        Ok(read)
    }
}

fn cell_key(key: &str, month: Month) -> Option<CellKey> {
    let (employment, lot) = key.split_once('-')?;
    Some(CellKey { employment: EmploymentId(employment.parse().ok()?), lot: LotId(lot.parse().ok()?), month })
}

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
    /// `saved`, `refused`, or `conflict` if somebody else changed the cell meanwhile.
    pub state: &'static str,
    /// Whether a reason is asked for.
    pub asks_reason: bool,
    /// Why it was refused, in French.
    pub detail: String,
    /// The cell as it is now.
    pub cell: Option<CellNow>,
}

/// A cell as it is now.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CellNow {
    pub version: i64,
    pub worked: String,
    pub training: String,
    pub status: HoursStatus,
    pub source: String,
    pub at: Option<String>,
    pub warnings: Vec<String>,
}

impl Answer {
    /// The code of the page that shows it: that of a refusal, if there is one.
    pub fn refusal(&self) -> Option<ProblemCode> {
        let refused = self.rows.values().any(|row| row.state != "saved") || !self.lots.is_empty();
        refused.then_some(ProblemCode::InvalidFields)
    }
}

/// Records the rows that say something, as one batch; then the lots without hours.
pub(super) fn record(caller: &Caller<RecordHours>, month: Month, form: SheetForm) -> Result<Answer> {
    let mut answer = Answer::default();
    let mut entries: Vec<(RowKey, Entry)> = Vec::new();
    for (key, row) in &form.rows {
        match entry(key, row, month, form.validates) {
            Ok(Some(entry)) => entries.push((key.clone(), entry)),
            Ok(None) => {}
            Err(field_errors) => drop(answer.rows.insert(key.clone(), refused(&field_errors))),
        }
    }
    let outcomes = hours::record_all(caller, &entries.iter().map(|(_, entry)| entry.clone()).collect::<Vec<_>>())?;
    for ((key, entry), outcome) in entries.into_iter().zip(outcomes) {
        answer.rows.insert(key, row_answer(caller, &entry, outcome)?);
    }
    for lot in form.nil {
        match months::state_nil(&caller.with_right()?, month, lot) {
            Ok(_) => {}
            Err(error) if error.cause.is_some() => return Err(error),
            Err(error) => drop(answer.lots.insert(lot.0, first_detail(&error.field_errors, &error))),
        }
    }
    answer.typed = form.rows;
    Ok(answer)
}

/// The entry of a row; none for an empty row of a cell that does not exist, and for a row that is not chosen when rows are
/// validated.
fn entry(
    key: &str,
    row: &TypedRow,
    month: Month,
    validates: bool,
) -> std::result::Result<Option<Entry>, Vec<FieldError>> {
    let (worked, training) = (row.worked.trim(), row.training.trim());
    let is_chosen = validates && row.is_chosen;
    let is_as_shown = row.shown.as_deref() == Some(shown(worked, training).as_str());
    let says_nothing = worked.is_empty() && training.is_empty() && row.version.is_none() || is_as_shown && !is_chosen;
    let Some(key) = cell_key(key, month).filter(|_| !says_nothing) else { return Ok(None) };
    if worked.is_empty() && row.version.is_none() {
        let detail = "Saisissez aussi les heures : la formation en fait partie.";
        return Err(vec![FieldError::new("/worked", ProblemCode::Missing).with_detail(detail)]);
    }
    if worked.is_empty() {
        let detail = "Pour retirer des heures enregistrées, saisissez 0.";
        return Err(vec![FieldError::new("/worked", ProblemCode::Missing).with_detail(detail)]);
    }
    let mut errors = Vec::new();
    let mut read = |pointer: &str, text: &str| {
        let hours = if text.trim().is_empty() { Ok(Hours::ZERO) } else { Hours::parse_typed(text) };
        let error = |invalid: crate::values::InvalidValue| {
            errors.push(FieldError::new(pointer, invalid.code).with_detail(invalid.detail));
        };
        hours.map_err(error).unwrap_or_default()
    };
    let (worked, training) = (read("/worked", &row.worked), read("/training", &row.training));
    let reason = match row.reason.trim() {
        "" => None,
        text => FreeText::parse(text)
            .map_err(|invalid| errors.push(FieldError::new("/reason", invalid.code).with_detail(invalid.detail)))
            .ok(),
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let status = match (is_chosen, row.is_draft) {
        (true, _) => Some(HoursStatus::Validated),
        (false, true) => Some(HoursStatus::Draft),
        (false, false) => None,
    };
    let basis = Basis::Version(row.version);
    Ok(Some(Entry { key, worked, training, evidence: None, status, reason, basis, decides: false }))
}

fn row_answer(caller: &Caller<RecordHours>, entry: &Entry, outcome: Outcome) -> Result<RowAnswer> {
    let field_errors = match outcome {
        Ok(recorded) => {
            let warnings = recorded.warnings.iter().map(|warning| warning.detail.clone()).collect();
            let cell = CellNow {
                version: recorded.version,
                worked: french(recorded.stated.worked),
                training: french(recorded.stated.training),
                status: recorded.stated.status,
                source: caller.scope().source.clone(),
                at: None,
                warnings,
            };
            return Ok(RowAnswer { state: "saved", asks_reason: false, detail: String::new(), cell: Some(cell) });
        }
        Err(field_errors) => field_errors,
    };
    let is_stale =
        |error: &FieldError| matches!(error.code, ProblemCode::PreconditionFailed | ProblemCode::PreconditionRequired);
    if !field_errors.iter().any(is_stale) {
        return Ok(refused(&field_errors));
    }
    let current = hours::show(&caller.with_right()?, &entry.key)?;
    Ok(RowAnswer { state: "conflict", cell: Some(now(&current)), ..refused(&field_errors) })
}

fn now(cell: &Cell) -> CellNow {
    let latest = cell.latest();
    CellNow {
        version: cell.version,
        worked: french(latest.worked),
        training: french(latest.training),
        status: latest.status,
        source: cell.latest_source().to_owned(),
        at: Some(cell.updated_at.to_rfc3339()),
        warnings: cell.warnings.iter().map(|warning| warning.detail.clone()).collect(),
    }
}

fn refused(field_errors: &[FieldError]) -> RowAnswer {
    let details: Vec<&str> = field_errors.iter().map(|error| error.detail.as_str()).collect();
    let asks_reason = field_errors.iter().any(|error| error.code == ProblemCode::ReasonRequired);
    RowAnswer { state: "refused", asks_reason, detail: details.join(" "), cell: None }
}

fn first_detail(field_errors: &[FieldError], error: &AppError) -> String {
    field_errors.first().map_or_else(|| error.detail.clone(), |field_error| field_error.detail.clone())
}

/// The figures of a row as the page shows them, in one text.
pub(super) fn shown(worked: &str, training: &str) -> String {
    format!("{worked} {training}")
}

/// Hours as French pages write them in a field.
pub(super) fn french(hours: Hours) -> String {
    hours.to_string().replace('.', ",")
}
