//! `/comptes`: what the page shows.

use askama::Template;

use super::super::rights::{Choice, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STATES};
use super::words::look;
use crate::accounts::password_policy::PERSON_ROLES;
use crate::accounts::{User, UserFilter, UserOrder};
use crate::values::Role;

#[derive(Template)]
#[template(path = "users.html", config = "src/pages/askama.toml")]
pub(super) struct UsersPage {
    shell: Shell,
    typed: String,
    roles: Vec<(Role, bool)>,
    states: Vec<(&'static str, &'static str, bool)>,
    orders: Vec<(&'static str, &'static str, bool)>,
    is_filtered: bool,
    rows: Vec<Row>,
}

/// A line of the list.
struct Row {
    of: User,
    owner: String,
    sectors: String,
    /// The class, icon and word of the state.
    state: (&'static str, &'static str, &'static str),
}

impl UsersPage {
    pub fn new(
        shell: Shell,
        address: &Address,
        (filter, order): (&UserFilter, UserOrder),
        users: Vec<User>,
        organisations: &[Choice],
    ) -> Self {
        let house = shell.house.clone();
        let row = |of: User| Row {
            owner: owner_name(organisations, of.organisation_id, &house),
            sectors: sectors_in_words(&of.sectors),
            state: look(of.state()),
            of,
        };
        Self {
            typed: address.typed().to_owned(),
            roles: PERSON_ROLES.iter().map(|role| (*role, filter.role == Some(*role))).collect(),
            states: STATES.iter().map(|(code, label, of)| (*code, *label, filter.state == Some(*of))).collect(),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            is_filtered: filter.text.is_some() || filter.role.is_some() || filter.state.is_some(),
            rows: users.into_iter().map(row).collect(),
            shell,
        }
    }
}
