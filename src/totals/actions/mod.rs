//! Answers questions about totals.

mod presenter;

use std::collections::BTreeMap;

use serde_json::Map;

use super::model::Additive;
use super::rules::{Codes, Divisors, GivenRow};
use super::store::{self, TotalsData};
use super::{Dimension, Question, TotalsAnswer, rules};
use crate::access::{Caller, ReadTotals};
use crate::db::DataVersion;
use crate::disclosure::BASE;
use crate::disclosure::totals::CountPolicy;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{Role, Sectors, fold};

/// Answers a question from one state of the database.
///
/// # Errors
/// `query_not_allowed` for a dashboard that asks about persons, `unknown_neighbourhood`.
pub fn totals(caller: &Caller<ReadTotals>, question: &Question) -> Result<TotalsAnswer> {
    totals_at(caller, question).map(|(_, answer)| answer)
}

/// Like [`totals`], with the version of the data that it read.
///
/// # Errors
/// Those of [`totals`].
pub fn totals_at(caller: &Caller<ReadTotals>, question: &Question) -> Result<(DataVersion, TotalsAnswer)> {
    let scope = caller.scope();
    let policy = count_policy(scope.role, question)?;
    // One statement reads one state, so it needs no transaction.
    let data = caller.read(|tx| store::load(tx, question))?;
    let incomplete =
        || AppError::internal(anyhow::anyhow!("totals: no version, or no hours of a full-time equivalent"));
    let version = data.version.ok_or_else(incomplete)?;
    let divisors = Divisors { whole: data.divisor.ok_or_else(incomplete)?, by_year: data.divisors.clone() };
    for (_, name) in question.filters.iter().filter(|(dimension, _)| *dimension == Dimension::Neighbourhood) {
        if !data.neighbourhoods.iter().any(|(_, listed)| fold(listed) == *name) {
            return Err(FieldError::new("?neighbourhood", ProblemCode::UnknownNeighbourhood).into());
        }
    }
    Ok((version, answer(question, &scope.sectors, data, (policy, &divisors))))
}

/// Checks that the role may ask the question; see [`crate::disclosure::totals::policy`].
///
/// # Errors
/// `query_not_allowed`.
pub fn admit(role: Role, question: &Question) -> Result<()> {
    count_policy(role, question).map(|_| ())
}

fn count_policy(role: Role, question: &Question) -> Result<CountPolicy> {
    rules::count_policy(role, question)
        .ok_or_else(|| AppError::new(ProblemCode::QueryNotAllowed).with_detail(rules::dashboard_questions()))
}

fn answer(
    question: &Question,
    sectors: &Sectors,
    data: TotalsData,
    (policy, divisors): (CountPolicy, &Divisors),
) -> TotalsAnswer {
    let TotalsData { whole, rows, years, labels, neighbourhoods, closed, .. } = data;
    let names: BTreeMap<String, String> =
        neighbourhoods.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let codes = closed_codes(question, policy, sectors, &neighbourhoods);
    let rows = rules::complete(rows, question, &codes, policy);
    let given = rules::given(policy, question, (whole, &years), rows, divisors);
    let row = |GivenRow { keys, figures, has_hours }: GivenRow| {
        let mut row = Map::new();
        for (dimension, key) in question.group_by.iter().zip(keys) {
            presenter::key(&mut row, *dimension, key.as_deref(), &names, &labels);
        }
        presenter::add(&mut row, figures, has_hours);
        row
    };
    let months = rules::month_states(question, sectors, &closed);
    TotalsAnswer {
        filters: presenter::filters(question, &names),
        group_by: question.group_by.iter().map(|dimension| dimension.name()).collect(),
        total: given.whole,
        rows: given.rows.into_iter().map(row).collect(),
        additive: Additive { hours: true, people: false },
        rule: presenter::rule(question, policy),
        provisional: months.iter().any(|month| !month.closed),
        months,
        counts_rounded_to: matches!(policy, CountPolicy::Rounded { .. }).then_some(BASE),
        masks: policy != CountPolicy::ShowAll,
    }
}

/// The codes that have zero rows; a sector that the caller may not see has none.
fn closed_codes(
    question: &Question,
    policy: CountPolicy,
    sectors: &Sectors,
    neighbourhoods: &[(i64, String)],
) -> Codes {
    let visible = |code: &String| sectors.iter().any(|sector| sector.as_str() == code);
    let codes = |dimension: &Dimension| match dimension {
        Dimension::Neighbourhood => Some(neighbourhoods.iter().map(|(id, _)| id.to_string()).collect()),
        Dimension::Sector => Some(dimension.closed_codes()?.into_iter().filter(visible).collect()),
        other if policy == CountPolicy::ShowAll => other.closed_codes(),
        other => other.closed_codes_for_dashboards(),
    };
    question.group_by.iter().filter_map(|dimension| Some((*dimension, codes(dimension)?))).collect()
}
