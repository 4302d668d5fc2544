//! `/structures`: the list.

use askama::Template;

use super::super::shell::Shell;
use super::address::{Address, MOST, ORDERS, ROLES};
use crate::organisation_files::{OrganisationFilter, OrganisationRow, Organisations, Played, SortedBy};

#[derive(Template)]
#[template(path = "organisations.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    text: String,
    roles: Vec<(&'static str, &'static str, bool)>,
    orders: Vec<(&'static str, &'static str, bool)>,
    is_filtered: bool,
    headings: Vec<Heading>,
    count: usize,
    rows: Vec<Row>,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
}

struct Row {
    of: OrganisationRow,
    roles: String,
}

/// The head of a column: the list is sorted by it where it is not `None`.
struct Heading {
    label: &'static str,
    is_number: bool,
    sort: String,
    is_sorted: bool,
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
        address: &Address,
        (filter, by): (&OrganisationFilter, SortedBy),
        found: Organisations,
    ) -> Self {
        let (skipped, count) = (found.skipped, found.count);
        let last = skipped.saturating_add(found.rows.len());
        let page = skipped / MOST + 1;
        let heading = |(label, of): (&'static str, SortedBy)| Heading {
            label,
            is_number: of != SortedBy::Name,
            sort: address.of(of, 1),
            is_sorted: of == by,
        };
        Self {
            shell,
            text: address.text().to_owned(),
            roles: ROLES.iter().map(|(code, label, played)| (*code, *label, *played == filter.played)).collect(),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == by)).collect(),
            is_filtered: filter.played.is_some() || filter.text.is_some(),
            headings: COLUMNS.into_iter().map(heading).collect(),
            count,
            rows: found.rows.into_iter().map(|of| Row { roles: roles(&of), of }).collect(),
            first: if count == 0 { 0 } else { skipped.saturating_add(1) },
            last,
            previous: (page > 1).then(|| address.of(by, page - 1)),
            next: (last < count).then(|| address.of(by, page + 1)),
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
