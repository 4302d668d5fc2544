//! `/comptes`: what the page shows.

use askama::Template;

use super::super::access_list::{Address, Asked, Codes, Filters};
use super::super::listing::Pager;
use super::super::rights::{Choice, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::words::look;
use crate::accounts::password_policy::PERSON_ROLES;
use crate::accounts::{AccountState, User, UserFilter, UserOrder};
use crate::values::Paged;

/// The states and the orders of accounts.
pub(super) const CODES: Codes<AccountState, UserOrder> = Codes {
    states: &[
        ("actif", "Actif", AccountState::Active),
        ("invite", "Invité", AccountState::Invited),
        ("desactive", "Désactivé", AccountState::Disabled),
    ],
    orders: &[
        ("nom", "Nom, de A à Z", UserOrder::Name),
        ("-nom", "Nom, de Z à A", UserOrder::NameBackwards),
        ("role", "Rôle", UserOrder::Role),
        ("modification", "Dernière modification", UserOrder::Changed),
    ],
};

/// Which accounts are asked for.
pub(super) fn filter(asked: &Asked<AccountState, UserOrder>) -> UserFilter {
    UserFilter { text: asked.text.clone(), role: asked.role, state: asked.state }
}

#[derive(Template)]
#[template(path = "users.html", config = "src/pages/askama.toml")]
pub(super) struct UsersPage {
    shell: Shell,
    filters: Filters,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the table of all rows is.
    table: String,
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
        (address, asked): (&Address, &Asked<AccountState, UserOrder>),
        users: Paged<User>,
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
            filters: Filters::new(address, asked, PERSON_ROLES, &CODES),
            pager: Pager::of(&users, |page| address.of("/comptes", page)),
            table: address.of("/comptes.csv", 1),
            rows: users.rows.into_iter().map(row).collect(),
            shell,
        }
    }
}
