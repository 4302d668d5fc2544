//! `/orientations/nouvelle`: what the page reads and shows.

use askama::Template;

use super::super::form_errors::FormErrors;
use super::super::people::{
    self, ALL, Choice, PersonView, SearchAt, SearchView, Someone, organisation_choices, person_view, search_view,
};
use super::super::shell::Shell;
use super::super::typed_person::Typed;
use super::form::{NAMED_KINDS, NEW_FIELDS, SELF_REFERRED, sector_field};
use crate::access::{Caller, EditEligibility};
use crate::error::{AppError, ProblemCode, Result};
use crate::organisations::{Organisation, OrganisationRole};
use crate::referrals::{self, ReferralView};
use crate::values::{CandidateId, Origin, OutcomeKind, Sector, Sex};

/// What the page is asked for.
pub(super) enum Asked {
    /// The people of this name; none for an empty one.
    Search(String),
    /// The form for a person with a record.
    Person(CandidateId),
    /// The form for one without, of this name.
    NewPerson(String),
    /// The form again, as it was typed.
    Again(Typed),
}

/// What the page shows.
pub(super) enum Facts {
    Search { text: String, found: Vec<Someone> },
    Form(Box<FormFacts>),
}

/// What the form shows.
pub(super) struct FormFacts {
    typed: Typed,
    person: Option<Someone>,
    doubles: Vec<Someone>,
    /// The person's referrals without an outcome.
    pending: Vec<ReferralView>,
    prescribers: Vec<Organisation>,
}

impl Facts {
    pub fn read(caller: &Caller<EditEligibility>, asked: Asked, error: Option<&AppError>) -> Result<Self> {
        let mut fresh = Typed::default();
        fresh.propose("orientee_le", caller.today().to_string());
        fresh.propose("pour_plie", "oui");
        let typed = match asked {
            Asked::Search(text) => {
                let found = people::search(caller, &text)?;
                return Ok(Self::Search { text, found });
            }
            Asked::Again(typed) => typed,
            Asked::Person(id) => {
                fresh.propose("personne", id.to_string());
                fresh
            }
            Asked::NewPerson(name) => {
                people::propose_name(&mut fresh, &name);
                fresh
            }
        };
        let person = typed.candidate().map(|id| people::person(caller, id)).transpose()?.flatten();
        let is_double = error.is_some_and(|error| {
            error.field_errors.iter().any(|one| one.code == ProblemCode::AlreadyExists && one.pointer == "/person")
        });
        let doubles = if is_double { people::doubles(caller, &typed)? } else { Vec::new() };
        let pending = match &person {
            Some((person, _)) => pending(caller, person.id)?,
            None => Vec::new(),
        };
        let prescribers = people::with_role(caller, OrganisationRole::Prescriber)?;
        Ok(Self::Form(Box::new(FormFacts { typed, person, doubles, pending, prescribers })))
    }
}

fn pending(caller: &Caller<EditEligibility>, candidate: CandidateId) -> Result<Vec<ReferralView>> {
    let mut referrals = referrals::actions::list_of(&caller.with_right()?, candidate, 0, ALL)?;
    referrals.retain(|referral| referral.outcome == OutcomeKind::Pending);
    Ok(referrals)
}

#[derive(Template)]
#[template(path = "new_referral.html", config = "src/pages/askama.toml")]
pub(super) struct NewPage {
    shell: Shell,
    search: Option<SearchView>,
    form: Option<FormView>,
}

pub(super) struct FormView {
    key: String,
    typed: Typed,
    errors: FormErrors,
    person: Option<PersonView>,
    doubles: Vec<PersonView>,
    pending: Vec<ReferralView>,
    prescribers: Vec<Choice>,
    /// Each sector with its field.
    sectors: Vec<(Sector, String)>,
}

impl NewPage {
    pub fn new(shell: Shell, sectors: &[Sector], key: String, facts: Facts, error: Option<&AppError>) -> Self {
        match facts {
            Facts::Search { text, found } => {
                let at = SearchAt { path: "/orientations/nouvelle", chosen: "candidat", kept: &[] };
                Self { shell, search: Some(search_view(&at, text, &found)), form: None }
            }
            Facts::Form(facts) => {
                let form = FormView {
                    key,
                    errors: FormErrors::of(error, NEW_FIELDS),
                    person: facts.person.as_ref().map(person_view),
                    doubles: facts.doubles.iter().map(person_view).collect(),
                    prescribers: organisation_choices(facts.prescribers.iter().collect()),
                    sectors: sectors.iter().map(|sector| (*sector, sector_field(*sector))).collect(),
                    pending: facts.pending,
                    typed: facts.typed,
                };
                Self { shell, search: None, form: Some(form) }
            }
        }
    }
}
