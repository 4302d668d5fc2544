//! What the forms of people show.

use askama::Template;

use super::super::super::form_view::FormView;
use super::super::super::meanwhile::Meanwhile;
use super::super::super::shell::Shell;
use super::fields::{ADDRESSES, CRITERIA, Places};
use crate::candidates::CandidateView;
use crate::values::{CandidateId, CommuneCode, CriterionCode, Name, Sector, Sex, day_in_table};

/// The levels of qualification, with their words.
const LEVELS: [(&str, &str); 10] = [
    ("1", "1"),
    ("2", "2"),
    ("3", "3 (CAP, BEP)"),
    ("4", "4 (baccalauréat)"),
    ("5", "5 (bac + 2)"),
    ("6", "6 (bac + 3)"),
    ("7", "7 (bac + 5)"),
    ("8", "8 (doctorat)"),
    ("9", "9 (diplôme étranger sans équivalence)"),
    ("10", "10 (ne sait ni lire ni écrire)"),
];

/// The form of a person's record.
#[derive(Template)]
#[template(path = "person_form.html", config = "src/pages/askama.toml")]
pub(super) struct PersonForm {
    shell: Shell,
    form: FormView,
    /// The person whose record is corrected, and their name.
    corrected: Option<(CandidateId, String)>,
    doubles: Vec<Double>,
    meanwhile: Option<Meanwhile>,
    communes: Vec<(CommuneCode, Name)>,
    neighbourhoods: Vec<String>,
    addresses: Vec<Part>,
    criteria: Vec<Part>,
}

/// Somebody who may be the new person.
struct Double {
    id: CandidateId,
    name: String,
    born: String,
}

/// An address or a criterion within the form.
struct Part {
    number: usize,
    prefix: String,
}

impl Part {
    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

impl PersonForm {
    pub fn new(
        shell: Shell,
        form: FormView,
        corrected: Option<(CandidateId, String)>,
        places: Places,
        (doubles, meanwhile): (Vec<CandidateView>, Option<Meanwhile>),
    ) -> Self {
        let double = |person: CandidateView| Double {
            id: person.id,
            name: format!("{} {}", person.last_name, person.first_name),
            born: day_in_table(person.birth_date),
        };
        Self {
            shell,
            addresses: parts(ADDRESSES.count(&form.typed), |number| ADDRESSES.prefix(number)),
            criteria: parts(CRITERIA.count(&form.typed), |number| CRITERIA.prefix(number)),
            form,
            corrected,
            doubles: doubles.into_iter().map(double).collect(),
            meanwhile,
            communes: places.communes.into_iter().map(|one| (one.code, one.name)).collect(),
            neighbourhoods: places.neighbourhoods.into_iter().map(|one| one.name.to_string()).collect(),
        }
    }
}

fn parts(count: usize, prefix: impl Fn(usize) -> String) -> Vec<Part> {
    (1..=count).map(|number| Part { number, prefix: prefix(number) }).collect()
}

/// The forms of what an officer grants a person.
#[derive(Template)]
#[template(path = "rights_form.html", config = "src/pages/askama.toml")]
pub(super) struct RightsForm {
    pub shell: Shell,
    pub id: CandidateId,
    pub name: String,
    pub eligibility: String,
    pub sectors: Vec<Sector>,
    pub form: FormView,
    /// The periods that may be corrected: id, version, first and last day, as typed.
    pub periods: Vec<PeriodLine>,
}

/// A period of accompaniment that may be corrected.
pub(super) struct PeriodLine {
    pub id: i64,
    pub version: i64,
    pub said: String,
}
