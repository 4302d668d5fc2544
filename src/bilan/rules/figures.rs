//! How the figures of the tables are made: counts, denominators, shares.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::bilan::{Denominator, Figure, Value};
use crate::values::CandidateId;

pub(super) fn count(key: impl Into<String>, label: impl Into<String>, count: usize) -> Figure {
    Figure::new(key, label, Value::Count(count))
}

impl Figure {
    /// Adds the share of a whole, in percent to one decimal.
    pub(super) fn of(self, figure: impl Into<String>, whole: Value) -> Self {
        let share = share(self.value, whole);
        Self { denominator: Some(Denominator { figure: figure.into(), value: whole }), share, ..self }
    }
}

/// A quotient to the hundredth.
pub(super) fn quotient(numerator: Value, denominator: Value) -> Value {
    amount(numerator).checked_div(amount(denominator)).map_or(Value::Undefined, |quotient| {
        let mut rounded = quotient.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        rounded.rescale(2);
        Value::Quotient(rounded)
    })
}

pub(super) fn share(part: Value, whole: Value) -> Option<String> {
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
        Value::Quotient(quotient) => quotient,
        Value::Undefined | Value::Hidden => Decimal::ZERO,
    }
}

pub(in crate::bilan) fn distinct(people: impl Iterator<Item = CandidateId>) -> BTreeSet<CandidateId> {
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

    #[test]
    fn a_quotient_is_rounded_half_up_to_the_hundredth_and_undefined_by_zero() {
        let of = |hundredths, by| {
            let value = quotient(Value::Hours(crate::values::Hours::from_hundredths(hundredths)), Value::Count(by));
            value.to_string()
        };
        assert_eq!((of(4_243_789, 1_607), of(1, 2), of(0, 3)), ("26.41".into(), "0.01".into(), "0.00".into()));
        assert_eq!(quotient(Value::Count(1), Value::Count(0)), Value::Undefined);
    }
}
