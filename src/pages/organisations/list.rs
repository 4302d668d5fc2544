//! `/structures`: the list.

use askama::Template;

use super::super::listing::{Choice, Heading, Pager, table_of};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, ROLES};
use crate::organisation_files::{OrganisationFilter, OrganisationRow, Played, SortedBy};
use crate::values::Paged;

#[derive(Template)]
#[template(path = "organisations.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    roles: Vec<Choice>,
    orders: Vec<Choice>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the table of all rows is.
    table: String,
}

struct Row {
    of: OrganisationRow,
    roles: String,
}

const COLUMNS: [(&str, SortedBy); 6] = [
    ("Structure", SortedBy::Name),
    ("Marchés", SortedBy::Contracts),
    ("Lots", SortedBy::Lots),
    ("Personnes", SortedBy::People),
    ("Heures validées", SortedBy::Hours),
    ("Orientations", SortedBy::Referrals),
];

impl ListPage {
    pub fn new(
        shell: Shell,
        address: Address,
        (filter, order): (&OrganisationFilter, SortedBy),
        found: Paged<OrganisationRow>,
    ) -> Self {
        let heading = |(label, by): (&'static str, SortedBy)| {
            let is_number = by != SortedBy::Name;
            Heading::leading(label, address.of(by, 1), (by == order).then_some(is_number)).of_figures(is_number)
        };
        Self {
            shell,
            roles: Choice::coded(&ROLES, Some(filter.played)),
            orders: Choice::orders(&ORDERS, order),
            headings: COLUMNS.into_iter().map(heading).collect(),
            table: table_of(&address.of(order, 1)),
            pager: Pager::of(&found, |page| address.of(order, page)),
            rows: found.rows.into_iter().map(|of| Row { roles: roles(&of), of }).collect(),
            address,
        }
    }
}

/// What it plays, in words.
pub(super) fn roles(row: &OrganisationRow) -> String {
    let played = Played::ALL.into_iter().filter(|played| row.plays(*played)).map(|played| match played {
        Played::Buyer => "acheteur",
        Played::Holder => "titulaire",
        Played::Employer => "employeur",
        Played::Prescriber => "prescripteur",
    });
    played.collect::<Vec<_>>().join(", ")
}
