//! A row of the sheet as the page shows it.

use super::answer::{Answer, RowAnswer, RowState, reference};
use super::form::{TypedEvidence, TypedRow, shown};
use super::status::Status;
use crate::hours::{Evidence, Pending};
use crate::sheet::{SheetCell, SheetRow};
use crate::values::{EvidenceKind, Hours, HoursStatus};

pub(super) struct RowView {
    pub key: String,
    /// The sender's reference of the employment, to match pasted lines.
    pub employment_ref: Option<String>,
    pub name: String,
    pub first_name: String,
    pub employer: String,
    pub contract: &'static str,
    pub previous: String,
    pub worked: String,
    pub training: String,
    pub version: String,
    /// The recorded figures in one text, to tell whether somebody typed.
    pub shown: String,
    pub evidence: EvidenceView,
    pub status: Status,
    pub is_draft: bool,
    pub notes: Vec<String>,
    /// Why it is not recorded, if it was sent in vain.
    pub answer: Option<RowAnswer>,
    pub reason: String,
}

/// The evidence of a row.
pub(super) struct EvidenceView {
    pub typed: TypedEvidence,
    /// The recorded one in one text.
    pub shown: String,
    /// The reference of the recorded one.
    pub reference: String,
}

impl RowView {
    /// The row, with what was typed in it in vain; `own` is the source of those who enter hours here.
    pub fn new(row: &SheetRow, answer: &Answer, own: &str) -> Self {
        let key = format!("{}-{}", row.employment_id, row.lot_id);
        let cell = row.cell.as_ref();
        let answered = answer.rows.get(&key).filter(|answer| answer.state != RowState::Saved).cloned();
        let typed = answered.as_ref().and_then(|_| answer.typed.get(&key));
        let filled = cell.filter(|cell| !Status::is_empty(cell.status, cell.worked));
        let status =
            filled.map_or(Status::NONE, |cell| Status::of(cell.status, cell.pending.is_some(), cell.source == own));
        let (worked, training) = latest(filled);
        Self {
            employment_ref: row.employment_ref.clone(),
            name: row.last_name.to_uppercase(),
            first_name: row.first_name.clone(),
            employer: row.employer.clone(),
            contract: row.contract_type.as_str(),
            previous: row.previous.as_ref().map(|previous| previous.worked.in_french()).unwrap_or_default(),
            shown: shown(&worked, &training),
            worked: typed.map_or(worked, |typed| typed.worked.clone()),
            training: typed.map_or(training, |typed| typed.training.clone()),
            version: cell.map(|cell| cell.version.to_string()).unwrap_or_default(),
            evidence: EvidenceView::new(cell.and_then(|cell| cell.evidence.as_ref()), typed),
            status,
            is_draft: filled.is_some_and(|cell| cell.status == HoursStatus::Draft),
            notes: cell.map(notes).unwrap_or_default(),
            reason: typed.map(|typed| typed.reason.clone()).unwrap_or_default(),
            answer: answered,
            key,
        }
    }
}

impl RowView {
    /// Whether something is said below the row.
    pub fn has_note(&self) -> bool {
        !self.notes.is_empty() || self.answer.is_some()
    }
}

impl EvidenceView {
    fn new(recorded: Option<&Evidence>, typed: Option<&TypedRow>) -> Self {
        let now = TypedEvidence {
            kind: recorded.map_or(EvidenceKind::Timesheet, |evidence| evidence.kind).to_string(),
            reference: reference(recorded),
            dated_on: recorded.and_then(|evidence| evidence.dated_on).map(|day| day.to_string()).unwrap_or_default(),
        };
        let typed = typed.map(|typed| typed.evidence.clone()).filter(|typed| !typed.reference.is_empty());
        Self { shown: now.shown(), reference: now.reference.clone(), typed: typed.unwrap_or(now) }
    }

    /// The kinds of evidence, with the one that is chosen.
    pub fn kinds(&self) -> Vec<(EvidenceKind, bool)> {
        EvidenceKind::ALL.iter().map(|kind| (*kind, kind.as_str() == self.typed.kind)).collect()
    }
}

/// The latest figure, so that typing over it starts from what the sender sent last; no training is nothing.
fn latest(cell: Option<&SheetCell>) -> (String, String) {
    let Some(cell) = cell else { return Default::default() };
    let (worked, training) =
        cell.pending.as_ref().map_or((cell.worked, cell.training), |pending| (pending.worked, pending.training));
    (worked.in_french(), Some(training).filter(|hours| *hours > Hours::ZERO).map(Hours::in_french).unwrap_or_default())
}

fn notes(cell: &SheetCell) -> Vec<String> {
    let correction = |pending: &Pending| {
        let (source, worked) = (&pending.source, cell.worked.in_french());
        format!("{source} a corrigé\u{a0}: {worked}\u{a0}h comptent jusqu’à votre décision.")
    };
    let warnings = cell.warnings.iter().map(|warning| warning.detail.clone());
    warnings.chain(cell.pending.as_ref().map(correction)).collect()
}
