//! The tables of people at work in the year.

use std::collections::BTreeSet;

use super::super::facts::Facts;
use super::figures::{count, distinct};
use crate::bilan::{Figure, Table, Value};
use crate::values::{CandidateId, OutcomeKind, Sector, Sex};

/// The key of the table of those validated and those at work.
pub(super) const VALIDATED_AND_EMPLOYED: &str = "validated_and_employed";

/// Distinct people with an assignment in the year.
pub(in crate::bilan) fn employed(facts: &Facts) -> BTreeSet<CandidateId> {
    distinct(facts.assigned.iter().map(|assigned| assigned.candidate))
}

pub(super) fn employees(facts: &Facts) -> Table {
    let everyone = employed(facts);
    let whole = |figure: Figure| figure.of("employees.total", Value::Count(everyone.len()));
    let of_sex = |sex| {
        distinct(facts.assigned.iter().filter(|assigned| assigned.sex == sex).map(|assigned| assigned.candidate)).len()
    };
    let mut figures = vec![
        count("employees.total", "Salariés", everyone.len()),
        whole(count("employees.women", "Femmes", of_sex(Sex::Female))),
        whole(count("employees.men", "Hommes", of_sex(Sex::Male))),
    ];
    for sector in Sector::ALL {
        let assigned = facts.assigned.iter().filter(|assigned| assigned.sector == *sector);
        let people = distinct(assigned.map(|assigned| assigned.candidate)).len();
        figures.push(whole(count(format!("employees.{sector}"), sector.label(), people)));
    }
    let without = everyone.iter().filter(|person| !facts.with_counted_hours.contains(person)).count();
    figures.push(whole(count("employees.without_counted_hours", "Sans heures comptées", without)));
    Table::new(
        "employees",
        "Salariés de l’année",
        "Personnes distinctes dont une affectation chevauche l’année ; dans le périmètre du PLIE, un jour au moins \
               dans une période d’accompagnement. Une personne présente dans deux secteurs compte dans chacun, et une \
               fois au total.",
        figures,
    )
}

pub(super) fn validated_and_employed(facts: &Facts) -> Table {
    let employed = employed(facts);
    let validated = facts.referrals.iter().filter(|referral| referral.outcome == OutcomeKind::Validated);
    let validated = distinct(validated.map(|referral| referral.candidate));
    let on_referral =
        distinct(facts.assigned.iter().filter(|assigned| !assigned.waived).map(|assigned| assigned.candidate));
    let (earlier, waived): (Vec<CandidateId>, Vec<CandidateId>) =
        employed.difference(&validated).partition(|person| on_referral.contains(person));
    let cell = |key, label, people: usize| count(format!("{VALIDATED_AND_EMPLOYED}.{key}"), label, people);
    Table::new(
        VALIDATED_AND_EMPLOYED,
        "Validés et salariés",
        "Personnes distinctes : validées par une orientation datée de l’année et salariées ou non ; salariées sur \
               une autre orientation validée ; salariées par dérogation seule.",
        vec![
            cell("both", "Validés dans l’année et salariés", employed.intersection(&validated).count()),
            cell("validated_only", "Validés dans l’année, non salariés", validated.difference(&employed).count()),
            cell("validated_earlier", "Salariés, validés auparavant", earlier.len()),
            cell("waived", "Salariés par dérogation", waived.len()),
        ],
    )
}
