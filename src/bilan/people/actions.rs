//! Use case: who is behind a figure.

use std::collections::{BTreeMap, BTreeSet};

use super::super::actions::question;
use super::super::{rules, store as facts};
use super::store;
use super::{FigurePeople, FigurePerson};
use crate::access::{Caller, ReadBilanPeople};
use crate::bilan::{Figure, MonthRun, Reach, Table, Value, heading_and_label};
use crate::error::{ProblemCode, Result, french};
use crate::values::{CandidateId, Hours};

/// The people behind the figure with this key, each with what they add to it by its own rule. The read is logged.
///
/// # Errors
/// `not_found` for a key that no figure has, and for a quotient, which nobody adds to.
pub fn people(caller: &Caller<ReadBilanPeople>, run: MonthRun, reach: Reach, key: &str) -> Result<FigurePeople> {
    let of = caller.snapshot(|tx| {
        let facts = facts::load(tx, &question(run, reach), true)?;
        let tables = rules::whole(&facts);
        let tables = if run.year().is_none() { rules::of_months(tables) } else { tables };
        let (table, figure) = found(tables, key).ok_or(ProblemCode::NotFound)?;
        let amounts = rules::amounts_by_person(&facts).into_iter();
        let adds: BTreeMap<CandidateId, i64> =
            amounts.filter_map(|(person, amounts)| Some((person, *amounts.get(key)?))).collect();
        let ids: BTreeSet<CandidateId> = adds.keys().copied().collect();
        let of = |(candidate_id, last_name, first_name)| {
            let adds = adds.get(&candidate_id).copied().unwrap_or_default();
            FigurePerson { candidate_id, last_name, first_name, adds: as_of(figure.value, adds) }
        };
        Ok(FigurePeople {
            people: store::named(tx, &ids)?.into_iter().map(of).collect(),
            label: labelled(&figure),
            figure: figure.key,
            table: table.title.into_owned(),
            rule: french(figure.rule.unwrap_or(&table.rule)),
            from: run.from,
            to: run.to,
            scope: reach.as_str(),
            value: figure.value,
        })
    })?;
    caller.log_list_read("bilan_people", &of.people, |person| person.candidate_id)?;
    Ok(of)
}

/// The label of a figure, below the heading that it stands under in its table.
fn labelled(figure: &Figure) -> String {
    match heading_and_label(figure) {
        (Some(heading), label) => format!("{heading} – {label}"),
        (None, label) => label,
    }
}

/// The figure with a key, and its table without figures; none if it is a quotient.
fn found(tables: Vec<Table>, key: &str) -> Option<(Table, Figure)> {
    tables.into_iter().find_map(|mut table| {
        let place = table.figures.iter().position(|figure| figure.key == key)?;
        let figure = table.figures.swap_remove(place);
        matches!(figure.value, Value::Hours(_) | Value::Count(_)).then_some((table, figure))
    })
}

/// An amount as a value of the same kind as the whole.
fn as_of(whole: Value, amount: i64) -> Value {
    match whole {
        Value::Hours(_) => Value::Hours(Hours::from_hundredths(amount)),
        _ => Value::Count(usize::try_from(amount).unwrap_or_default()),
    }
}
