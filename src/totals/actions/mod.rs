//! Answering questions about totals.

mod presenter;

use std::collections::{BTreeMap, HashMap};

use serde_json::Map;

use super::model::{Additive, KeyList, MonthState, RunningTotals};
use super::rules::{self, Counts};
use super::store::{self, Found};
use super::{Answer, Dimension, Question};
use crate::access::{Caller, ReadTotals};
use crate::db::DataVersion;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{Hours, Role, Sectors, fold};

/// The totals that the question asks for, all from one state of the database.
///
/// # Errors
/// `query_not_allowed` for a dashboard that asks about persons, `unknown_neighbourhood`.
pub fn totals(caller: &Caller<ReadTotals>, question: &Question) -> Result<Answer> {
    totals_at(caller, question).map(|(_, answer)| answer)
}

/// The same, with the version of the data that it is made of.
///
/// # Errors
/// Those of [`totals`].
pub fn totals_at(caller: &Caller<ReadTotals>, question: &Question) -> Result<(DataVersion, Answer)> {
    let scope = caller.scope();
    let counts = allowed(scope.role, question)?;
    // One statement sees one state; no transaction is needed around it.
    let found = caller.read(|tx| store::ask(tx, question))?;
    let incomplete =
        || AppError::internal(anyhow::anyhow!("totals: no version, or no hours of a full-time equivalent"));
    let version = found.version.ok_or_else(incomplete)?;
    let divisor = found.divisor.as_deref().and_then(|value| Hours::parse(value).ok()).ok_or_else(incomplete)?;
    for (_, name) in question.filters.iter().filter(|(dimension, _)| *dimension == Dimension::Neighbourhood) {
        if !found.neighbourhoods.iter().any(|(_, listed)| fold(listed) == *name) {
            return Err(FieldError::new("?neighbourhood", ProblemCode::UnknownNeighbourhood).into());
        }
    }
    Ok((version, answer(question, &scope.sectors, found, presenter::Presenter { divisor, counts })))
}

/// Whether somebody of the role may ask this. Dashboards ask for hours by time, sector and type of contract, and for
/// people by calendar year and one thing more.
///
/// # Errors
/// `query_not_allowed`.
pub fn admit(role: Role, question: &Question) -> Result<()> {
    allowed(role, question).map(|_| ())
}

fn allowed(role: Role, question: &Question) -> Result<Counts> {
    rules::counts(role, question).ok_or_else(|| ProblemCode::QueryNotAllowed.into())
}

fn answer(question: &Question, sectors: &Sectors, found: Found, presenter: presenter::Presenter) -> Answer {
    let Found { whole, rows, labels, neighbourhoods, closed, .. } = found;
    let names: BTreeMap<String, String> =
        neighbourhoods.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let codes = closed_codes(question, presenter.counts, sectors, &neighbourhoods);
    let rows = rules::filled(rows, &question.group_by, &codes);
    let hidden = rules::hidden(presenter.counts, whole, &rows);
    let row = |((keys, sums), hidden): ((KeyList, RunningTotals), bool)| {
        let mut row = Map::new();
        for (dimension, key) in question.group_by.iter().zip(keys) {
            presenter::key(&mut row, *dimension, key.as_deref(), &names, &labels);
        }
        presenter.add(&mut row, sums, hidden);
        row
    };
    let months: Vec<MonthState> = rules::months(question, sectors)
        .map(|(month, sector)| MonthState { month, sector, closed: closed.contains(&(month, sector)) })
        .collect();
    Answer {
        filters: presenter::filters(question, &names),
        group_by: question.group_by.iter().map(|dimension| dimension.name()).collect(),
        total: presenter.figures(whole, hidden.total),
        rows: rows.into_iter().zip(hidden.cells).map(row).collect(),
        additive: Additive { hours: true, people: false },
        rule: presenter::rule(question, presenter.counts),
        provisional: months.iter().any(|month| !month.closed),
        months,
        masks: presenter.counts != Counts::All,
    }
}

/// The codes of closed vocabularies; a sector that the caller does not see has no row, not even an empty one.
fn closed_codes(
    question: &Question,
    counts: Counts,
    sectors: &Sectors,
    neighbourhoods: &[(i64, String)],
) -> HashMap<Dimension, Vec<String>> {
    let visible = |code: &String| sectors.iter().any(|sector| sector.as_str() == code);
    let codes = |dimension: &Dimension| match dimension {
        Dimension::Neighbourhood => Some(neighbourhoods.iter().map(|(id, _)| id.to_string()).collect()),
        Dimension::Sector => Some(dimension.closed_codes()?.into_iter().filter(visible).collect()),
        other if counts == Counts::All => other.closed_codes(),
        other => other.masked_codes(),
    };
    question.group_by.iter().filter_map(|dimension| Some((*dimension, codes(dimension)?))).collect()
}
