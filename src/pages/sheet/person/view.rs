//! What the page *Ajouter une personne* shows.

use askama::Template;
use chrono::NaiveDate;

use super::super::super::shell::Shell;
use super::super::super::view::FieldErrors;
use super::facts::{FOUND, Facts, FormFacts, Someone, Step, is_of, is_on};
use super::form::{NEW, OUTCOME, POINTERS, REFERRAL, SELF_REFERRED, Typed, WAIVER};
use crate::employments::Employment;
use crate::error::AppError;
use crate::organisations::Organisation;
use crate::referrals::ReferralView;
use crate::values::{ContractType, LotId, Modality, Month, OrganisationId, Origin, Sector, Sex, french_order};

#[derive(Template)]
#[template(path = "add_person.html", config = "src/pages/askama.toml")]
pub(super) struct PersonPage {
    shell: Shell,
    month: Month,
    lot: LotId,
    number: String,
    lot_title: String,
    lot_sector: Sector,
    /// The sector of the sheet, to return to it.
    sector: Option<Sector>,
    search: Option<SearchView>,
    form: Option<FormView>,
}

struct SearchView {
    text: String,
    found: Vec<PersonView>,
    summary: String,
}

/// A person, and what tells them apart from another of their name.
struct PersonView {
    id: String,
    name: String,
    born: String,
    employments: Vec<String>,
}

struct FormView {
    key: String,
    typed: Typed,
    errors: FieldErrors,
    person: Option<PersonView>,
    doubles: Vec<PersonView>,
    /// The person's rows that are on the sheet, with their keys.
    on_sheet: Vec<Choice>,
    employments: Vec<Choice>,
    employers_of_lot: Vec<Choice>,
    other_employers: Vec<Choice>,
    asks_admission: bool,
    pending: Vec<Choice>,
    prescribers: Vec<Choice>,
}

/// One of several values of a field.
struct Choice {
    value: String,
    label: String,
}

impl PersonPage {
    pub fn new(
        shell: Shell,
        (month, sector): (Month, Option<Sector>),
        key: String,
        facts: Facts,
        error: Option<&AppError>,
    ) -> Self {
        let Facts { lot, contract, employers, step } = facts;
        let (search, form) = match step {
            Step::Search { text, found } => (Some(search_view(text, &found, &employers)), None),
            Step::Form(facts) => (None, Some(form_view(*facts, (month, lot.id), &employers, key, error))),
        };
        Self {
            shell,
            month,
            lot: lot.id,
            number: lot.number.to_string(),
            lot_title: format!("{}, lot {} · {}", contract.reference, lot.number, lot.title),
            lot_sector: contract.sector,
            sector,
            search,
            form,
        }
    }
}

fn search_view(text: String, found: &[Someone], employers: &[Organisation]) -> SearchView {
    let summary = match found.len() {
        0 if text.trim().is_empty() => String::new(),
        0 => "Aucune personne de ce nom n’est enregistrée\u{a0}: vérifiez l’orthographe, ou créez la personne."
            .to_owned(),
        1 => "1 personne trouvée.".to_owned(),
        many if many > FOUND => format!("Plus de {FOUND} personnes\u{a0}: précisez le nom, ou ajoutez le prénom."),
        many => format!("{many} personnes trouvées."),
    };
    let mut found: Vec<_> = found.iter().take(FOUND).map(|someone| person_view(someone, employers)).collect();
    found.sort_by_cached_key(|person| french_order(&*person.name));
    SearchView { text, found, summary }
}

fn person_view((person, employments): &Someone, employers: &[Organisation]) -> PersonView {
    let born = match person.sex {
        Some(Sex::Female) => "née le",
        Some(Sex::Male) => "né le",
        None => "date de naissance\u{a0}:",
    };
    PersonView {
        id: person.id.to_string(),
        name: format!("{} {}", person.last_name.as_str().to_uppercase(), person.first_name),
        born: format!("{born} {}", day(person.birth_date)),
        employments: employments.iter().map(|employment| employment_label(employment, employers)).collect(),
    }
}

fn form_view(
    facts: FormFacts,
    (month, lot): (Month, LotId),
    employers: &[Organisation],
    key: String,
    error: Option<&AppError>,
) -> FormView {
    let of_person: Vec<&Employment> = facts.person.iter().flat_map(|(_, employments)| employments).collect();
    let (on_sheet, others): (Vec<&Employment>, Vec<&Employment>) =
        of_person.into_iter().filter(|employment| is_of(employment, month)).partition(|one| is_on(one, lot, month));
    let choice =
        |value: String, employment: &Employment| Choice { value, label: employment_label(employment, employers) };
    let on_lot = |employer: &&Organisation| facts.on_lot.iter().any(|one| one.employer_id == employer.id);
    let (of_lot, other): (Vec<&Organisation>, Vec<&Organisation>) = employers.iter().partition(on_lot);
    FormView {
        key,
        errors: error.map(FieldErrors::of).unwrap_or_default().beside(POINTERS),
        person: facts.person.as_ref().map(|person| person_view(person, employers)),
        doubles: facts.doubles.iter().map(|person| person_view(person, employers)).collect(),
        on_sheet: on_sheet.into_iter().map(|one| choice(format!("{}-{lot}", one.id), one)).collect(),
        employments: others.into_iter().map(|one| choice(one.id.to_string(), one)).collect(),
        employers_of_lot: organisation_choices(of_lot),
        other_employers: organisation_choices(other),
        asks_admission: facts.asks_admission,
        pending: facts.pending.iter().map(|referral| pending_choice(referral, &facts.prescribers)).collect(),
        prescribers: organisation_choices(facts.prescribers.iter().collect()),
        typed: facts.typed,
    }
}

fn organisation_choices(mut organisations: Vec<&Organisation>) -> Vec<Choice> {
    organisations.sort_by_cached_key(|organisation| french_order(organisation.name.as_str()));
    let choice = |one: &Organisation| Choice { value: one.id.to_string(), label: one.name.to_string() };
    organisations.into_iter().map(choice).collect()
}

fn pending_choice(referral: &ReferralView, prescribers: &[Organisation]) -> Choice {
    let prescriber = referral.prescriber_id.and_then(|id| name_of(prescribers, id));
    let prescriber = prescriber.unwrap_or_else(|| referral.prescriber_kind.label().to_owned());
    let sectors: Vec<&str> = referral.sectors.iter().map(Sector::as_str).collect();
    let label = format!(
        "Valider l’orientation en cours du {}, {prescriber} ({})",
        day(referral.referred_on),
        sectors.join(", ")
    );
    Choice { value: format!("{OUTCOME}{}", referral.id), label }
}

fn employment_label(employment: &Employment, employers: &[Organisation]) -> String {
    let employer = name_of(employers, employment.employer_id).unwrap_or_default();
    let period = match employment.ends_on {
        Some(end) => format!("du {} au {}", day(employment.starts_on), day(end)),
        None => format!("depuis le {}", day(employment.starts_on)),
    };
    let separator = if employer.is_empty() { "" } else { ", " };
    format!("{}{separator}{employer}, {period}", employment.contract_type)
}

fn name_of(organisations: &[Organisation], id: OrganisationId) -> Option<String> {
    organisations.iter().find(|organisation| organisation.id == id).map(|organisation| organisation.name.to_string())
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
