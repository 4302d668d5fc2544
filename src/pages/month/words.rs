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
