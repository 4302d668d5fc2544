//! `/sorties/nouvelle`: what the page reads and shows.

use askama::Template;

use super::super::form_errors::FormErrors;
use super::super::people::{
    self, Choice, PersonView, SearchAt, SearchView, Someone, organisation_choices, person_view, search_view,
};
use super::super::shell::Shell;
use super::super::typed_person::Typed;
use super::form::FIELDS;
use crate::access::{Caller, EditEligibility};
use crate::error::{AppError, Result};
use crate::exits::proposals::{self, ExitProposal};
use crate::organisations::{Organisation, OrganisationRole};
use crate::values::{CandidateId, EmploymentId, ExitKind, PositiveExitId, Sector};

/// What the page is asked for.
pub(super) enum Asked {
    /// The people of this name; none for an empty one.
    Search(String),
    /// The form for a person.
    Person(CandidateId),
    /// The form with what an employment proposes.
    Proposal(EmploymentId),
    /// The form again, as it was typed.
    Again(Typed),
}

/// What the page shows.
pub(super) enum Facts {
    Search { text: String, found: Vec<Someone> },
    Form { typed: Typed, person: Box<Someone>, proposal: Option<Box<ExitProposal>>, employers: Vec<Organisation> },
}

impl Facts {
    pub fn read(caller: &Caller<EditEligibility>, asked: Asked) -> Result<Self> {
        let (mut typed, mut proposal) = (Typed::default(), None);
        match asked {
            Asked::Search(text) => {
                let found = people::search(caller, &text)?;
                return Ok(Self::Search { text, found });
            }
            Asked::Person(id) => typed.propose("personne", id.to_string()),
            Asked::Proposal(id) => {
                let found = proposals::actions::show(&caller.with_right()?, id)?;
                typed.propose_proposal(&found);
                proposal = Some(Box::new(found));
            }
            Asked::Again(again) => typed = again,
        }
        let person = typed.candidate().map(|id| people::person(caller, id)).transpose()?.flatten();
        let Some(person) = person else { return Ok(Self::Search { text: String::new(), found: Vec::new() }) };
        let employers = people::with_role(caller, OrganisationRole::Employer)?;
        Ok(Self::Form { typed, person: Box::new(person), proposal, employers })
    }
}

#[derive(Template)]
#[template(path = "new_exit.html", config = "src/pages/askama.toml")]
pub(super) struct NewPage {
    shell: Shell,
    sectors: Vec<Sector>,
    search: Option<SearchView>,
    form: Option<FormView>,
}

pub(super) struct FormView {
    key: String,
    typed: Typed,
    errors: FormErrors,
    person: PersonView,
    is_proposed: bool,
    /// The exit that is recorded for what is proposed.
    recorded: Option<PositiveExitId>,
    employers: Vec<Choice>,
}

impl NewPage {
    pub fn new(shell: Shell, sectors: Vec<Sector>, key: String, facts: Facts, error: Option<&AppError>) -> Self {
        match facts {
            Facts::Search { text, found } => {
                let at = SearchAt { path: "/sorties/nouvelle", chosen: "candidat", kept: &[] };
                Self { shell, sectors, search: Some(search_view(&at, text, &found)), form: None }
            }
            Facts::Form { typed, person, proposal, employers } => {
                let form = FormView {
                    key,
                    errors: FormErrors::of(error, FIELDS),
                    person: person_view(&person),
                    is_proposed: proposal.is_some(),
                    recorded: proposal.and_then(|proposal| proposal.exit_id),
                    employers: organisation_choices(employers.iter().collect()),
                    typed,
                };
                Self { shell, sectors, search: None, form: Some(form) }
            }
        }
    }
}
