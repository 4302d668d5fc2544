//! `/cles`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::rights::{Choice, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STATES};
use super::words::{expiry, look};
use crate::api_keys::{ApiKey, KeyFilter, KeyOrder};
use crate::values::{Role, moment_in_table};

#[derive(Template)]
#[template(path = "keys.html", config = "src/pages/askama.toml")]
pub(super) struct KeysPage {
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
    of: ApiKey,
    owner: String,
    sectors: String,
    last_used: Option<String>,
    expiry: String,
    /// The class, icon and word of the state.
    state: (&'static str, &'static str, &'static str),
}

impl KeysPage {
    pub fn new(
        shell: Shell,
        address: &Address,
        (filter, order): (&KeyFilter, KeyOrder),
        keys: Vec<ApiKey>,
        (organisations, today): (&[Choice], NaiveDate),
    ) -> Self {
        let house = shell.house.clone();
        let row = |of: ApiKey| Row {
            owner: owner_name(organisations, of.organisation_id, &house),
            sectors: sectors_in_words(&of.sectors),
            last_used: of.last_used_at.map(moment_in_table),
            expiry: expiry(&of),
            state: look(of.state(today)),
            of,
        };
        Self {
            typed: address.typed().to_owned(),
            roles: Role::ALL.iter().map(|role| (*role, filter.role == Some(*role))).collect(),
            states: STATES.iter().map(|(code, label, of)| (*code, *label, filter.state == Some(*of))).collect(),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            is_filtered: filter.text.is_some() || filter.role.is_some() || filter.state.is_some(),
            rows: keys.into_iter().map(row).collect(),
            shell,
        }
    }
}
