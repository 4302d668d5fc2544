//! SIRET numbers, which identify establishments in France.

use std::fmt;

use serde::{Serialize, Serializer};

use super::InvalidValue;
use crate::error::ProblemCode;

/// A SIRET: 14 digits with a valid check digit (Luhn), or one of La Poste's, whose digits sum to a multiple of five.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

/// La Poste's SIREN: its establishments have another check digit (INSEE).
const LA_POSTE: &str = "356000000";

impl Siret {
    /// The refusal of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[ProblemCode::InvalidSiret];

    /// Parses fourteen digits, spaces between them allowed.
    ///
    /// # Errors
    /// `invalid_siret`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let digits: String = text.chars().filter(|c| *c != ' ').collect();
        let well_formed = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if well_formed && (luhn(&digits) || (digits.starts_with(LA_POSTE) && digit_sum(&digits).is_multiple_of(5))) {
            return Ok(Self(digits));
        }
        let quoted = super::invisible::shorten(text);
        let detail = if well_formed {
            format!("« {quoted} » n'est pas un SIRET valide : sa clé de contrôle est fausse.")
        } else {
            format!("« {quoted} » n'est pas un SIRET : quatorze chiffres sont attendus.")
        };
        Err(InvalidValue::new(ProblemCode::InvalidSiret, detail))
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The fourteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> {
    text.chars().filter_map(|c| c.to_digit(10))
}

fn digit_sum(text: &str) -> u32 {
    digits(text).sum()
}

/// The Luhn check: every second digit from the right doubled, the sum of all digits a multiple of ten.
fn luhn(text: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 =
        digits(text).rev().enumerate().map(|(index, digit)| if index % 2 == 1 { doubled(digit) } else { digit }).sum();
    sum.is_multiple_of(10)
}

impl fmt::Display for Siret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Siret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        assert!(Siret::parse("73282932000074").is_ok());
        assert!(Siret::parse("732 829 320 00074").is_ok());
        assert!(Siret::parse("73282932000075").is_err());
        assert!(Siret::parse("7328293200007").is_err());
        assert!(Siret::parse("7328293200007a").is_err());
    }

    #[test]
    fn la_poste_passes_by_its_own_rule() {
        // 3 + 5 + 6 + 1 = 15, a multiple of five, and no Luhn number.
        assert!(Siret::parse("35600000000001").is_ok());
        assert!(Siret::parse("35600000000002").is_err());
    }
}
