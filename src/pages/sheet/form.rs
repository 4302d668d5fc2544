//! The form of the sheet: what was typed.
//!
//! A row's fields end with its key, `{employment}-{lot}`:
//!
//! | field | holds |
//! |---|---|
//! | `h-`, `f-` | the hours, and those of training among them |
//! | `k-`, `j-`, `d-` | the kind, reference and date of the evidence |
//! | `v-` | the version that the page shows |
//! | `o-`, `x-` | the figures and the evidence that the page shows |
//! | `m-` | the reason |
//! | `b-` | a figure taken from the month before, to be confirmed |
//! | `c-` | the row is chosen |
//!
//! `faire` says what is done with the chosen rows beside saving. `neant-{lot}` states that a lot has no hours.

use std::collections::BTreeMap;

use crate::error::{AppError, ProblemCode, Result};
use crate::hours::CellKey;
use crate::http::LargeForm;
use crate::values::{EmploymentId, LotId, Month};

/// The key of a row in the names of its fields.
pub(super) type RowKey = String;

/// What is done with the chosen rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Act {
    /// Nothing beside saving.
    #[default]
    Save,
    /// Drafts are submitted.
    Confirm,
    /// Hours are validated.
    Validate,
}

/// What the form says of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedRow {
    pub worked: String,
    pub training: String,
    pub evidence: TypedEvidence,
    pub version: Option<i64>,
    /// The figures that the page showed.
    pub shown: Option<String>,
    /// The evidence that the page showed.
    pub shown_evidence: Option<String>,
    pub reason: String,
    pub is_chosen: bool,
    pub is_draft: bool,
}

/// The evidence for the hours of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedEvidence {
    pub kind: String,
    pub reference: String,
    pub dated_on: String,
}

/// A form of the sheet.
#[derive(Debug, Default)]
pub(super) struct SheetForm {
    pub rows: BTreeMap<RowKey, TypedRow>,
    pub act: Act,
    pub nil: Vec<LotId>,
}

impl SheetForm {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for a field of another page.
    pub fn read(form: &LargeForm, month: Month) -> Result<Self> {
        let act = match form.text("faire") {
            "confirmer" => Act::Confirm,
            "valider" => Act::Validate,
            _ => Act::Save,
        };
        let mut read = Self { act, ..Self::default() };
        for (name, text) in form.fields() {
            let Some((field, key)) = name.split_once('-') else { continue };
            if field == "neant" {
                read.nil.extend(key.parse().ok().map(LotId));
                continue;
            }
            cell_key(key, month).ok_or_else(|| AppError::new(ProblemCode::InvalidBody))?;
            read.rows.entry(key.to_owned()).or_default().set(field, text)?;
        }
        Ok(read)
    }
}

impl TypedRow {
    fn set(&mut self, field: &str, text: &str) -> Result<()> {
        let typed = text.trim().to_owned();
        match field {
            "h" => self.worked = typed,
            "f" => self.training = typed,
            "k" => self.evidence.kind = typed,
            "j" => self.evidence.reference = typed,
            "d" => self.evidence.dated_on = typed,
            "m" => self.reason = typed,
            "v" => self.version = text.parse().ok(),
            "o" => self.shown = Some(text.to_owned()),
            "x" => self.shown_evidence = Some(text.to_owned()),
            "c" => self.is_chosen = true,
            "b" => self.is_draft = true,
            _ => return Err(ProblemCode::InvalidBody.into()),
        }
        Ok(())
    }

    /// Whether the figures are other ones than the page showed.
    pub fn has_other_figures(&self) -> bool {
        self.shown.as_deref() != Some(shown(&self.worked, &self.training).as_str())
    }

    /// Whether the page showed no figures, as it does for a draft that was taken back.
    pub fn was_shown_empty(&self) -> bool {
        self.shown.as_deref() == Some(shown("", "").as_str())
    }

    /// Whether the evidence is another one than the page showed.
    pub fn has_other_evidence(&self) -> bool {
        let is_shown = self.shown_evidence.as_deref() == Some(self.evidence.shown().as_str());
        !self.evidence.reference.is_empty() && !is_shown
    }
}

impl TypedEvidence {
    /// The evidence as the page shows it, in one text.
    pub fn shown(&self) -> String {
        format!("{} {} {}", self.kind, self.dated_on, self.reference)
    }
}

/// The cell of a row.
pub(super) fn cell_key(key: &str, month: Month) -> Option<CellKey> {
    let (employment, lot) = key.split_once('-')?;
    Some(CellKey { employment: EmploymentId(employment.parse().ok()?), lot: LotId(lot.parse().ok()?), month })
}

/// The figures of a row as the page shows them, in one text.
pub(super) fn shown(worked: &str, training: &str) -> String {
    format!("{worked} {training}")
}
