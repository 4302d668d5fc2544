//! The address of the list of keys: which it shows, and in which order.

use serde::Deserialize;

use crate::api_keys::{KeyFilter, KeyOrder, KeyState};
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
pub(super) const STATES: [(&str, &str, KeyState); 3] = [
    ("en-service", "En service", KeyState::Active),
    ("expiree", "Expirée", KeyState::Expired),
    ("revoquee", "Révoquée", KeyState::Revoked),
];

/// Each order with its code and its words.
pub(super) const ORDERS: [(&str, &str, KeyOrder); 4] = [
    ("nom", "Nom, de A à Z", KeyOrder::Name),
    ("usage", "Dernier usage, le plus récent d’abord", KeyOrder::LastUse),
    ("fin", "Expiration, la plus proche d’abord", KeyOrder::Expiry),
    ("creation", "Création, la plus récente d’abord", KeyOrder::Created),
];

impl Address {
    /// Which keys are asked for, and their order.
    ///
    /// # Errors
    /// `unknown_role`, `unknown_status`.
    pub fn read(&self) -> Result<(KeyFilter, KeyOrder)> {
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
        Ok((KeyFilter { text: SearchText::read(self.typed()), role, state }, order))
    }

    /// What is searched for, as it was typed.
    pub fn typed(&self) -> &str {
        self.texte.as_deref().unwrap_or_default()
    }
}
