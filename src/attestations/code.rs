//! The code of an attestation: 80 random bits in Crockford's base 32, which people read out and type.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{AppError, Result};

/// Digits and letters without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Of a code, and of each of its groups.
const DIGITS: usize = 16;
const GROUP: usize = 4;

/// A code such as `7K3M-Q2XA-90BD-ZT5R`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationCode(String);

impl AttestationCode {
    /// A new one.
    ///
    /// # Errors
    /// `internal` when the system gives no randomness.
    pub fn random() -> Result<Self> {
        let mut bytes = [0_u8; DIGITS];
        getrandom::fill(&mut bytes).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
        // A byte holds eight times each of 32 digits, so none is more likely than another.
        let digits = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)).copied());
        Ok(Self::grouped(digits.map(char::from)))
    }

    /// Reads a typed code: in capitals or not, with or without hyphens and spaces, with O for 0 and I or L for 1. `None` if
    /// it cannot be a code.
    pub fn parse(text: &str) -> Option<Self> {
        let significant = text.chars().filter(|character| !matches!(character, '-' | ' ' | '\u{a0}'));
        let digits: Option<Vec<char>> = significant.take(DIGITS.saturating_add(1)).map(digit).collect();
        digits.filter(|digits| digits.len() == DIGITS).map(|digits| Self::grouped(digits.into_iter()))
    }

    /// From the database.
    pub(super) const fn stored(text: String) -> Self {
        Self(text)
    }

    /// In groups of four.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn grouped(digits: impl Iterator<Item = char>) -> Self {
        let mut text = String::new();
        for (place, digit) in digits.enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(digit);
        }
        Self(text)
    }
}

fn digit(character: char) -> Option<char> {
    let digit = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().any(|one| char::from(*one) == digit).then_some(digit)
}

impl fmt::Display for AttestationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = AttestationCode::parse("7K3M-Q2XA-90BD-ZT5R").unwrap();
        assert_eq!(code.as_str(), "7K3M-Q2XA-90BD-ZT5R");
        for typed in ["7k3mq2xa90bdzt5r", " 7K3M Q2XA 9OBD ZT5R ", "7K3M-Q2XA-90BD ZT5r"] {
            assert_eq!(AttestationCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for none in
            ["", "7K3M-Q2XA-90BD-ZT5", "7K3M-Q2XA-90BD-ZT5RR", "7K3M-Q2XA-90BD-ZT5U", "7K3M_Q2XA_90BD_ZT5R", "é"]
        {
            assert_eq!(AttestationCode::parse(none), None, "{none}");
        }
        assert_eq!(AttestationCode::parse("lIl1-0oO0-0000-0000").unwrap().as_str(), "1111-0000-0000-0000");
    }

    #[test]
    fn a_new_code_is_one_of_its_own() {
        let (one, other) = (AttestationCode::random().unwrap(), AttestationCode::random().unwrap());
        assert_ne!(one, other);
        assert_eq!(AttestationCode::parse(one.as_str()), Some(one));
    }
}
