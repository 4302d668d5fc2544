//! What the lists of accounts and of API keys share: their address, and the filters above them. `rights_parts.html` shows these.

use serde::{Deserialize, Serialize};

use super::listing::{self, AddressField, Choice, Coded};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{Part, Role, SearchText};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    texte: AddressField,
    role: AddressField,
    statut: AddressField,
    tri: AddressField,
    page: Option<usize>,
}

/// What is asked for: in which state, and in which order.
#[derive(Debug, Clone)]
pub(super) struct Asked<S, O> {
    pub text: Option<SearchText>,
    pub role: Option<Role>,
    pub state: Option<S>,
    pub order: O,
}

/// The states and the orders of a list, with their codes and words.
pub(super) struct Codes<S: 'static, O: 'static> {
    pub states: &'static [Coded<S>],
    pub orders: &'static [Coded<O>],
}

impl Address {
    /// What is asked for.
    ///
    /// # Errors
    /// `unknown_role`, `unknown_status`.
    pub fn read<S: Copy, O: Copy + Default>(&self, codes: &Codes<S, O>) -> Result<Asked<S, O>> {
        let mut fields = Fields::default();
        let role = fields.optional("?role", self.role.given(), Role::parse);
        let state = listing::by_code(codes.states, &self.statut);
        if state.is_none() && self.statut.given().is_some() {
            fields.push(FieldError::new("?statut", ProblemCode::UnknownStatus));
        }
        fields.done()?;
        let order = listing::by_code(codes.orders, &self.tri).unwrap_or_default();
        Ok(Asked { text: SearchText::read(self.texte.text()), role, state, order })
    }

    /// Which rows the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// The address of a page of the same list, or of its table.
    pub fn of(&self, path: &str, page: usize) -> String {
        listing::address(path, &Self { page: listing::page_number(page), ..self.clone() })
    }
}

/// The filters above a list.
pub(super) struct Filters {
    pub text: String,
    pub roles: Vec<Choice>,
    pub states: Vec<Choice>,
    pub orders: Vec<Choice>,
    /// Whether they select less than everything.
    pub are_set: bool,
}

impl Filters {
    /// The filters of a list whose rows have these roles.
    pub fn new<S: Copy + PartialEq, O: Copy + PartialEq>(
        address: &Address,
        asked: &Asked<S, O>,
        roles: &[Role],
        codes: &Codes<S, O>,
    ) -> Self {
        Self {
            text: address.texte.text().to_owned(),
            roles: Choice::all(roles, asked.role, |role| role.label().to_owned()),
            states: Choice::coded(codes.states, asked.state),
            orders: Choice::orders(codes.orders, asked.order),
            are_set: asked.text.is_some() || asked.role.is_some() || asked.state.is_some(),
        }
    }
}
