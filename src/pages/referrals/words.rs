//! The words of the pages of referrals.

use chrono::NaiveDate;

use crate::referrals::ReferralView;

/// How a page shows an outcome: the class and icon of a chip, and its words.
pub(super) struct OutcomeView {
    pub class: &'static str,
    pub icon: &'static str,
    pub label: String,
}

impl From<&ReferralView> for OutcomeView {
    fn from(referral: &ReferralView) -> Self {
        let (class, icon, label) = match (referral.outcome_sector, referral.outcome_reason) {
            (Some(sector), _) => ("good", "check", format!("Validée pour {sector}")),
            (None, Some(reason)) => {
                ("quiet", "cross", format!("Non intégrée\u{a0}: {}", reason.label().to_lowercase()))
            }
            (None, None) => ("wait", "clock", "En attente".to_owned()),
        };
        Self { class, icon, label }
    }
}

/// For how long a referral has waited.
pub(super) fn waiting(since: NaiveDate, today: NaiveDate) -> String {
    match (today - since).num_days() {
        ..=0 => "depuis aujourd’hui".to_owned(),
        1 => "depuis 1\u{a0}jour".to_owned(),
        days => format!("depuis {days}\u{a0}jours"),
    }
}

/// What was done, as the page of the referral says it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Recorded,
    Decided,
    Corrected,
}

impl Done {
    const ALL: [Self; 3] = [Self::Recorded, Self::Decided, Self::Corrected];

    /// Its code in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recorded => "enregistree",
            Self::Decided => "decidee",
            Self::Corrected => "corrigee",
        }
    }

    /// Reads the code of an address.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.code() == code)
    }

    /// The sentence of the page.
    pub const fn said(self) -> &'static str {
        match self {
            Self::Recorded => "L’orientation est enregistrée.",
            Self::Decided => "L’issue est enregistrée.",
            Self::Corrected => "L’orientation est corrigée.",
        }
    }
}
