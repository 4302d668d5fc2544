//! `/candidats`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::places::commune_name;
use super::super::shell::Shell;
use super::super::sorted_heading::SortedHeading;
use super::address::{Address, Asked, MOST, ORDERS};
use super::words::in_figures;
use crate::candidates::{CandidateView, People, PeopleOrder, PeopleSortedBy};
use crate::reference::{Commune, Neighbourhood};
use crate::values::{CandidateId, NeighbourhoodId, OutcomeKind, Sector};

#[derive(Template)]
#[template(path = "candidates.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    typed: String,
    days: String,
    sectors: Vec<(Sector, bool)>,
    outcomes: Vec<(OutcomeKind, bool)>,
    neighbourhoods: Vec<(NeighbourhoodId, String, bool)>,
    orders: Vec<(&'static str, &'static str, bool)>,
    is_accompanied: bool,
    may_be_double: bool,
    is_filtered: bool,
    headings: Vec<SortedHeading>,
    count: usize,
    people: Vec<Person>,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
    table: String,
}

/// A line of the list.
struct Person {
    id: CandidateId,
    last_name: String,
    first_name: String,
    born: String,
    home: String,
    until: Option<NaiveDate>,
    reference: String,
}

impl Person {
    fn new(person: &CandidateView, communes: &[Commune]) -> Self {
        let home = person.addresses.iter().flatten().next_back();
        let home = home.map(|one| match &one.neighbourhood {
            Some(neighbourhood) => neighbourhood.to_string(),
            None => commune_name(communes, &one.commune_code),
        });
        Self {
            id: person.id,
            last_name: person.last_name.to_string(),
            first_name: person.first_name.to_string(),
            born: in_figures(person.birth_date),
            home: home.unwrap_or_default(),
            until: person.eligible_until,
            reference: person.external_ref.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

impl ListPage {
    pub fn new(
        shell: Shell,
        (address, asked): (&Address, &Asked),
        sectors: &[Sector],
        (neighbourhoods, communes): (Vec<Neighbourhood>, &[Commune]),
        People { rows, count, skipped }: People,
    ) -> Self {
        let (filter, order) = (&asked.filter, asked.order);
        let lives_in = filter.lives_in.map(|(id, _)| id);
        let last = skipped.saturating_add(rows.len());
        let page = skipped.checked_div(MOST).unwrap_or(0).saturating_add(1);
        let to = |page: usize| address.of("/candidats", order, page);
        Self {
            shell,
            typed: address.typed().to_owned(),
            days: address.days().to_owned(),
            sectors: sectors.iter().map(|sector| (*sector, filter.sector == Some(*sector))).collect(),
            outcomes: OutcomeKind::ALL.iter().map(|kind| (*kind, filter.status == Some(*kind))).collect(),
            neighbourhoods: neighbourhoods
                .into_iter()
                .map(|one| (one.id, one.name.to_string(), lives_in == Some(one.id)))
                .collect(),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            is_accompanied: filter.accompanied_on.is_some(),
            may_be_double: filter.may_be_double,
            is_filtered: address.is_filtered(),
            headings: headings(address, order),
            count,
            people: rows.iter().map(|person| Person::new(person, communes)).collect(),
            first: if last > skipped { skipped.saturating_add(1) } else { 0 },
            last,
            previous: (page > 1).then(|| to(page.saturating_sub(1))),
            next: (last < count).then(|| to(page.saturating_add(1))),
            table: address.of("/candidats.csv", order, 1),
        }
    }
}

fn headings(address: &Address, order: PeopleOrder) -> Vec<SortedHeading> {
    let columns = [
        ("Personne", PeopleSortedBy::Name),
        ("Naissance", PeopleSortedBy::Birth),
        ("Dernier lieu de vie", PeopleSortedBy::Home),
        ("Heures comptées jusqu’au", PeopleSortedBy::EligibleUntil),
        ("Référence", PeopleSortedBy::Reference),
    ];
    let heading = |(label, by): (&'static str, PeopleSortedBy)| {
        let chosen = (order.by == by).then_some(order.is_descending);
        let next = PeopleOrder { by, is_descending: chosen == Some(false) };
        SortedHeading::new(label, false, address.of("/candidats", next, 1), chosen)
    };
    columns.into_iter().map(heading).collect()
}
