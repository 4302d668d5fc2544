//! Codes of national nomenclatures; only their form is validated.

use std::fmt;

use serde::{Serialize, Serializer};

use super::InvalidValue;
use crate::error::ProblemCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $is_valid:expr, $code:expr, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Parses a code.
            ///
            /// # Errors
            #[doc = concat!("When the text is not ", $what, ".")]
            pub fn parse(text: &str) -> Result<Self, InvalidValue> {
                let is_valid: fn(&[u8]) -> bool = $is_valid;
                if is_valid(text.as_bytes()) {
                    return Ok(Self(text.to_owned()));
                }
                let quoted = super::invisible::shorten(text);
                Err(InvalidValue::new($code, format!(concat!("« {} » n’est pas ", $what, "."), quoted)))
            }

            /// A value from the database, which was validated when it was recorded.
            pub fn stored(text: String) -> Self {
                Self(text)
            }

            /// The code.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )+};
}

codes! {
    /// A commune's INSEE code: two digits or `2A`/`2B`, then three digits.
    CommuneCode,
    |code| match code {
        [b'2', b'A' | b'B', rest @ ..] => rest.len() == 3 && all_digits(rest),
        _ => code.len() == 5 && all_digits(code) && !code.starts_with(b"00"),
    },
    ProblemCode::InvalidCommune, "un code commune INSEE, par exemple 21231";
    /// A code of the common procurement vocabulary: eight digits, optionally a check digit.
    CpvCode,
    |code| match code {
        [number @ .., b'-', check] => number.len() == 8 && all_digits(number) && check.is_ascii_digit(),
        _ => code.len() == 8 && all_digits(code),
    },
    ProblemCode::InvalidCpv, "un code CPV, par exemple 45210000";
    /// A code of the ROME directory of occupations: a letter and four digits.
    RomeCode,
    |code| matches!(code, [b'A'..=b'N', rest @ ..] if rest.len() == 4 && all_digits(rest)),
    ProblemCode::InvalidOccupation, "un code ROME, par exemple F1704";
    /// The number of a participant's record at the PLIE: 1 to 32 letters, digits and hyphens, not a hyphen first. Source:
    /// `openapi/plie-participants.yaml`.
    ParticipantNumber,
    |code| match code {
        [first, rest @ ..] => first.is_ascii_alphanumeric() && rest.len() < 32
            && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'),
        [] => false,
    },
    ProblemCode::InvalidParticipantNumber, "un numéro de participant, par exemple P-2023-0042";
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes_of_the_mainland_of_corsica_and_overseas_are_codes() {
        for code in ["21231", "2A004", "97411"] {
            assert!(CommuneCode::parse(code).is_ok(), "{code}");
        }
        for code in ["2123", "2C004", "212310", "abcde", "00000", "21 31", ""] {
            assert!(CommuneCode::parse(code).is_err(), "{code}");
        }
    }

    #[test]
    fn cpv_and_rome_codes_have_their_form() {
        assert!(CpvCode::parse("45210000").is_ok() && CpvCode::parse("45210000-2").is_ok());
        assert!(CpvCode::parse("4521").is_err());
        assert!(RomeCode::parse("F1704").is_ok() && RomeCode::parse("Z1704").is_err());
    }
}
