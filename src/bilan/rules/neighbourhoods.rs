//! The tables of people from listed neighbourhoods: referred, validated, at work, with a positive exit.

use std::collections::BTreeMap;

use super::super::facts::Facts;
use super::employees::employed;
use super::figures::count;
use crate::bilan::{Figure, Table, Value};
use crate::values::{CandidateId, NeighbourhoodId, OutcomeKind};

/// For each column, the listed neighbourhood of each person or referral that it counts.
fn columns(facts: &Facts) -> [(&'static str, &'static str, Vec<NeighbourhoodId>); 4] {
    let homes = &facts.homes;
    let validated = facts.referrals.iter().filter(|referral| referral.outcome == OutcomeKind::Validated);
    let first_days = first_days(facts);
    [
        (
            "referred",
            "Orientés",
            facts.referrals.iter().filter_map(|referral| homes.listed(referral.candidate, referral.on)).collect(),
        ),
        (
            "validated",
            "Validés",
            validated.filter_map(|referral| homes.listed(referral.candidate, referral.on)).collect(),
        ),
        ("employees", "Salariés", first_days.iter().filter_map(|(person, day)| homes.listed(*person, *day)).collect()),
        (
            "positive_exits",
            "Sorties positives",
            facts.exits.iter().filter_map(|exit| homes.listed(exit.candidate, exit.met_on)).collect(),
        ),
    ]
}

/// Each person's first assigned day of the year.
pub(in crate::bilan) fn first_days(facts: &Facts) -> BTreeMap<CandidateId, chrono::NaiveDate> {
    let mut first = BTreeMap::new();
    for assigned in &facts.assigned {
        let day = first.entry(assigned.candidate).or_insert(assigned.first_day);
        *day = assigned.first_day.min(*day);
    }
    first
}

/// How many of the people at work lived in a listed neighbourhood on their first day.
pub(super) fn listed_employees(facts: &Facts) -> usize {
    first_days(facts).into_iter().filter(|(person, day)| facts.homes.listed(*person, *day).is_some()).count()
}

pub(super) fn table(facts: &Facts) -> Table {
    let mut figures = Vec::new();
    for (key, label, homes) in columns(facts) {
        let whole = format!("qpv.{key}.total");
        for (id, name) in facts.neighbourhoods.iter() {
            let count_there = homes.iter().filter(|home| *home == id).count();
            let figure = count(format!("qpv.{key}.{name}"), format!("{label}, {name}"), count_there);
            figures.push(figure.of(whole.clone(), Value::Count(homes.len())));
        }
        figures.push(count(whole, format!("{label}, total"), homes.len()));
    }
    Table::new(
        "qpv",
        "Quartiers",
        "Par quartier de la liste (prioritaire ou de veille) où la personne habite : orientés et validés au jour \
               de l’orientation, salariés au premier jour d’affectation de l’année, sorties positives au jour où leur \
               critère est rempli.",
        figures,
    )
}

pub(super) fn shares(facts: &Facts) -> Table {
    let listed = |wanted: &str| {
        columns(facts).into_iter().find(|(key, _, _)| *key == wanted).map_or(0, |(_, _, homes)| homes.len())
    };
    let validated = facts.referrals.iter().filter(|referral| referral.outcome == OutcomeKind::Validated).count();
    let share = |key: &str, label: &str, part: usize, figure: &str, whole: usize| -> Figure {
        count(format!("shares.{key}"), label, part).of(figure, Value::Count(whole))
    };
    Table::new(
        "shares",
        "Part des quartiers",
        "Parts en pour cent, à une décimale, du dénominateur nommé.",
        vec![
            share(
                "qpv_share_of_employees",
                "Salariés issus des quartiers",
                listed("employees"),
                "employees.total",
                employed(facts).len(),
            ),
            share(
                "qpv_share_of_validated",
                "Validés issus des quartiers",
                listed("validated"),
                "outcomes.TOTAL.validated",
                validated,
            ),
        ],
    )
}
