//! How pages show the state and the end of a key.

use crate::api_keys::{ApiKey, KeyState};
use crate::values::day_in_words;

/// The class, icon and word of a key's state.
pub(super) const fn look(state: KeyState) -> (&'static str, &'static str, &'static str) {
    match state {
        KeyState::Active => ("good", "check", "En service"),
        KeyState::Expired => ("quiet", "clock", "Expirée"),
        KeyState::Revoked => ("quiet", "cross", "Révoquée"),
    }
}

/// Until when a key is valid.
pub(super) fn expiry(key: &ApiKey) -> String {
    key.expires_on.map_or_else(|| "sans fin".to_owned(), day_in_words)
}
