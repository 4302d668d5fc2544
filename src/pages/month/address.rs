//! The address of a month: its filters, and what was just done.

use serde::Deserialize;

use super::done::Done;
use crate::values::{LotStanding, Month, Sector};

/// What the address says beside the month.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    secteur: Option<String>,
    etat: Option<String>,
    /// Said once by the page that follows a form.
    fait: Option<String>,
    /// The sector of what was done.
    pour: Option<String>,
}

impl Address {
    /// The sector; an unknown one is none.
    pub fn sector(&self) -> Option<Sector> {
        sector(self.secteur.as_deref())
    }

    /// The standing; an unknown one is none.
    pub fn standing(&self) -> Option<LotStanding> {
        self.etat.as_deref().and_then(|code| LotStanding::parse(code).ok())
    }

    /// What was just done.
    pub fn done(&self) -> Option<Done> {
        Done::parse(self.fait.as_deref()?, sector(self.pour.as_deref()))
    }

    /// The page of a month with the same filters.
    pub fn of(&self, month: Month) -> String {
        filtered(month, self.sector(), self.standing())
    }

    /// The page that follows what was done, at its place.
    pub fn after(&self, month: Month, done: &Done) -> String {
        let page = self.of(month);
        let mark = if page.contains('?') { '&' } else { '?' };
        let sector = done.sector().map(|sector| format!("&pour={sector}")).unwrap_or_default();
        format!("{page}{mark}fait={}{sector}{}", done.code(), done.place())
    }
}

fn sector(code: Option<&str>) -> Option<Sector> {
    code.and_then(|code| Sector::parse(code).ok())
}

/// The address of a month's lots of a sector in a standing.
pub(super) fn filtered(month: Month, sector: Option<Sector>, standing: Option<LotStanding>) -> String {
    let sector = sector.map(|sector| format!("secteur={sector}"));
    let standing = standing.map(|standing| format!("etat={standing}"));
    let filters: Vec<String> = sector.into_iter().chain(standing).collect();
    let mark = if filters.is_empty() { "" } else { "?" };
    format!("/mois/{month}{mark}{}", filters.join("&"))
}
