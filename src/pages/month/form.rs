//! The forms of the page: what is to be done.
//!
//! | field | asks |
//! |---|---|
//! | `faire` = `clore`, `forcer`, `rouvrir` | to close or reopen the sector `secteur`, for the reason `motif` |
//! | `neant` | to state that this lot has no hours |
//! | `sans-neant` | to take back this statement |
//! | `joindre` | to record evidence for this lot: `type`, `reference`, `date` |
//! | `retirer` | to delete this evidence |

use crate::error::{AppError, ProblemCode, Result};
use crate::http::SentForm;
use crate::values::{LotEvidenceId, LotId, NilStatementId, Sector};

/// What is to be done.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A sector is closed.
    Close { sector: Sector, force: bool, reason: String },
    /// A sector is reopened.
    Reopen { sector: Sector, reason: String },
    /// A lot has no hours.
    StateNil(LotId),
    /// A statement is taken back.
    TakeBackNil(NilStatementId),
    /// Evidence is recorded for a lot.
    Attach(LotId, TypedEvidence),
    /// Evidence is deleted.
    Detach(LotEvidenceId),
}

/// Evidence as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedEvidence {
    pub kind: String,
    pub reference: String,
    pub dated_on: String,
}

impl Act {
    /// Reads a form.
    ///
    /// # Errors
    /// `invalid_body` of a form that is none of the page's.
    pub fn read(form: &SentForm) -> Result<Self> {
        let text = |field: &str| form.text(field).trim().to_owned();
        let id = |field: &str| form.text(field).parse::<i64>().ok();
        let act = match form.text("faire") {
            "clore" => sector(form).map(|sector| Self::Close { sector, force: false, reason: String::new() }),
            "forcer" => sector(form).map(|sector| Self::Close { sector, force: true, reason: text("motif") }),
            "rouvrir" => sector(form).map(|sector| Self::Reopen { sector, reason: text("motif") }),
            _ => None,
        };
        let typed = || TypedEvidence { kind: text("type"), reference: text("reference"), dated_on: text("date") };
        let act = act
            .or_else(|| id("neant").map(|lot| Self::StateNil(LotId(lot))))
            .or_else(|| id("sans-neant").map(|id| Self::TakeBackNil(NilStatementId(id))))
            .or_else(|| id("joindre").map(|lot| Self::Attach(LotId(lot), typed())))
            .or_else(|| id("retirer").map(|id| Self::Detach(LotEvidenceId(id))));
        act.ok_or_else(|| AppError::new(ProblemCode::InvalidBody))
    }
}

fn sector(form: &SentForm) -> Option<Sector> {
    Sector::parse(form.text("secteur")).ok()
}
