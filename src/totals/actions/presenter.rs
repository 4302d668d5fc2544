//! Formats an answer's values and figures.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::disclosure::totals::CountPolicy;
use crate::error::french;
use crate::totals::store::Labels;
use crate::totals::{Counted, Dimension, Figures, Question, Reach, Statuses};
use crate::values::fold;

/// Adds the figures to a row, without its hours if they are withheld.
pub(super) fn add(row: &mut Map<String, Value>, figures: Figures, has_hours: bool) {
    row.insert("hours".to_owned(), has_hours.then(|| figures.hours.to_string()).into());
    row.insert("people".to_owned(), figures.people.into());
    row.insert("employments".to_owned(), figures.employments.into());
    row.insert("fte".to_owned(), has_hours.then(|| figures.fte.to_string()).into());
    if let Some(masked) = figures.masked {
        row.insert("masked".to_owned(), serde_json::json!(masked));
    }
}

/// Adds a dimension's value to a row, and the label of an id.
pub(super) fn key(
    row: &mut Map<String, Value>,
    dimension: Dimension,
    key: Option<&str>,
    neighbourhoods: &BTreeMap<String, String>,
    labels: &Labels,
) {
    let name = dimension.name();
    row.insert(name.to_owned(), key.map_or(Value::Null, |key| dimension.value(key, neighbourhoods)));
    if dimension.is_id() {
        let label = key.and_then(|key| labels.get(&dimension)?.get(key));
        row.insert(format!("{name}_label"), label.map_or(Value::Null, |label| label.as_str().into()));
    }
}

/// The question as the service understood it, for the answer's `filters`.
pub(super) fn filters(question: &Question, neighbourhoods: &BTreeMap<String, String>) -> Map<String, Value> {
    let mut filters = Map::new();
    filters.insert("from".to_owned(), question.from.to_string().into());
    filters.insert("to".to_owned(), question.to.to_string().into());
    filters.insert("scope".to_owned(), question.reach.as_str().into());
    let status = match question.statuses {
        Statuses::Validated => "validated",
        Statuses::Submitted => "submitted",
        Statuses::Any => "any",
    };
    filters.insert("status".to_owned(), status.into());
    let counted = match question.counted {
        Counted::Yes => "true",
        Counted::No => "false",
        Counted::Any => "any",
    };
    filters.insert("counted".to_owned(), counted.into());
    for (dimension, stored) in &question.filters {
        let shown = match dimension {
            // The folded name that was asked for, as the list writes it.
            Dimension::Neighbourhood => {
                let listed = neighbourhoods.values().find(|name| fold(name) == *stored);
                listed.map_or(Value::Null, |name| name.as_str().into())
            }
            _ => dimension.value(stored, neighbourhoods),
        };
        filters.insert(dimension.name().to_owned(), shown);
    }
    filters
}

/// What is counted, and how, in French.
pub(super) fn rule(question: &Question, policy: CountPolicy) -> String {
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
        Counted::No => ", hors de la fenêtre d’éligibilité",
        Counted::Any => "",
    };
    let hidden = match policy {
        CountPolicy::ShowAll => "",
        CountPolicy::HideAll => " Les effectifs ne sont pas donnés.",
        CountPolicy::Rounded { .. } => {
            " Les effectifs sont arrondis à un multiple de cinq, et retenus si une ligne compte d’une à quatre personnes."
        }
    };
    french(&format!(
        "Somme des heures réalisées {which}{counted}, {whose}, de {} à {} ; une personne présente dans plusieurs lignes \
         n’est comptée qu’une fois au total.{hidden}",
        question.from, question.to
    ))
}
