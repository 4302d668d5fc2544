//! Answering questions about totals.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::model::{Additive, Keys, MonthState, Sums};
use super::store;
use super::{Answer, Counted, Dimension, Figures, Question, Reach, Statuses, rules};
use crate::access::{Caller, ReadTotals, Tx};
use crate::error::{AppError, Fault, Result, Situation};
use crate::settings;
use crate::units::{Hours, Month, Role};

/// The totals that the question asks for, all from one state of the database.
///
/// # Errors
/// `query_not_allowed` for a dashboard that asks about persons, `unknown_neighbourhood`.
pub fn totals(caller: &Caller<ReadTotals>, question: &Question) -> Result<Answer> {
    let masked = caller.scope().role == Role::Dashboard;
    if masked && !is_impersonal(question) {
        return Err(Situation::QueryNotAllowed.into());
    }
    caller.snapshot(|tx| answer(tx, question, masked))
}

/// Dashboards ask for hours by time, sector and type of contract, as they count, without filters.
fn is_impersonal(question: &Question) -> bool {
    question.group_by.iter().all(|dimension| dimension.is_impersonal())
        && question.filters.is_empty()
        && question.statuses == Statuses::Validated
        && question.counted == Counted::Yes
}

fn answer(tx: &mut Tx<'_>, question: &Question, masked: bool) -> Result<Answer> {
    let said = filters(question);
    let question = &with_neighbourhood(tx, question)?;
    let divisor = settings::in_force(tx, question.to.last_day())?.fte_divisor;
    let whole = store::sums(tx, question, &[])?.into_iter().next().map(|(_, sums)| sums).unwrap_or_default();
    let rows = if question.group_by.is_empty() { Vec::new() } else { store::sums(tx, question, &question.group_by)? };
    let listed = store::neighbourhood_names(tx)?;
    let rows = rules::filled(rows, &question.group_by, &closed_codes(tx, question, &listed));
    let names: BTreeMap<String, String> = listed.into_iter().collect();
    let labels = labels(tx, question, &rows)?;
    let row = |(keys, sums): (Keys, Sums)| {
        let mut shown = Map::new();
        for (dimension, key) in question.group_by.iter().zip(keys) {
            show_key(&mut shown, *dimension, key.as_deref(), &names, &labels);
        }
        show_figures(&mut shown, &figures(sums, divisor, masked));
        shown
    };
    let months = months(tx, question)?;
    Ok(Answer {
        filters: said,
        group_by: question.group_by.iter().map(|dimension| dimension.name()).collect(),
        total: figures(whole, divisor, masked),
        rows: rows.into_iter().map(row).collect(),
        additive: Additive { hours: true, people: false },
        rule: rule(question),
        provisional: months.iter().any(|month| !month.closed),
        months,
    })
}

fn with_neighbourhood(tx: &mut Tx<'_>, question: &Question) -> Result<Question> {
    let mut question = question.clone();
    for (dimension, value) in &mut question.filters {
        if *dimension == Dimension::Neighbourhood {
            let id = store::neighbourhood_named(tx, value)?;
            let id = id.ok_or_else(|| AppError::from(Fault::new("?neighbourhood", Situation::UnknownNeighbourhood)))?;
            *value = id.to_string();
        }
    }
    Ok(question)
}

/// The codes of closed vocabularies; a sector that the caller does not see has no row, not even an empty one.
fn closed_codes(
    tx: &Tx<'_>,
    question: &Question,
    neighbourhoods: &[(String, String)],
) -> HashMap<Dimension, Vec<String>> {
    let visible = |code: &String| tx.scope().sectors.iter().any(|sector| sector.as_str() == code);
    let codes = |dimension: &Dimension| match dimension {
        Dimension::Neighbourhood => Some(neighbourhoods.iter().map(|(id, _)| id.clone()).collect()),
        Dimension::Sector => Some(dimension.closed_codes()?.into_iter().filter(visible).collect()),
        other => other.closed_codes(),
    };
    question.group_by.iter().filter_map(|dimension| Some((*dimension, codes(dimension)?))).collect()
}

type Labels = HashMap<Dimension, HashMap<String, String>>;

fn labels(tx: &mut Tx<'_>, question: &Question, rows: &[(Keys, Sums)]) -> Result<Labels> {
    let mut labels = Labels::new();
    for (place, dimension) in question.group_by.iter().enumerate() {
        if dimension.is_id() {
            let ids = rows.iter().filter_map(|(keys, _)| keys.get(place)?.as_deref()?.parse().ok());
            let ids: Vec<i64> = ids.collect();
            labels.insert(*dimension, store::labels(tx, *dimension, &ids)?);
        }
    }
    Ok(labels)
}

fn show_key(
    row: &mut Map<String, Value>,
    dimension: Dimension,
    key: Option<&str>,
    neighbourhoods: &BTreeMap<String, String>,
    labels: &Labels,
) {
    let name = dimension.name().to_owned();
    let number = |key: &str| key.parse::<i64>().ok();
    let value = key.map_or(Value::Null, |key| match dimension {
        Dimension::Month => number(key)
            .and_then(|number| Month::from_number(i32::try_from(number).ok()?))
            .map_or(Value::Null, |month| month.to_string().into()),
        Dimension::Neighbourhood => neighbourhoods.get(key).map_or(Value::Null, |name| name.as_str().into()),
        Dimension::Qpv | Dimension::QpvLegal | Dimension::Rsa => (key == "true").into(),
        Dimension::Year | Dimension::QualificationLevel => number(key).into(),
        dimension if dimension.is_id() => number(key).into(),
        _ => key.into(),
    });
    row.insert(name.clone(), value);
    if let Some(labels) = labels.get(&dimension) {
        let label = key.and_then(|key| labels.get(key)).map_or(Value::Null, |label| label.as_str().into());
        row.insert(format!("{name}_label"), label);
    }
}

fn show_figures(row: &mut Map<String, Value>, figures: &Figures) {
    row.insert("hours".to_owned(), figures.hours.to_string().into());
    row.insert("people".to_owned(), figures.people.into());
    row.insert("employments".to_owned(), figures.employments.into());
    row.insert("fte".to_owned(), figures.fte.to_string().into());
    if figures.masked {
        row.insert("masked".to_owned(), true.into());
    }
}

fn figures(sums: Sums, divisor: Hours, masked: bool) -> Figures {
    Figures {
        hours: sums.hours,
        people: (!masked).then_some(sums.people),
        employments: (!masked).then_some(sums.employments),
        fte: rules::full_time_equivalents(sums.hours, divisor),
        masked,
    }
}

fn months(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<MonthState>> {
    let closed = store::closed_months(tx, question)?;
    let mut states = Vec::new();
    let mut month = question.from;
    while month <= question.to {
        for sector in tx.scope().sectors.iter() {
            states.push(MonthState { month, sector, closed: closed.contains(&(month, sector)) });
        }
        month = month.next();
    }
    Ok(states)
}

fn filters(question: &Question) -> Map<String, Value> {
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
    for (dimension, value) in &question.filters {
        said.insert(dimension.name().to_owned(), value.as_str().into());
    }
    said
}

fn rule(question: &Question) -> String {
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
    format!(
        "Somme des heures réalisées {which}{counted}, {whose}, de {} à {} ; une personne présente dans plusieurs lignes \
         n'est comptée qu'une fois au total.",
        question.from, question.to
    )
}
