//! How to reach somebody: only the form of addresses and numbers is validated.

use super::InvalidValue;
use super::invisible::{is_hyphen, on_one_line, shorten};
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
            _ => {
                let detail =
                    format!("« {} » n’est pas une adresse électronique, de la forme nom@domaine.", shorten(text));
                Err(InvalidValue::new(ProblemCode::InvalidEmail, detail))
            }
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

    /// Parses a number: six to fifteen digits, with the usual separators, which are kept: hyphens as `-`, white space as
    /// a space.
    ///
    /// # Errors
    /// `invalid_phone`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let number: String = on_one_line(text).chars().map(|c| if is_hyphen(c) { '-' } else { c }).collect();
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let fault = match number.chars().find(|c| !c.is_ascii_digit() && !" +.-()/".contains(*c)) {
            Some(other) => format!("il contient « {} ».", shorten(&other.to_string())),
            None if !(6..=15).contains(&digits) => format!("de 6 à 15 chiffres sont attendus, il en a {digits}."),
            None if number.len() > 30 => "il a trop de signes entre ses chiffres.".to_owned(),
            None => return Ok(Self(number)),
        };
        let detail = format!("« {} » n’est pas un numéro de téléphone : {fault}", shorten(text));
        Err(InvalidValue::new(ProblemCode::InvalidPhone, detail))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_copied() {
        for (text, number) in [
            ("03 80 00 00 10", "03 80 00 00 10"),
            ("03\u{a0}80\u{a0}00\u{a0}00\u{a0}10", "03 80 00 00 10"),
            ("\u{202a}+33 3\u{202f}80 00 00 10\u{202c}", "+33 3 80 00 00 10"),
            ("\u{200e}03\u{2011}80\u{2013}00-00-10\n", "03-80-00-00-10"),
            ("+33 (0)3.80.00/00.10", "+33 (0)3.80.00/00.10"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), number, "{text:?}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        for (text, fault) in [
            ("12", "« 12 » n’est pas un numéro de téléphone : de 6 à 15 chiffres sont attendus, il en a 2."),
            ("03 80 OO 00 10", "« 03 80 OO 00 10 » n’est pas un numéro de téléphone : il contient « O »."),
            ("1234567890123456", "« 1234567890123456 » n’est pas un numéro de téléphone : de 6 à 15 chiffres sont"),
            (
                "+33 (0) - 3 - 80 - 00 - 00 - 10",
                "« +33 (0) - 3 - 80 - 00 - 00 - 10 » n’est pas un numéro de téléphone : il a trop",
            ),
        ] {
            let detail = Phone::parse(text).unwrap_err().detail;
            assert!(detail.starts_with(fault), "{detail}");
        }
    }

    #[test]
    fn an_address_loses_what_nobody_sees() {
        for text in ["\u{200b}a.b@example.org", "a.b@exam\u{ad}ple.org\u{a0}", "\u{202a}a.b@example.org\u{202c}"] {
            assert_eq!(Email::parse(text).unwrap().as_str(), "a.b@example.org", "{text:?}");
        }
        assert_eq!(Email::parse("rene\u{301}@example.org").unwrap().as_str(), "rené@example.org");
        for text in ["nowhere", "@example.org", "a@b@example.org", "a b@example.org", "a@example", "a\0@example.org"] {
            assert_eq!(Email::parse(text).unwrap_err().code, ProblemCode::InvalidEmail, "{text:?}");
        }
    }
}
