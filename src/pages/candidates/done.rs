//! What a form did, as the person's file says after it.

use serde::Deserialize;

use super::super::withdrawal::said;

/// What the address of a file says: what was done just before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct After {
    fait: Option<String>,
}

impl After {
    /// It in words.
    pub fn in_words(&self) -> Option<&'static str> {
        match self.fait.as_deref() {
            Some("cree") => Some("La fiche est créée."),
            Some("modifie") => Some("La fiche est modifiée."),
            Some("accompagnement") => Some("L’accompagnement est enregistré."),
            Some("derogation") => Some("La dérogation est enregistrée."),
            Some("fenetre") => Some("La fenêtre d’éligibilité est ouverte."),
            code => said(code),
        }
    }
}
