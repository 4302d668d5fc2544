//! The table of hours realised, by sector and by type of contract.

use std::collections::BTreeSet;

use super::super::facts::Facts;
use crate::bilan::{Figure, Table, Value};
use crate::values::{ContractType, Hours, Sector};

/// The rule of the table, for the reader of its figures.
pub const RULE: &str = "Heures réalisées validées et comptées pour la clause, des mois de l’année ; dans le périmètre du PLIE, \
    des mois dont un jour au moins est dans une période d’accompagnement de la personne. Les secteurs et les types de contrat \
    s’additionnent au même total.";

pub(super) fn table(facts: &Facts) -> Table {
    let total: Hours = facts.hours.iter().map(|of| of.hours).sum();
    let mut figures = vec![figure("hours.total", "Heures réalisées", total)];
    for sector in Sector::ALL {
        let of_sector = facts.hours.iter().filter(|of| of.sector == *sector).map(|of| of.hours).sum();
        figures.push(
            figure(format!("hours.by_sector.{sector}"), sector.label(), of_sector)
                .of("hours.total", Value::Hours(total)),
        );
    }
    for contract_type in types(facts) {
        let of_type = facts.hours.iter().filter(|of| of.contract_type == contract_type).map(|of| of.hours).sum();
        let key = format!("hours.by_contract_type.{contract_type}");
        figures.push(figure(key, contract_type.label(), of_type).of("hours.total", Value::Hours(total)));
    }
    Table::new("hours", "Heures réalisées", RULE, figures)
}

/// The five types of the report, and others with hours.
fn types(facts: &Facts) -> BTreeSet<ContractType> {
    ContractType::REPORTED.iter().copied().chain(facts.hours.iter().map(|of| of.contract_type)).collect()
}

fn figure(key: impl Into<String>, label: impl Into<String>, hours: Hours) -> Figure {
    Figure::new(key, label, Value::Hours(hours))
}
