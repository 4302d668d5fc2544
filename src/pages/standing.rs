//! How pages show where a lot stands.

use crate::values::LotStanding;

/// The word and the class of a chip; no word where nothing is expected.
pub const fn chip(standing: LotStanding) -> (&'static str, &'static str) {
    match standing {
        LotStanding::Received => ("✓ Reçu", "good"),
        LotStanding::Partial => ("Incomplet", "wait"),
        LotStanding::Nil => ("Néant", "quiet"),
        LotStanding::Awaited => ("Attendu", "wait"),
        LotStanding::Late => ("! En retard", "bad"),
        LotStanding::NotExpected => ("", "quiet"),
    }
}

/// Whether nothing came of the lot although hours are expected.
pub const fn is_missing(standing: LotStanding) -> bool {
    matches!(standing, LotStanding::Awaited | LotStanding::Late)
}
