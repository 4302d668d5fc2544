//! People that a form may be about: found by name, or with records that may be of the same person; and organisations to
//! choose from. The forms of the sheet, of referrals and of employments begin with them.

use super::listing;
use super::typed_person::Typed;
use crate::access::{Caller, Permission};
use crate::candidates::{self, CandidateFilter, CandidateView};
use crate::employments::{self, Employment, EmploymentFilter};
use crate::error::Result;
use crate::organisations::{self, Organisation, OrganisationFilter, OrganisationRole};
use crate::values::{CandidateId, OrganisationId, Place, SearchText, Sex, day_in_table, french_order};

/// How many people a search shows.
const FOUND: usize = 10;

/// No limit to the rows of a list.
pub(super) const ALL: i64 = i64::MAX;

/// A person with their employments.
pub(super) type Someone = (CandidateView, Vec<Employment>);

/// The people of this name; none for an empty one.
pub(super) fn search<P: Permission>(caller: &Caller<P>, text: &str) -> Result<Vec<Someone>> {
    let Some(name) = SearchText::read(text) else { return Ok(Vec::new()) };
    let filter = CandidateFilter { name: Some(name), ..CandidateFilter::default() };
    // One more than it shows, to know whether there are more.
    let rows = i64::try_from(FOUND + 1).unwrap_or(ALL);
    with_employments(caller, candidates::actions::list(&caller.with_right()?, &filter, Place::Position(0), rows)?)
}

/// A person with a record.
pub(super) fn person<P: Permission>(caller: &Caller<P>, id: CandidateId) -> Result<Option<Someone>> {
    let person = candidates::actions::show(&caller.with_right()?, id)?;
    Ok(with_employments(caller, vec![person])?.pop())
}

/// The people who may be the new person of a form already.
pub(super) fn doubles<P: Permission>(caller: &Caller<P>, typed: &Typed) -> Result<Vec<Someone>> {
    with_employments(caller, candidates::actions::possible_duplicates(&caller.with_right()?, &typed.details()?)?)
}

fn with_employments<P: Permission>(caller: &Caller<P>, people: Vec<CandidateView>) -> Result<Vec<Someone>> {
    let ids = people.iter().map(|person| person.id).collect();
    let filter = EmploymentFilter { candidate_ids: Some(ids), ..EmploymentFilter::default() };
    let mut employments = employments::actions::list(&caller.with_right()?, &filter, Place::Position(0), ALL)?;
    employments.sort_by_key(|employment| std::cmp::Reverse(employment.starts_on));
    let of = |person: CandidateView| {
        let employments = employments.iter().filter(|employment| employment.candidate_id == person.id);
        let employments = employments.cloned().collect();
        (person, employments)
    };
    Ok(people.into_iter().map(of).collect())
}

/// The organisations with a role.
pub(super) fn with_role<P: Permission>(caller: &Caller<P>, role: OrganisationRole) -> Result<Vec<Organisation>> {
    let filter = OrganisationFilter { role: Some(role), ..OrganisationFilter::default() };
    organisations::actions::list(&caller.with_right()?, &filter, 0, ALL)
}

/// The name that a search was for, as the last and first name of a new person.
pub(super) fn propose_name(typed: &mut Typed, name: &str) {
    let (last_name, first_name) = name.trim().split_once(' ').unwrap_or((name.trim(), ""));
    typed.propose("nom", last_name);
    typed.propose("prenom", first_name.trim());
}

/// A search for a person: where it is sent, and where a person who is found is chosen.
pub(super) struct SearchAt<'a> {
    /// The page.
    pub path: &'a str,
    /// The parameter that names the person who is chosen.
    pub chosen: &'static str,
    /// Further parameters that the page keeps.
    pub kept: &'a [(&'static str, Option<String>)],
}

/// What a search found.
pub(super) struct SearchView {
    pub path: String,
    pub kept: Vec<(&'static str, String)>,
    pub text: String,
    /// Each person, with the page where they are chosen.
    pub found: Vec<(PersonView, String)>,
    pub summary: String,
}

/// A person, and what tells them apart from another of their name.
pub(super) struct PersonView {
    pub id: String,
    pub name: String,
    pub born: String,
    pub employments: Vec<String>,
}

/// One of several values of a field.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// What a search found, by name.
pub(super) fn search_view(at: &SearchAt<'_>, text: String, found: &[Someone]) -> SearchView {
    let summary = match found.len() {
        0 if text.trim().is_empty() => String::new(),
        0 => "Aucune personne de ce nom n’est enregistrée\u{a0}: vérifiez l’orthographe, ou créez la personne."
            .to_owned(),
        1 => "1 personne trouvée.".to_owned(),
        many if many > FOUND => format!("Plus de {FOUND} personnes\u{a0}: précisez le nom, ou ajoutez le prénom."),
        many => format!("{many} personnes trouvées."),
    };
    let chosen = |someone: &Someone| {
        let person = person_view(someone);
        let parameters = [(at.chosen, Some(person.id.clone()))].into_iter().chain(at.kept.iter().cloned());
        let to = listing::address(at.path, &parameters.collect::<Vec<_>>());
        (person, to)
    };
    let mut found: Vec<_> = found.iter().take(FOUND).map(chosen).collect();
    found.sort_by_cached_key(|(person, _)| french_order(&*person.name));
    let kept = at.kept.iter().filter_map(|(name, value)| Some((*name, value.clone()?))).collect();
    SearchView { path: at.path.to_owned(), kept, text, found, summary }
}

/// A person, and what tells them apart.
pub(super) fn person_view((person, employments): &Someone) -> PersonView {
    let born = match person.sex {
        Some(Sex::Female) => "née le",
        Some(Sex::Male) => "né le",
        None => "date de naissance\u{a0}:",
    };
    PersonView {
        id: person.id.to_string(),
        name: format!("{} {}", person.last_name.as_str().to_uppercase(), person.first_name),
        born: format!("{born} {}", day_in_table(person.birth_date)),
        employments: employments.iter().map(employment_label).collect(),
    }
}

/// Organisations to choose from, by name.
pub(super) fn organisation_choices(mut organisations: Vec<&Organisation>) -> Vec<Choice> {
    organisations.sort_by_cached_key(|organisation| french_order(organisation.name.as_str()));
    let choice = |one: &Organisation| Choice { value: one.id.to_string(), label: one.name.to_string() };
    organisations.into_iter().map(choice).collect()
}

/// An employment in one line.
pub(super) fn employment_label(employment: &Employment) -> String {
    let period = match employment.ends_on {
        Some(end) => format!("du {} au {}", day_in_table(employment.starts_on), day_in_table(end)),
        None => format!("depuis le {}", day_in_table(employment.starts_on)),
    };
    format!("{}, {}, {period}", employment.contract_type, employment.names.employer)
}

/// The name of one of these organisations.
pub(super) fn name_of(organisations: &[Organisation], id: OrganisationId) -> Option<String> {
    organisations.iter().find(|organisation| organisation.id == id).map(|organisation| organisation.name.to_string())
}
