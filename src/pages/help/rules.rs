//! The rules that the help of pages gives: the texts of the API, from where they stand.

use crate::bilan;
use crate::contracts;
use crate::error::ProblemCode;
use crate::exits;
use crate::proofreading;
use crate::settings::Key;

/// A rule behind a figure, or a refusal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// How a lot's hours are counted: `counted_by` of its progress.
    Progress,
    /// When employments propose an exit.
    ExitProposals,
    /// How the hours of a year are counted: `rule` of the bilan's table.
    BilanHours,
    /// What proofreading takes for right, and what for a doubt.
    Proofreading,
    /// Why something is refused: the meaning of its problem code.
    Refusal(ProblemCode),
    /// What a dated setting decides.
    Setting(Key),
}

impl Rule {
    /// Its title and its text.
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Progress => ("Avancement d’un lot", contracts::PROGRESS_COUNTED_BY),
            Self::ExitProposals => ("Sorties proposées", exits::proposals::CRITERIA),
            Self::BilanHours => ("Heures de l’année", bilan::HOURS_RULE),
            Self::Proofreading => ("Juste, faux ou douteux", proofreading::RULE),
            Self::Refusal(code) => (code.title(), code.meaning()),
            Self::Setting(key) => (key.label(), key.meaning()),
        }
    }
}
