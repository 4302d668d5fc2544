//! `/candidats`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::listing::{Choice, Heading, Pager};
use super::super::places::commune_name;
use super::super::shell::Shell;
use super::address::{Address, Asked, ORDERS};
use crate::candidates::{CandidateView, PeopleOrder, PeopleSortedBy};
use crate::reference::{Commune, Neighbourhood};
use crate::values::{CandidateId, OutcomeKind, Paged, Sector, day_in_table};

#[derive(Template)]
#[template(path = "candidates.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    sectors: Vec<Choice>,
    outcomes: Vec<Choice>,
    neighbourhoods: Vec<Choice>,
    orders: Vec<Choice>,
    is_accompanied: bool,
    may_be_double: bool,
    headings: Vec<Heading>,
    people: Vec<Person>,
    pager: Pager,
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
            born: day_in_table(person.birth_date),
            home: home.unwrap_or_default(),
            until: person.eligible_until,
            reference: person.external_ref.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

impl ListPage {
    pub fn new(
        shell: Shell,
        (address, asked): (Address, &Asked),
        sectors: &[Sector],
        (neighbourhoods, communes): (&[Neighbourhood], &[Commune]),
        found: Paged<CandidateView>,
    ) -> Self {
        let (filter, order) = (&asked.filter, asked.order);
        let neighbourhoods = neighbourhoods.iter().map(|one| (one.id.to_string(), one.name.to_string()));
        Self {
            shell,
            sectors: Choice::all(sectors, filter.sector, ToString::to_string),
            outcomes: Choice::all(OutcomeKind::ALL, filter.status, |kind| kind.label().to_owned()),
            neighbourhoods: Choice::named(neighbourhoods, address.quartier.text()),
            orders: Choice::orders(&ORDERS, order),
            is_accompanied: filter.accompanied_on.is_some(),
            may_be_double: filter.may_be_double,
            headings: headings(&address, order),
            people: found.rows.iter().map(|person| Person::new(person, communes)).collect(),
            pager: Pager::of(&found, |page| address.of("/candidats", order, page)),
            table: address.of("/candidats.csv", order, 1),
            address,
        }
    }
}

fn headings(address: &Address, order: PeopleOrder) -> Vec<Heading> {
    let columns = [
        ("Personne", PeopleSortedBy::Name),
        ("Naissance", PeopleSortedBy::Birth),
        ("Dernier lieu de vie", PeopleSortedBy::Home),
        ("Heures comptées jusqu’au", PeopleSortedBy::EligibleUntil),
        ("Référence", PeopleSortedBy::Reference),
    ];
    let heading = |(label, by): (&'static str, PeopleSortedBy)| {
        let of = |is_descending| PeopleOrder { by, is_descending };
        Heading::sorted(label, (of(false), of(true)), order, |order| address.of("/candidats", order, 1))
    };
    columns.into_iter().map(heading).collect()
}
