//! How pages show the state of an account.

use crate::accounts::AccountState;

/// The class, icon and word of an account's state.
pub(super) const fn look(state: AccountState) -> (&'static str, &'static str, &'static str) {
    match state {
        AccountState::Active => ("good", "check", "Actif"),
        AccountState::Invited => ("wait", "clock", "Invité, sans mot de passe encore"),
        AccountState::Disabled => ("quiet", "cross", "Désactivé"),
    }
}
