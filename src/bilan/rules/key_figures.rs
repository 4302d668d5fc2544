//! The key figures: hours per person, full-time equivalents, and the shares that are asked for first.

use super::super::facts::{Details, Facts};
use super::employees::employed;
use super::figures::{count, quotient};
use super::neighbourhoods::listed_employees;
use crate::bilan::{Denominator, Figure, Table, Value};
use crate::values::{Hours, Sex};

/// The key of the number of people with hours.
pub(super) const PEOPLE: &str = "key_figures.people";

const HOURS: &str = "hours.total";
const EMPLOYEES: &str = "employees.total";

pub(super) fn table(facts: &Facts, details: &Details) -> Table {
    let total: Hours = facts.hours.iter().map(|of| of.hours).sum();
    let hours = Value::Hours(total);
    let employees = employed(facts);
    let women = facts.assigned.iter().filter(|assigned| assigned.sex == Sex::Female).map(|assigned| assigned.candidate);
    let women = women.collect::<std::collections::BTreeSet<_>>().len();
    let people = facts.with_counted_hours.len();
    let of_employees = |figure: Figure| figure.of(EMPLOYEES, Value::Count(employees.len()));
    let ruled = |figure: Figure, rule| Figure { rule: Some(rule), ..figure };
    let by = |key, label, (figure, by): (&str, Value)| {
        let numerator = Denominator { figure: HOURS.to_owned(), value: hours };
        let denominator = Denominator { figure: figure.to_owned(), value: by };
        let figure = Figure::new(key, label, quotient(hours, by));
        Figure { numerator: Some(numerator), denominator: Some(denominator), ..figure }
    };
    let figures = vec![
        ruled(
            of_employees(count(PEOPLE, "Personnes avec des heures", people)),
            "Personnes distinctes qui ont des heures validées et comptées, rapportées aux salariés. Une personne dont \
             l’accompagnement commence après l’affectation, le même mois, a des heures sans être l’un d’eux.",
        ),
        ruled(
            by("key_figures.hours_per_person", "Heures par personne", (PEOPLE, Value::Count(people))),
            "Heures réalisées, divisées par le nombre de personnes qui en ont.",
        ),
        ruled(
            by("key_figures.fte", "Équivalents temps plein", ("fte_divisor", Value::Hours(details.fte_divisor))),
            "Heures réalisées, divisées par les heures d’un équivalent temps plein sur une année entière : le réglage en \
             vigueur au dernier jour.",
        ),
        ruled(of_employees(count("key_figures.women", "Femmes", women)), "Femmes parmi les salariés."),
        ruled(
            of_employees(count("key_figures.qpv", "Habitants des quartiers", listed_employees(facts))),
            "Salariés qui habitent un quartier de la liste (prioritaire ou de veille) à leur premier jour d’affectation.",
        ),
        ruled(
            of_employees(count("key_figures.positive_exits", "Sorties positives", facts.exits.len())),
            "Sorties positives rapportées aux salariés. Une personne qui sort n’est pas forcément l’un d’eux.",
        ),
    ];
    Table::new("key_figures", "Chiffres clés", "Chaque chiffre clé a sa propre règle.", figures)
}
