//! How to reach somebody: only the form of addresses and numbers is validated.

use super::InvalidValue;
use super::invisible::{on_one_line, shorten};
use crate::error::ProblemCode;

/// An e-mail address; only its form is validated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(String);

/// A telephone number; only its form is validated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phone(String);

impl Email {
    /// The refusal of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[ProblemCode::InvalidEmail];

    /// Parses an address: a local part, an at sign, a domain with a dot.
    ///
    /// # Errors
    /// `invalid_email`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let address = on_one_line(text);
        let plain = address.len() <= 254 && !address.contains(|c: char| c == ' ' || c.is_control());
        match address.split_once('@') {
            Some((local, domain)) if plain && !local.is_empty() && domain.contains('.') && !domain.contains('@') => {
                Ok(Self(address))
            }
            _ => Err(InvalidValue::new(ProblemCode::InvalidEmail, ProblemCode::InvalidEmail.meaning())),
        }
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Phone {
    /// The refusal of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[ProblemCode::InvalidPhone];

    /// Parses a number: six to fifteen digits, with the usual separators.
    ///
    /// # Errors
    /// `invalid_phone`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if (6..=15).contains(&digits)
            && text.len() <= 30
            && text.chars().all(|c| c.is_ascii_digit() || " +.-()/".contains(c))
        {
            return Ok(Self(text.trim().to_owned()));
        }
        Err(InvalidValue::new(ProblemCode::InvalidPhone, ProblemCode::InvalidPhone.meaning()))
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

super::text_conversions!(Email, Phone);
