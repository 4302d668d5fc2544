//! How an answer's values and figures are shown.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::totals::model::RunningTotals;
use crate::totals::rules::{self, Counts};
use crate::totals::store::Labels;
use crate::totals::{Counted, Dimension, Figures, Question, Reach, Statuses};
use crate::values::{Hours, Month, fold};

/// How figures are shown in one answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presenter {
    /// The hours that make one full-time equivalent of a year.
    pub divisor: Hours,
    /// What is told of persons.
    pub counts: Counts,
}

impl Presenter {
    /// Sums as they are shown.
    pub fn figures(self, sums: RunningTotals, hidden: bool) -> Figures {
        Figures {
            hours: sums.hours,
            people: (!hidden).then_some(sums.people),
            employments: (!hidden).then_some(sums.employments),
            fte: rules::full_time_equivalents(sums.hours, self.divisor),
            masked: hidden,
        }
    }

    /// Adds them to a row.
    pub fn add(self, row: &mut Map<String, Value>, sums: RunningTotals, hidden: bool) {
        let figures = self.figures(sums, hidden);
        let has_hours = !(hidden && self.counts == Counts::NoneSmall { hours_too: true });
        row.insert("hours".to_owned(), has_hours.then(|| figures.hours.to_string()).into());
        row.insert("people".to_owned(), figures.people.into());
        row.insert("employments".to_owned(), figures.employments.into());
        row.insert("fte".to_owned(), has_hours.then(|| figures.fte.to_string()).into());
        if figures.masked {
            row.insert("masked".to_owned(), true.into());
        }
    }
}

/// Adds a value to a row, and the name of what it is the id of.
pub(super) fn key(
    row: &mut Map<String, Value>,
    dimension: Dimension,
    key: Option<&str>,
    neighbourhoods: &BTreeMap<String, String>,
    labels: &Labels,
) {
    let name = dimension.name();
    row.insert(name.to_owned(), key.map_or(Value::Null, |key| value(dimension, key, neighbourhoods)));
    if dimension.is_id() {
        let label = key.and_then(|key| labels.get(&dimension)?.get(key));
        row.insert(format!("{name}_label"), label.map_or(Value::Null, |label| label.as_str().into()));
    }
}

/// A dimension's value as the API has it, from what the database has.
fn value(dimension: Dimension, key: &str, neighbourhoods: &BTreeMap<String, String>) -> Value {
    let number = || key.parse::<i64>().ok();
    match dimension {
        Dimension::Month => number()
            .and_then(|number| Month::from_number(i32::try_from(number).ok()?))
            .map_or(Value::Null, |month| month.to_string().into()),
        Dimension::Neighbourhood => neighbourhoods.get(key).map_or(Value::Null, |name| name.as_str().into()),
        Dimension::Qpv | Dimension::QpvLegal | Dimension::Rsa => (key == "true").into(),
        Dimension::Year | Dimension::QualificationLevel => number().into(),
        dimension if dimension.is_id() => number().into(),
        _ => key.into(),
    }
}

/// The question as it was understood, in the words of its answer.
pub(super) fn filters(question: &Question, neighbourhoods: &BTreeMap<String, String>) -> Map<String, Value> {
    let mut said = Map::new();
    said.insert("from".to_owned(), question.from.to_string().into());
    said.insert("to".to_owned(), question.to.to_string().into());
    said.insert("scope".to_owned(), if question.reach == Reach::Plie { "plie" } else { "all" }.into());
    let status = match question.statuses {
        Statuses::Validated => "validated",
        Statuses::Submitted => "submitted",
        Statuses::Any => "any",
    };
    said.insert("status".to_owned(), status.into());
    let counted = match question.counted {
        Counted::Yes => "true",
        Counted::No => "false",
        Counted::Any => "any",
    };
    said.insert("counted".to_owned(), counted.into());
    for (dimension, stored) in &question.filters {
        let shown = match dimension {
            // A neighbourhood is asked for by its name, however that is written, and told as the list has it.
            Dimension::Neighbourhood => {
                let listed = neighbourhoods.values().find(|name| fold(name) == *stored);
                listed.map_or(Value::Null, |name| name.as_str().into())
            }
            _ => value(*dimension, stored, neighbourhoods),
        };
        said.insert(dimension.name().to_owned(), shown);
    }
    said
}

/// What was counted, and how, in French.
pub(super) fn rule(question: &Question, counts: Counts) -> String {
    let whose = match question.reach {
        Reach::Plie => "des personnes accompagnées par le PLIE au moins un jour du mois",
        Reach::All => "de toutes les personnes",
    };
    let which = match question.statuses {
        Statuses::Validated => "validées",
        Statuses::Submitted => "transmises et non encore validées",
        Statuses::Any => "transmises ou validées",
    };
    let counted = match question.counted {
        Counted::Yes => ", comptées pour la clause",
        Counted::No => ", hors de la fenêtre d'éligibilité",
        Counted::Any => "",
    };
    let hidden = match counts {
        Counts::All => "",
        Counts::None => " Les effectifs ne sont pas donnés.",
        Counts::NoneSmall { .. } => {
            " Les effectifs de 1 à 4 sont masqués, et d'autres avec eux pour qu'aucun ne se déduise des autres."
        }
    };
    format!(
        "Somme des heures réalisées {which}{counted}, {whose}, de {} à {} ; une personne présente dans plusieurs lignes \
         n'est comptée qu'une fois au total.{hidden}",
        question.from, question.to
    )
}
