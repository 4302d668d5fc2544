//! `/cles`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::access_list::{Address, Asked, Codes, Filters};
use super::super::listing::Pager;
use super::super::rights::{Choice, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::words::{expiry, look};
use crate::api_keys::{ApiKey, KeyFilter, KeyOrder, KeyState};
use crate::values::{Paged, Role, moment_in_table};

/// The states and the orders of keys.
pub(super) const CODES: Codes<KeyState, KeyOrder> = Codes {
    states: &[
        ("en-service", "En service", KeyState::Active),
        ("expiree", "Expirée", KeyState::Expired),
        ("revoquee", "Révoquée", KeyState::Revoked),
    ],
    orders: &[
        ("nom", "Nom, de A à Z", KeyOrder::Name),
        ("usage", "Dernier usage, le plus récent d’abord", KeyOrder::LastUse),
        ("fin", "Expiration, la plus proche d’abord", KeyOrder::Expiry),
        ("creation", "Création, la plus récente d’abord", KeyOrder::Created),
    ],
};

/// Which keys are asked for.
pub(super) fn filter(asked: &Asked<KeyState, KeyOrder>) -> KeyFilter {
    KeyFilter { text: asked.text.clone(), role: asked.role, state: asked.state }
}

#[derive(Template)]
#[template(path = "keys.html", config = "src/pages/askama.toml")]
pub(super) struct KeysPage {
    shell: Shell,
    filters: Filters,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the table of all rows is.
    table: String,
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
        (address, asked): (&Address, &Asked<KeyState, KeyOrder>),
        keys: Paged<ApiKey>,
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
            filters: Filters::new(address, asked, Role::ALL, &CODES),
            pager: Pager::of(&keys, |page| address.of("/cles", page)),
            table: address.of("/cles.csv", 1),
            rows: keys.rows.into_iter().map(row).collect(),
            shell,
        }
    }
}
