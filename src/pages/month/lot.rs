//! A lot of the month as the page shows it.

use super::super::standing::{chip, is_missing};
use super::answer::Answer;
use super::facts::Facts;
use super::form::TypedEvidence;
use crate::months::{LotBoard, LotEvidence};
use crate::values::{EvidenceKind, Hours, LotId, Month, Sector, moment_in_table};

pub(super) struct LotView {
    pub id: LotId,
    pub title: String,
    pub sheet: String,
    pub standing: &'static str,
    pub standing_class: &'static str,
    /// The hours that were sent, and those of them that wait.
    pub hours: String,
    pub waiting: i64,
    pub decisions: String,
    /// Those of whom nothing came.
    pub missing: Vec<MissingView>,
    pub evidence: Vec<EvidenceView>,
    pub nil: Option<NilView>,
    pub can_be_nil: bool,
    pub is_open: bool,
    /// What was typed in vain.
    pub typed: Option<TypedEvidence>,
    pub refusal: Option<String>,
}

/// Somebody of whom nothing came.
pub(super) struct MissingView {
    pub name: String,
    pub employer: String,
}

pub(super) struct EvidenceView {
    pub id: i64,
    pub text: String,
}

pub(super) struct NilView {
    pub id: i64,
    pub stated: String,
}

impl LotView {
    pub fn new(
        lot: &LotBoard,
        (month, sector): (Month, Sector),
        is_open: bool,
        facts: &Facts,
        answer: Option<&Answer>,
    ) -> Self {
        let (standing, standing_class) = chip(lot.standing);
        let answer = answer.filter(|answer| answer.lot() == Some(lot.lot_id));
        let missing = facts.missing.iter().filter(|row| row.lot_id == lot.lot_id);
        let evidence = facts.evidence.iter().filter(|evidence| evidence.lot_id == lot.lot_id);
        let nil = lot.nil_statement.as_ref().map(|statement| NilView {
            id: statement.id.0,
            stated: format!("par {} le {}", facts.name(&statement.stated_by), moment_in_table(statement.stated_at)),
        });
        Self {
            id: lot.lot_id,
            title: title(lot),
            sheet: format!("/saisie/{month}?secteur={sector}#lot-{}", lot.lot_id),
            standing,
            standing_class,
            hours: sent(lot).in_french(),
            waiting: lot.cells.submitted + lot.cells.with_correction,
            decisions: decisions(month, sector),
            missing: missing
                .map(|row| MissingView {
                    name: format!("{} {}", row.last_name.to_uppercase(), row.first_name),
                    employer: row.employer.clone(),
                })
                .collect(),
            evidence: evidence.map(evidence_view).collect(),
            nil,
            can_be_nil: is_open && is_missing(lot.standing),
            is_open,
            typed: answer.and_then(Answer::typed).cloned(),
            refusal: answer.map(Answer::detail),
        }
    }

    /// The kinds of evidence, with the one that was chosen.
    pub fn kinds(&self) -> Vec<(EvidenceKind, bool)> {
        let chosen = |kind: EvidenceKind| self.typed.as_ref().is_some_and(|typed| typed.kind == kind.as_str());
        EvidenceKind::ALL.iter().map(|kind| (*kind, chosen(*kind))).collect()
    }

    /// The reference and the date that were typed in vain.
    pub fn typed_texts(&self) -> (&str, &str) {
        self.typed.as_ref().map_or(("", ""), |typed| (&typed.reference, &typed.dated_on))
    }
}

/// A lot as one speaks of it.
pub(super) fn title(lot: &LotBoard) -> String {
    format!("{}, lot {} · {}", lot.reference, lot.number, lot.title)
}

/// The page of the decisions that wait in a sector.
pub(super) fn decisions(month: Month, sector: Sector) -> String {
    format!("/a-valider?mois={month}&secteur={sector}")
}

/// The hours that were sent and not refused.
pub(super) fn sent(lot: &LotBoard) -> Hours {
    lot.worked.submitted + lot.worked.validated
}

fn evidence_view(evidence: &LotEvidence) -> EvidenceView {
    let day = evidence.dated_on.map(|day| format!(" du {}", day.format("%d/%m/%Y"))).unwrap_or_default();
    EvidenceView {
        id: evidence.id.0,
        text: format!("{}{day}\u{a0}: {}", evidence.kind.label().replace('\'', "’"), evidence.reference),
    }
}
