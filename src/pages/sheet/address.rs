//! The address of the sheet.

use serde::Deserialize;

use crate::values::Sector;

/// What the address says beside the month.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    secteur: Option<String>,
    /// Whether each row has fields for its evidence, for browsers without script.
    pub justificatifs: Option<String>,
    /// The row of a person who was just added.
    pub ajout: Option<String>,
    /// Said once by the page that follows a form that was saved whole.
    pub enregistre: Option<String>,
}

impl Address {
    /// The sector; an unknown one is none.
    pub fn sector(&self) -> Option<Sector> {
        self.secteur.as_deref().and_then(|code| Sector::parse(code).ok())
    }

    /// What the page that follows keeps of it.
    pub fn kept(&self) -> String {
        let sector = self.sector().map(|sector| format!("&secteur={sector}")).unwrap_or_default();
        sector + self.justificatifs.as_ref().map_or("", |_| "&justificatifs=oui")
    }
}
