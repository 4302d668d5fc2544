//! What each person adds to the figures.

use std::collections::BTreeMap;

use super::super::facts::Facts;
use super::whole;
use crate::bilan::Value;
use crate::values::CandidateId;

/// What somebody adds to figures, by their keys: hours in hundredths, or a count; never zero.
pub type Amounts = BTreeMap<String, i64>;

/// What each person adds to the figures, by the rules of the figures themselves. Quotients are left out: they do not add up.
pub fn amounts_by_person(facts: &Facts) -> BTreeMap<CandidateId, Amounts> {
    facts.by_person().into_iter().map(|(person, alone)| (person, amounts(&alone))).collect()
}

fn amounts(alone: &Facts) -> Amounts {
    let figures = whole(alone).into_iter().flat_map(|table| table.figures);
    let amount = |value| match value {
        Value::Hours(hours) => Some(*hours.hundredths()),
        Value::Count(count) => i64::try_from(count).ok(),
        Value::Quotient(_) | Value::Undefined | Value::Hidden => None,
    };
    figures.filter_map(|figure| Some((figure.key, amount(figure.value)?))).filter(|(_, amount)| *amount != 0).collect()
}
