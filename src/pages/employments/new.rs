//! `/contrats-de-travail/nouveau`: what the page reads and shows.

use askama::Template;

use super::super::form_errors::FormErrors;
use super::super::people::{
    self, Choice, PersonView, SearchAt, SearchView, Someone, organisation_choices, person_view, search_view,
};
use super::super::shell::Shell;
use super::super::typed_person::Typed;
use super::form::NEW_FIELDS;
use super::lots::Offer;
use crate::access::{Caller, EditEligibility};
use crate::error::{AppError, Result};
use crate::organisations::{Organisation, OrganisationRole};
use crate::values::{CandidateId, ContractType, LotId, Modality, parse_id};

/// What the page is asked for.
pub(super) enum Asked {
    /// The people of this name; none for an empty one.
    Search(String),
    /// The form for a person.
    Person(CandidateId),
    /// The form again, as it was typed.
    Again(Typed),
}

/// What the page shows.
pub(super) enum Facts {
    Search { text: String, found: Vec<Someone> },
    Form { typed: Typed, person: Box<Someone>, offer: Offer, employers: Vec<Organisation> },
}

impl Facts {
    pub fn read(caller: &Caller<EditEligibility>, asked: Asked, lot: Option<LotId>) -> Result<Self> {
        let (candidate, mut typed) = match asked {
            Asked::Search(text) => {
                let found = people::search(caller, &text)?;
                return Ok(Self::Search { text, found });
            }
            Asked::Person(id) => (Some(id), Typed::default()),
            Asked::Again(typed) => (typed.candidate(), typed),
        };
        let person = candidate.map(|id| people::person(caller, id)).transpose()?.flatten();
        let Some(person) = person else { return Ok(Self::Search { text: String::new(), found: Vec::new() }) };
        if let Some(lot) = lot {
            typed.propose("lot", lot.to_string());
        }
        let offer = Offer::read(caller, person.0.id, parse_id(typed.text("lot")).ok())?;
        let employers = people::with_role(caller, OrganisationRole::Employer)?;
        Ok(Self::Form { typed, person: Box::new(person), offer, employers })
    }
}

#[derive(Template)]
#[template(path = "new_employment.html", config = "src/pages/askama.toml")]
pub(super) struct NewPage {
    shell: Shell,
    lot: Option<LotId>,
    search: Option<SearchView>,
    form: Option<FormView>,
}

pub(super) struct FormView {
    key: String,
    typed: Typed,
    errors: FormErrors,
    person: PersonView,
    offer: Offer,
    employers: Vec<Choice>,
}

impl NewPage {
    pub fn new(shell: Shell, lot: Option<LotId>, key: String, facts: Facts, error: Option<&AppError>) -> Self {
        match facts {
            Facts::Search { text, found } => {
                let kept = [("lot", lot.map(|lot| lot.to_string()))];
                let at = SearchAt { path: "/contrats-de-travail/nouveau", chosen: "candidat", kept: &kept };
                Self { shell, lot, search: Some(search_view(&at, text, &found)), form: None }
            }
            Facts::Form { typed, person, offer, employers } => {
                let form = FormView {
                    key,
                    errors: FormErrors::of(error, NEW_FIELDS),
                    person: person_view(&person),
                    employers: organisation_choices(employers.iter().collect()),
                    offer,
                    typed,
                };
                Self { shell, lot, search: None, form: Some(form) }
            }
        }
    }
}
