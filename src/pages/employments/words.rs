//! The words of the pages of employments.

use chrono::NaiveDate;

use super::super::listing;
use crate::employments::Assignment;
use crate::values::{CandidateId, LotId, Period};

/// Where an employment or an assignment stands: the class and icon of a chip, and its word.
pub(super) struct StandingView {
    pub class: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
}

impl StandingView {
    pub fn new(period: Period, today: NaiveDate) -> Self {
        let (class, icon, label) = match period {
            period if period.contains(today) => ("good", "check", "En cours"),
            Period { from, .. } if today < from => ("quiet", "clock", "À venir"),
            _ => ("quiet", "cross", "Terminé"),
        };
        Self { class, icon, label }
    }
}

/// The contract and number of an assignment's lot.
pub(super) fn lot_label(assignment: &Assignment) -> String {
    format!("{}, lot\u{a0}{}", assignment.public_contract, assignment.lot)
}

/// The page of a new employment of a person, on a lot.
pub(super) fn new_path(candidate: Option<CandidateId>, lot: Option<LotId>) -> String {
    let parameters = [("candidat", candidate.map(|id| id.to_string())), ("lot", lot.map(|id| id.to_string()))];
    listing::address("/contrats-de-travail/nouveau", &parameters)
}

/// What was done, as the page of the employment says it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Recorded,
    Corrected,
    Ended,
    Assigned,
    Reassigned,
    Unassigned,
    Succeeded,
}

impl Done {
    const ALL: [Self; 7] = [
        Self::Recorded,
        Self::Corrected,
        Self::Ended,
        Self::Assigned,
        Self::Reassigned,
        Self::Unassigned,
        Self::Succeeded,
    ];

    /// Its code in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recorded => "enregistre",
            Self::Corrected => "corrige",
            Self::Ended => "fini",
            Self::Assigned => "affecte",
            Self::Reassigned => "affectation-corrigee",
            Self::Unassigned => "affectation-retiree",
            Self::Succeeded => "type-change",
        }
    }

    /// Reads the code of an address.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.code() == code)
    }

    /// The sentence of the page.
    pub const fn said(self) -> &'static str {
        match self {
            Self::Recorded => "Le contrat de travail est enregistré.",
            Self::Corrected => "Le contrat de travail est corrigé.",
            Self::Ended => "La fin du contrat de travail est enregistrée.",
            Self::Assigned => "L’affectation est ajoutée.",
            Self::Reassigned => "L’affectation est corrigée.",
            Self::Unassigned => "L’affectation est retirée.",
            Self::Succeeded => "Le contrat précédent est terminé, et celui-ci le remplace avec ses affectations.",
        }
    }
}
