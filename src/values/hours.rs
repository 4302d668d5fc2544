//! Hours, exact to the hundredth.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::InvalidValue;
use super::money::{HundredthsError, parse_hundredths};
use super::number::in_french;
use crate::error::ProblemCode;

/// A number of hours, in whole hundredths. Never a float.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(i64);

impl Hours {
    /// No hours.
    pub const ZERO: Self = Self(0);

    /// From whole hundredths of an hour, as the database holds them.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The whole hundredths of an hour.
    pub const fn hundredths(&self) -> &i64 {
        &self.0
    }

    /// From a decimal, rounded half away from zero to the hundredth; `None` when it is out of range.
    pub fn rounded(hours: Decimal) -> Option<Self> {
        use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        let hundredths = hours.checked_mul(Decimal::ONE_HUNDRED)?.round_dp_with_strategy(0, MidpointAwayFromZero);
        i64::try_from(hundredths).ok().map(Self)
    }

    /// The exact decimal.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// These hours in percent of a whole, rounded half away from zero to one decimal; none of a whole without hours.
    pub fn percent_of(self, whole: Self) -> Option<String> {
        let (part, whole) = (i128::from(self.0), i128::from(whole.0));
        if whole <= 0 {
            return None;
        }
        let tenths = (2 * part * 1000 + whole) / (2 * whole);
        Decimal::try_from_i128_with_scale(tenths, 1).ok().map(|percent| percent.to_string())
    }

    /// The refusals of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[
        ProblemCode::HoursMalformed,
        ProblemCode::HoursNegative,
        ProblemCode::HoursTooPrecise,
        ProblemCode::HoursTooLarge,
    ];

    /// Parses plain decimal notation: digits, and at most two decimals after a point.
    ///
    /// # Errors
    /// `hours_malformed`, `hours_negative`, `hours_too_precise` or `hours_too_large`. Signs other than a minus that is
    /// then refused, exponents, `NaN` and spaces are malformed.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let quoted = super::invisible::shorten(text);
        parse_hundredths(text).map(Self).map_err(|error| match error {
            HundredthsError::Malformed => InvalidValue::new(
                ProblemCode::HoursMalformed,
                format!("« {quoted} » n’est pas un nombre d’heures : attendu par exemple 151.67."),
            ),
            HundredthsError::Negative => InvalidValue::new(
                ProblemCode::HoursNegative,
                format!("« {quoted} » est négatif : des heures réalisées ne peuvent pas l’être."),
            ),
            HundredthsError::TooPrecise => InvalidValue::new(
                ProblemCode::HoursTooPrecise,
                format!("« {quoted} » a plus de deux décimales : les heures se comptent au centième."),
            ),
            HundredthsError::TooLarge => {
                InvalidValue::new(ProblemCode::HoursTooLarge, format!("« {quoted} » est trop grand pour des heures."))
            }
        })
    }
}

impl Hours {
    /// The hours as French texts write them: `1 912,50`, with a narrow no-break space between thousands.
    pub fn in_french(self) -> String {
        in_french(&self.to_string())
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Add for Hours {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Hours {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Hours {
    fn sum<I: Iterator<Item = Self>>(hours: I) -> Self {
        hours.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProblemCode {
        Hours::parse(text).unwrap_err().code
    }

    #[test]
    fn a_share_is_rounded_to_one_decimal_and_of_nothing_there_is_none() {
        let share = |part, whole| Hours::from_hundredths(part).percent_of(Hours::from_hundredths(whole));
        assert_eq!(
            (share(1, 3).as_deref(), share(2, 3).as_deref(), share(1, 2_000).as_deref()),
            (Some("33.3"), Some("66.7"), Some("0.1"))
        );
        assert_eq!(share(3_750, 10_000).as_deref(), Some("37.5"));
        assert_eq!((share(5, 10_000).as_deref(), share(4, 10_000).as_deref()), (Some("0.1"), Some("0.0")));
        assert_eq!((share(0, 0), share(0, 5).as_deref(), share(7, 5).as_deref()), (None, Some("0.0"), Some("140.0")));
    }

    #[test]
    fn plain_decimals_are_read_exactly_and_written_with_two_decimals() {
        assert_eq!(Hours::parse("151.67").unwrap().to_string(), "151.67");
        assert_eq!(Hours::parse("0").unwrap().to_string(), "0.00");
        assert_eq!(Hours::parse("7.5").unwrap().to_string(), "7.50");
    }

    #[test]
    fn french_texts_have_a_comma_and_spaces_between_thousands() {
        for (hours, text) in
            [(0, "0,00"), (12_150, "121,50"), (191_250, "1\u{202f}912,50"), (-10_000_005, "-100\u{202f}000,05")]
        {
            assert_eq!(Hours::from_hundredths(hours).in_french(), text);
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused_by_name() {
        for text in
            ["", " ", "00.5", "007", "-00.5", "1e3", "1.5e2", "NaN", "+1", "1,5", ".5", "5.", "0x10", "١", "inf", "--1"]
        {
            assert_eq!(code(text), ProblemCode::HoursMalformed, "{text}");
        }
        assert_eq!(code("-1"), ProblemCode::HoursNegative);
        assert_eq!(code("-0"), ProblemCode::HoursNegative);
        assert_eq!(code("1.005"), ProblemCode::HoursTooPrecise);
        assert_eq!(code("99999999999999999999"), ProblemCode::HoursTooLarge);
    }
}
