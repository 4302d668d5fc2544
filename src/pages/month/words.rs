//! Words that the page repeats.

use crate::values::Sector;

/// The sector after a verb: `pour le BTP`.
pub(super) const fn for_sector(sector: Sector) -> &'static str {
    match sector {
        Sector::Btp => "pour le BTP",
        Sector::Ms => "pour les marchés de services",
        Sector::Pi => "pour les prestations intellectuelles",
    }
}

/// With a capital, for the beginning of a sentence: month names begin with a letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
