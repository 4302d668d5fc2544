//! What the page *Ajouter une personne* shows.

use askama::Template;

use super::super::super::form_errors::FormErrors;
use super::super::super::people::{
    Choice, PersonView, SearchAt, SearchView, employment_label, name_of, organisation_choices, person_view, search_view,
};
use super::super::super::shell::Shell;
use super::super::super::typed_person::Typed;
use super::facts::{Facts, FormFacts, Step, is_of, is_on};
use super::form::{FIELDS, NEW, OUTCOME, REFERRAL, SELF_REFERRED, WAIVER};
use crate::employments::Employment;
use crate::error::AppError;
use crate::organisations::Organisation;
use crate::referrals::ReferralView;
use crate::values::{ContractType, LotId, Modality, Month, Origin, Sector, Sex, day_in_table};

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

struct FormView {
    key: String,
    typed: Typed,
    errors: FormErrors,
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
            Step::Search { text, found } => {
                let path = format!("/saisie/{month}/lots/{}/personne", lot.id);
                let kept = [("secteur", sector.map(|sector| sector.to_string()))];
                let at = SearchAt { path: &path, chosen: "personne", kept: &kept };
                (Some(search_view(&at, text, &found)), None)
            }
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
    let choice = |value: String, employment: &Employment| Choice { value, label: employment_label(employment) };
    let on_lot = |employer: &&Organisation| facts.on_lot.iter().any(|one| one.employer_id == employer.id);
    let (of_lot, other): (Vec<&Organisation>, Vec<&Organisation>) = employers.iter().partition(on_lot);
    FormView {
        key,
        errors: FormErrors::of(error, FIELDS),
        person: facts.person.as_ref().map(person_view),
        doubles: facts.doubles.iter().map(person_view).collect(),
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

fn pending_choice(referral: &ReferralView, prescribers: &[Organisation]) -> Choice {
    let prescriber = referral.prescriber_id.and_then(|id| name_of(prescribers, id));
    let prescriber = prescriber.unwrap_or_else(|| referral.prescriber_kind.label().to_owned());
    let sectors: Vec<&str> = referral.sectors.iter().map(Sector::as_str).collect();
    let label = format!(
        "Valider l’orientation en cours du {}, {prescriber} ({})",
        day_in_table(referral.referred_on),
        sectors.join(", ")
    );
    Choice { value: format!("{OUTCOME}{}", referral.id), label }
}
