//! SIRET numbers, which identify establishments in France.

use std::fmt;

use serde::{Serialize, Serializer};

use super::InvalidValue;
use super::invisible::{is_hyphen, on_one_line, shorten};
use crate::error::ProblemCode;

/// A SIRET: the 9 digits of a SIREN and 5 of the establishment, both with a valid check digit (Luhn). La Poste's
/// establishments have another one: their digits sum to a multiple of five.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

/// La Poste's SIREN: its establishments have another check digit (INSEE).
const LA_POSTE: &str = "356000000";

/// The number of digits of a SIREN.
const SIREN: usize = 9;

impl Siret {
    /// The refusal of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[ProblemCode::InvalidSiret];

    /// Parses fourteen digits, with white space, points or hyphens between them.
    ///
    /// # Errors
    /// `invalid_siret`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let digits: String = on_one_line(text).chars().filter(|c| !is_separator(*c)).collect();
        match fault(&digits) {
            None => Ok(Self(digits)),
            Some(fault) => {
                let detail = format!("« {} » n’est pas un SIRET valide : {fault}", shorten(text));
                Err(InvalidValue::new(ProblemCode::InvalidSiret, detail))
            }
        }
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The SIREN, of the legal person: the first nine digits.
    pub fn siren(&self) -> &str {
        self.0.get(..9).unwrap_or(&self.0)
    }

    /// The fourteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people write between the groups of digits.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.') || is_hyphen(c)
}

/// What is wrong with a number, in French.
fn fault(digits: &str) -> Option<String> {
    const CHECK_DIGIT: &str = "sa clé de contrôle est fausse. Vérifiez chaque chiffre.";
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("quatorze chiffres sont attendus, et rien d’autre.".to_owned());
    }
    match digits.split_at_checked(SIREN) {
        Some((_, "")) => Some("c’est un SIREN, de neuf chiffres. Ajoutez les cinq de l’établissement.".to_owned()),
        Some((siren, _)) if digits.len() == 14 => {
            let has_siren = luhn(siren) && digit_sum(siren) > 0;
            let is_whole = luhn(digits) || (siren == LA_POSTE && digit_sum(digits).is_multiple_of(5));
            (!(has_siren && is_whole)).then(|| CHECK_DIGIT.to_owned())
        }
        _ => Some(format!("quatorze chiffres sont attendus, il en a {}.", digits.len())),
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
    fn a_siret_is_read_as_it_is_copied() {
        for text in [
            "732\u{a0}829\u{a0}320\u{a0}00074",
            "732\u{202f}829\u{202f}320 00074",
            "\u{202d}73282932000074\u{202c}",
            "\u{200e}732 829 320\u{2009}00074\u{feff}\n",
            "732.829.320.00074",
            "732-829-320\u{2011}00074",
        ] {
            assert_eq!(Siret::parse(text).unwrap().as_str(), "73282932000074", "{text:?}");
        }
    }

    #[test]
    fn the_siren_has_a_check_digit_too() {
        // The whole number passes Luhn, its first nine digits do not.
        for text in ["00000000000000", "00000010700011", "73282932100072", "35600000100079"] {
            assert!(luhn(text), "{text}");
            let detail = Siret::parse(text).unwrap_err().detail;
            assert!(detail.contains(text) && detail.contains("clé de contrôle est fausse"), "{detail}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        for (text, fault) in [
            ("732 829 320", "« 732 829 320 » n’est pas un SIRET valide : c’est un SIREN, de neuf chiffres."),
            (
                "7328293200007",
                "« 7328293200007 » n’est pas un SIRET valide : quatorze chiffres sont attendus, il en a 13.",
            ),
            ("", "«  » n’est pas un SIRET valide : quatorze chiffres sont attendus, il en a 0."),
            ("7328293200007\u{200b}O", "« 7328293200007[U+200B]O » n’est pas un SIRET valide : quatorze chiffres"),
        ] {
            let detail = Siret::parse(text).unwrap_err().detail;
            assert!(detail.starts_with(fault), "{detail}");
        }
    }

    #[test]
    fn la_poste_passes_by_its_own_rule() {
        // 3 + 5 + 6 + 1 = 15, a multiple of five, and no Luhn number.
        assert!(Siret::parse("35600000000001").is_ok());
        assert!(Siret::parse("35600000000002").is_err());
    }
}
