//! Amounts of money to the cent, and exact rates, from which hours due are computed.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::InvalidValue;
use super::number::{in_french, split_decimal};
use crate::error::ProblemCode;

/// Why a text is not a number with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HundredthsError {
    Malformed,
    Negative,
    TooPrecise,
    TooLarge,
}

/// Parses plain decimal notation into whole hundredths: digits, and at most two decimals after a point.
pub(super) fn parse_hundredths(text: &str) -> Result<i64, HundredthsError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = split_decimal(digits).ok_or(HundredthsError::Malformed)?;
    if negative {
        return Err(HundredthsError::Negative);
    }
    if decimals.len() > 2 {
        return Err(HundredthsError::TooPrecise);
    }
    let hundredths = format!("{whole}{decimals:0<2}").parse::<i64>().map_err(|_| HundredthsError::TooLarge)?;
    if hundredths > 99_999_999_999_999 { Err(HundredthsError::TooLarge) } else { Ok(hundredths) }
}

/// An amount in euros, in whole cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i64);

impl Money {
    /// From whole cents, as the database holds them.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The whole cents.
    pub const fn cents(&self) -> &i64 {
        &self.0
    }

    /// The amount in euros, exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Parses plain decimal notation: digits, and at most two decimals after a point.
    ///
    /// # Errors
    /// `invalid_amount`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        parse_hundredths(text).map(Self).map_err(|_| {
            InvalidValue::new(
                ProblemCode::InvalidAmount,
                format!(
                    "« {} » n’est pas un montant en euros : attendu par exemple 1250000.00.",
                    super::invisible::shorten(text)
                ),
            )
        })
    }
}

impl Money {
    /// The amount as French texts write it: `1 250 000,00 €`, with no-break spaces.
    pub fn in_french(self) -> String {
        format!("{}\u{a0}€", in_french(&self.to_string()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An exact share between 0 and 1, such as that of labour in a contract's amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

impl Rate {
    /// The share as a decimal.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// Parses plain decimal notation between 0 and 1, with at most six decimals.
    ///
    /// # Errors
    /// `invalid_rate`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let plain = split_decimal(text).filter(|(_, decimals)| decimals.len() <= 6);
        let rate = plain.and_then(|_| Decimal::from_str_exact(text).ok()).filter(|rate| *rate <= Decimal::ONE);
        rate.map(Self).ok_or_else(|| {
            InvalidValue::new(
                ProblemCode::InvalidRate,
                format!("« {} » n’est pas un taux entre 0 et 1, par exemple 0.05.", super::invisible::shorten(text)),
            )
        })
    }
}

impl Rate {
    /// The share as French texts write it, in percent: `12,5 %`, with a no-break space.
    pub fn in_french(self) -> String {
        format!("{}\u{a0}%", (self.0 * Decimal::ONE_HUNDRED).normalize()).replace('.', ",")
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_texts_have_a_comma_and_no_break_spaces() {
        assert_eq!(Money::from_cents(125_000_050).in_french(), "1\u{202f}250\u{202f}000,50\u{a0}€");
        for (text, percent) in [("0.50", "50"), ("0.125", "12,5"), ("1.000000", "100"), ("0", "0")] {
            assert_eq!(Rate::parse(text).unwrap().in_french(), format!("{percent}\u{a0}%"));
        }
    }

    #[test]
    fn amounts_and_rates_are_plain_decimals() {
        assert_eq!(Money::parse("1250000.5").unwrap().to_string(), "1250000.50");
        for text in ["0", "1", "0.5", "0.123456", "1.000000"] {
            assert_eq!(Rate::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "00.5", "01", ".5", "1.", "+1", "-0", "1e0", "0,5", "0.5.0", " 1"] {
            assert_eq!(Money::parse(text).unwrap_err().code, ProblemCode::InvalidAmount, "{text}");
            assert_eq!(Rate::parse(text).unwrap_err().code, ProblemCode::InvalidRate, "{text}");
        }
        for text in ["1.000001", "2", "0.1234567"] {
            assert_eq!(Rate::parse(text).unwrap_err().code, ProblemCode::InvalidRate, "{text}");
        }
    }
}
