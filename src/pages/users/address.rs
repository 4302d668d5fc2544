//! The address of the list of accounts: which it shows, in which order, and what was done just before.

use serde::Deserialize;

use crate::accounts::{AccountState, UserFilter, UserOrder};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{Role, SearchText};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    texte: Option<String>,
    role: Option<String>,
    statut: Option<String>,
    tri: Option<String>,
}

/// Each state with its code and its words.
pub(super) const STATES: [(&str, &str, AccountState); 3] = [
    ("actif", "Actif", AccountState::Active),
    ("invite", "Invité", AccountState::Invited),
    ("desactive", "Désactivé", AccountState::Disabled),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, UserOrder); 4] = [
    ("nom", "Nom, de A à Z", UserOrder::Name),
    ("-nom", "Nom, de Z à A", UserOrder::NameBackwards),
    ("role", "Rôle", UserOrder::Role),
    ("modification", "Dernière modification", UserOrder::Changed),
];

impl Address {
    /// Which accounts are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_role`, `unknown_status`.
    pub fn read(&self) -> Result<(UserFilter, UserOrder)> {
        let mut fields = Fields::default();
        let role = self.role.as_deref().filter(|code| !code.is_empty());
        let role = fields.optional("?role", role, Role::parse);
        let code = self.statut.as_deref().filter(|code| !code.is_empty());
        let state = code.and_then(|code| STATES.iter().find(|(known, ..)| *known == code).map(|(.., state)| *state));
        if code.is_some() && state.is_none() {
            fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
        }
        fields.done()?;
        let order = ORDERS.iter().find(|(code, ..)| Some(*code) == self.tri.as_deref());
        let order = order.map(|(.., order)| *order).unwrap_or_default();
        Ok((UserFilter { text: SearchText::read(self.typed()), role, state }, order))
    }

    /// What is searched for, as it was typed.
    pub fn typed(&self) -> &str {
        self.texte.as_deref().unwrap_or_default()
    }
}
