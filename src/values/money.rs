//! Amounts of money to the cent, and exact rates, from which hours due are computed.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::InvalidValue;
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
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(decimals) {
        return Err(HundredthsError::Malformed);
    }
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
                    "« {} » n'est pas un montant en euros : attendu par exemple 1250000.00.",
                    super::text::shorten(text)
                ),
            )
        })
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
        let plain = !text.is_empty() && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let rate = if plain { Decimal::from_str_exact(text).ok() } else { None };
        match rate {
            Some(rate) if rate <= Decimal::ONE && text.starts_with(['0', '1']) && !text.ends_with('.') => {
                Ok(Self(rate))
            }
            _ => Err(InvalidValue::new(
                ProblemCode::InvalidRate,
                format!("« {} » n'est pas un taux entre 0 et 1, par exemple 0.05.", super::text::shorten(text)),
            )),
        }
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
