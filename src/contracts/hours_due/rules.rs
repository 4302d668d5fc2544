//! The computation of hours due from a contract's amount.

use super::Computation;
use crate::error::{FieldError, ProblemCode};
use crate::values::{Hours, Rate};

/// Hours due = amount × labour share × insertion effort ÷ hourly labour cost, rounded half away from zero to the
/// hundredth: 1 000 000 € × 50 % × 5 % ÷ 30 € = 833.33 h. Source: the public guides to insertion clauses for buyers;
/// the three ratios are local practice and therefore dated settings.
///
/// Integer arithmetic in cents, millionths and hundredths, rounded once at the end.
///
/// # Errors
/// `invalid_amount` if an hour costs nothing, `hours_too_large`.
pub fn computed(inputs: &Computation) -> Result<Hours, FieldError> {
    let cost = i128::from(*inputs.hourly_cost.cents());
    if cost <= 0 {
        let detail = "Le coût d’une heure doit être supérieur à zéro.";
        return Err(FieldError::new("/hourly_cost", ProblemCode::InvalidAmount).with_detail(detail));
    }
    let amount = i128::from(*inputs.amount.cents());
    let shares = millionths(inputs.labour_share) * millionths(inputs.effort);
    // At most 10^14 × 10^6 × 10^6 × 10^2: no overflow.
    let (numerator, denominator) = (amount * shares * 100, cost * 1_000_000 * 1_000_000);
    let hundredths = (2 * numerator + denominator) / (2 * denominator);
    let hours = i64::try_from(hundredths).ok().map(Hours::from_hundredths);
    // The result must be a value that the API accepts.
    let acceptable = hours.filter(|hours| Hours::parse(&hours.to_string()).is_ok());
    acceptable.ok_or_else(|| FieldError::new("/amount", ProblemCode::HoursTooLarge))
}

/// The hours of an entry: those given, or else those computed; if both are there, they must be equal.
///
/// # Errors
/// `missing` without both, `computation_mismatch` if they differ, and those of [`computed`].
pub(in crate::contracts) fn entry_hours(
    hours: Option<Hours>,
    computation: Option<&Computation>,
) -> Result<Hours, FieldError> {
    let result = computation.map(computed).transpose();
    let result = result
        .map_err(|field_error| FieldError { pointer: format!("/computation{}", field_error.pointer), ..field_error })?;
    match (hours, result) {
        (Some(given), Some(result)) if given != result => {
            let detail = format!("Le calcul donne {} heures, et non {}.", result.in_french(), given.in_french());
            Err(FieldError::new("/hours", ProblemCode::ComputationMismatch).with_detail(detail))
        }
        (Some(given), _) => Ok(given),
        (None, Some(result)) => Ok(result),
        (None, None) => Err(FieldError::new("/hours", ProblemCode::Missing)),
    }
}

fn millionths(rate: Rate) -> i128 {
    let mut rate = rate.to_decimal();
    rate.rescale(6);
    rate.mantissa()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::Money;

    fn inputs(amount: &str, labour_share: &str, effort: &str, hourly_cost: &str) -> Computation {
        Computation {
            amount: Money::parse(amount).unwrap(),
            labour_share: Rate::parse(labour_share).unwrap(),
            effort: Rate::parse(effort).unwrap(),
            hourly_cost: Money::parse(hourly_cost).unwrap(),
        }
    }

    #[test]
    fn a_million_gives_eight_hundred_and_thirty_three_hours() {
        assert_eq!(computed(&inputs("1000000", "0.50", "0.05", "30")).unwrap().to_string(), "833.33");
        assert_eq!(computed(&inputs("0", "0.50", "0.05", "30")).unwrap(), Hours::ZERO);
    }

    #[test]
    fn half_a_hundredth_is_rounded_up_and_less_is_not() {
        assert_eq!(computed(&inputs("0.01", "0.5", "1", "1")).unwrap().to_string(), "0.01");
        assert_eq!(computed(&inputs("0.01", "0.499999", "1", "1")).unwrap().to_string(), "0.00");
    }

    #[test]
    fn an_hour_that_costs_nothing_is_refused() {
        let field_error = computed(&inputs("1000000", "0.50", "0.05", "0")).unwrap_err();
        assert_eq!((field_error.pointer.as_str(), field_error.code), ("/hourly_cost", ProblemCode::InvalidAmount));
    }

    #[test]
    fn more_hours_than_can_be_written_are_refused() {
        let field_error = computed(&inputs("999999999999.99", "1", "1", "0.01")).unwrap_err();
        assert_eq!(field_error.code, ProblemCode::HoursTooLarge);
        assert!(computed(&inputs("999999999999.99", "1", "1", "1")).is_ok());
    }

    #[test]
    fn hours_said_beside_a_computation_must_be_its_result() {
        let inputs = inputs("1000000", "0.50", "0.05", "30");
        let given = |text| Some(Hours::parse(text).unwrap());
        assert_eq!(entry_hours(None, Some(&inputs)).unwrap().to_string(), "833.33");
        assert_eq!(entry_hours(given("833.33"), Some(&inputs)).unwrap().to_string(), "833.33");
        assert_eq!(entry_hours(given("833.34"), Some(&inputs)).unwrap_err().code, ProblemCode::ComputationMismatch);
        assert_eq!(entry_hours(given("900"), None).unwrap().to_string(), "900.00");
        assert_eq!(entry_hours(None, None).unwrap_err().code, ProblemCode::Missing);
    }

    proptest! {
        #[test]
        fn the_result_is_never_further_than_half_a_hundredth(
            cents in 0_i64..10_000_000_000,
            share in 0_u32..=100,
            effort in 0_u32..=100,
            cost in 1_i64..100_000,
        ) {
            let percent = |n: u32| format!("{}.{:02}", n / 100, n % 100);
            let inputs = Computation {
                amount: Money::from_cents(cents),
                labour_share: Rate::parse(&percent(share)).unwrap(),
                effort: Rate::parse(&percent(effort)).unwrap(),
                hourly_cost: Money::from_cents(cost),
            };
            let hundredths = i128::from(*computed(&inputs).unwrap().hundredths());
            let exact = i128::from(cents) * i128::from(share) * i128::from(effort) * 100;
            let unit = i128::from(cost) * 10_000;
            prop_assert!((2 * (hundredths * unit - exact)).abs() <= unit);
        }
    }
}
