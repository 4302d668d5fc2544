//! What a form did, as the page after it says.

use super::super::view::After;
use super::super::withdrawal::said;

/// What was done to the contract, in words.
pub(super) fn to_contract(after: &After) -> Option<&'static str> {
    match after.code() {
        Some("cree") => Some("Le marché est enregistré avec ses lots."),
        Some("modifie") => Some("Le marché est modifié."),
        code => said(code),
    }
}

/// What was done to the lot, in words.
pub(super) fn to_lot(after: &After) -> Option<&'static str> {
    match after.code() {
        Some("cree") => Some("Le lot est ajouté au marché."),
        Some("modifie") => Some("Le lot est modifié."),
        Some("prevues") => Some("Les heures prévues sont enregistrées."),
        _ => None,
    }
}
