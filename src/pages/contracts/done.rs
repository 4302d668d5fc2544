//! What a form did, as the page after it says.

use serde::Deserialize;

use super::super::withdrawal::said;

/// What the address of a contract or a lot says: what was done just before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct After {
    fait: Option<String>,
}

impl After {
    /// What was done to the contract, in words.
    pub fn of_contract(&self) -> Option<&'static str> {
        match self.fait.as_deref() {
            Some("cree") => Some("Le marché est enregistré avec ses lots."),
            Some("modifie") => Some("Le marché est modifié."),
            code => said(code),
        }
    }

    /// What was done to the lot, in words.
    pub fn of_lot(&self) -> Option<&'static str> {
        match self.fait.as_deref() {
            Some("cree") => Some("Le lot est ajouté au marché."),
            Some("modifie") => Some("Le lot est modifié."),
            Some("prevues") => Some("Les heures prévues sont enregistrées."),
            _ => None,
        }
    }
}
