//! `/candidats`: what the page shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::address::Address;
use super::words::in_figures;
use crate::candidates::{CandidateAddress, CandidateFilter, CandidateView};
use crate::reference::Neighbourhood;
use crate::values::{CandidateId, NeighbourhoodId, OutcomeKind, Sector};

/// People of a page.
pub(super) const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "candidates.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    typed: String,
    sectors: Vec<(Sector, bool)>,
    outcomes: Vec<(OutcomeKind, bool)>,
    neighbourhoods: Vec<(NeighbourhoodId, String, bool)>,
    is_accompanied: bool,
    may_be_double: bool,
    is_filtered: bool,
    people: Vec<Person>,
    first: Option<String>,
    next: Option<String>,
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
    fn new(person: &CandidateView) -> Self {
        let home = person.addresses.iter().flatten().next_back();
        let commune = |one: &CandidateAddress| format!("commune {}", one.commune_code);
        let home = home.map(|one| one.neighbourhood.as_ref().map_or_else(|| commune(one), ToString::to_string));
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
        (address, filter): (&Address, &CandidateFilter),
        (sectors, neighbourhoods): (&[Sector], Vec<Neighbourhood>),
        people: Vec<CandidateView>,
    ) -> Self {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let lives_in = filter.lives_in.map(|(id, _)| id);
        let shown: Vec<Person> = people.iter().take(most).map(Person::new).collect();
        let next = shown.last().filter(|_| people.len() > most).map(|last| address.path(Some(last.id)));
        Self {
            shell,
            typed: address.typed().to_owned(),
            sectors: sectors.iter().map(|sector| (*sector, filter.sector == Some(*sector))).collect(),
            outcomes: OutcomeKind::ALL.iter().map(|kind| (*kind, filter.status == Some(*kind))).collect(),
            neighbourhoods: neighbourhoods
                .into_iter()
                .map(|one| (one.id, one.name.to_string(), lives_in == Some(one.id)))
                .collect(),
            is_accompanied: filter.accompanied_on.is_some(),
            may_be_double: filter.may_be_double,
            is_filtered: address.is_filtered(),
            people: shown,
            first: address.is_later_page().then(|| address.path(None)),
            next,
        }
    }
}
