//! The tables of the bilan and remarks on them.

mod employees;
mod exits;
mod findings;
mod hours;
mod masked;
mod neighbourhoods;
mod referrals;

use std::collections::BTreeSet;

pub(super) use masked::masked;
use rust_decimal::{Decimal, RoundingStrategy};

use super::facts::Facts;
use super::{Denominator, Figure, Finding, Table, Value};
use crate::values::CandidateId;

/// Every table of the bilan.
pub(super) fn tables(facts: &Facts) -> Vec<Table> {
    vec![
        hours::table(facts),
        referrals::referrals(facts),
        referrals::outcomes(facts),
        referrals::decided(facts),
        referrals::prescribers(facts),
        neighbourhoods::table(facts),
        employees::employees(facts),
        employees::validated_and_employed(facts),
        exits::table(facts),
        neighbourhoods::shares(facts),
    ]
}

/// Remarks on the figures.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    findings::findings(facts)
}

fn count(key: impl Into<String>, label: impl Into<String>, count: usize) -> Figure {
    Figure {
        key: key.into(),
        label: label.into(),
        value: Value::Count(count),
        denominator: None,
        share: None,
        masked: false,
    }
}

impl Figure {
    /// Adds the share of a whole, in percent to one decimal.
    fn of(self, figure: impl Into<String>, whole: Value) -> Self {
        let share = share(self.value, whole);
        Self { denominator: Some(Denominator { figure: figure.into(), value: whole }), share, ..self }
    }
}

fn share(part: Value, whole: Value) -> Option<String> {
    let hundred_times = amount(part).checked_mul(Decimal::ONE_HUNDRED)?;
    let share = hundred_times.checked_div(amount(whole))?;
    let mut rounded = share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    Some(rounded.to_string())
}

fn amount(value: Value) -> Decimal {
    match value {
        Value::Hours(hours) => hours.to_decimal(),
        Value::Count(count) => Decimal::from(count),
        Value::Hidden => Decimal::ZERO,
    }
}

fn distinct(people: impl Iterator<Item = CandidateId>) -> BTreeSet<CandidateId> {
    people.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_to_one_decimal() {
        let of = |part, whole| share(Value::Count(part), Value::Count(whole));
        assert_eq!(of(30, 80).as_deref(), Some("37.5"));
        assert_eq!(of(20, 66).as_deref(), Some("30.3"));
        assert_eq!(of(1, 1).as_deref(), Some("100.0"));
        assert_eq!(of(0, 0), None);
    }
}
