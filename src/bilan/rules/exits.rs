//! The table of positive exits met in the year.

use super::super::facts::Facts;
use super::figures::count;
use crate::bilan::{Table, Value};
use crate::values::ExitKind;

pub(super) fn table(facts: &Facts) -> Table {
    let total = facts.exits.len();
    let mut figures = vec![count("positive_exits.total", "Sorties positives", total)];
    for kind in ExitKind::ALL {
        let of_kind = facts.exits.iter().filter(|exit| exit.kind == *kind).count();
        let figure = count(format!("positive_exits.{kind}"), kind.label(), of_kind);
        figures.push(figure.of("positive_exits.total", Value::Count(total)));
    }
    Table::new(
        "positive_exits",
        "Sorties positives",
        "Sorties dont le critère est rempli dans l’année ; dans le périmètre du PLIE, ce jour-là est dans une \
               période d’accompagnement, dernier jour compris.",
        figures,
    )
}
