//! What a form did, as the person's file says after it.

use super::super::view::After;
use super::super::withdrawal::said;

/// It in words.
pub(super) fn done(after: &After) -> Option<&'static str> {
    match after.code() {
        Some("cree") => Some("La fiche est créée."),
        Some("modifie") => Some("La fiche est modifiée."),
        Some("accompagnement") => Some("L’accompagnement est enregistré."),
        Some("derogation") => Some("La dérogation est enregistrée."),
        Some("fenetre") => Some("La fenêtre d’éligibilité est ouverte."),
        code => said(code),
    }
}
