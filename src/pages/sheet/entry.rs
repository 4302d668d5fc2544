//! What a row of the form asks to be recorded.

use super::form::{Act, RowKey, TypedEvidence, TypedRow, cell_key};
use crate::error::{FieldError, ProblemCode};
use crate::hours::{Basis, Entry, Evidence};
use crate::values::{EvidenceKind, FreeText, Hours, HoursStatus, InvalidValue, Month, Name, parse_day};

/// The entry of a row; none for a row that says nothing: as it was shown, and not chosen.
///
/// # Errors
/// Each field that cannot be read.
pub(super) fn entry(key: &RowKey, row: &TypedRow, month: Month, act: Act) -> Result<Option<Entry>, Vec<FieldError>> {
    let is_chosen = act != Act::Save && row.is_chosen;
    let is_empty = row.worked.is_empty() && row.training.is_empty() && row.evidence.reference.is_empty();
    let is_as_shown = !row.has_other_figures() && !row.has_other_evidence();
    let says_nothing = is_empty && row.version.is_none() || is_as_shown && !is_chosen;
    let Some(key) = cell_key(key, month).filter(|_| !says_nothing) else { return Ok(None) };
    if row.worked.is_empty() {
        return Err(vec![without_hours(row)]);
    }
    let mut read = Read::default();
    let worked = read.value("/worked", &row.worked, Hours::parse_typed).unwrap_or_default();
    let training = read.value("/training", &row.training, Hours::parse_typed).unwrap_or_default();
    let reason = read.value("/reason", &row.reason, FreeText::parse);
    let evidence = read.evidence(&row.evidence);
    if !read.field_errors.is_empty() {
        return Err(read.field_errors);
    }
    let status = match (act, is_chosen) {
        (Act::Validate, true) => Some(HoursStatus::Validated),
        (Act::Confirm, true) => Some(HoursStatus::Submitted),
        _ if row.is_draft => Some(HoursStatus::Draft),
        // Somebody typed: a draft is confirmed by it.
        _ if row.has_other_figures() => Some(HoursStatus::Submitted),
        _ => None,
    };
    let basis = Basis::Version(row.version.map(Into::into));
    Ok(Some(Entry { key, worked, training, evidence, status, reason, basis, decides: false }))
}

fn without_hours(row: &TypedRow) -> FieldError {
    let detail = match row.version.filter(|_| !row.was_shown_empty()) {
        None if row.training.is_empty() => "Saisissez d’abord les heures : le justificatif s’y rattache.",
        None => "Saisissez aussi les heures : la formation en fait partie.",
        Some(_) => "Pour retirer des heures enregistrées, saisissez 0.",
    };
    FieldError::new("/worked", ProblemCode::Missing).with_detail(detail)
}

/// Reads fields and collects what is wrong with them.
#[derive(Default)]
struct Read {
    field_errors: Vec<FieldError>,
}

impl Read {
    /// The value of a field; none if it is empty or wrong.
    fn value<T>(&mut self, pointer: &str, text: &str, parse: impl Fn(&str) -> Result<T, InvalidValue>) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let refuse = |invalid: InvalidValue| FieldError::new(pointer, invalid.code).with_detail(invalid.detail);
        parse(text).map_err(|invalid| self.field_errors.push(refuse(invalid))).ok()
    }

    fn evidence(&mut self, typed: &TypedEvidence) -> Option<Evidence> {
        let reference = self.value("/evidence/reference", &typed.reference, Name::parse)?;
        let kind = self.value("/evidence/kind", &typed.kind, EvidenceKind::parse);
        let dated_on = self.value("/evidence/dated_on", &typed.dated_on, parse_day);
        Some(Evidence { kind: kind.unwrap_or(EvidenceKind::Timesheet), reference, dated_on })
    }
}
