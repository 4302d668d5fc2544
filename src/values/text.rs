//! Texts that users type: trimmed, normalised (NFC), limited in length, without invisible characters.

use std::fmt;

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::InvalidValue;
use crate::error::ProblemCode;

/// A free text of 1 to 2,000 characters. Markup and quotes are text like any other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FreeText(String);

/// A name of a person, an organisation or a thing: 1 to 200 characters, no pictographs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

/// The refusals of [`checked`].
const TEXT_CODES: &[ProblemCode] = &[ProblemCode::TextEmpty, ProblemCode::TextTooLong, ProblemCode::InvalidText];

impl FreeText {
    /// The refusals of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = TEXT_CODES;

    /// Parses a text.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long` or `invalid_text` (control characters).
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        validate(text, 2_000, true).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Name {
    /// The refusals of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = TEXT_CODES;

    /// Parses a name.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`, `invalid_text` (control characters, pictographs).
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let name = validate(text, 200, false)?;
        if name.chars().any(is_pictograph) {
            return Err(InvalidValue::new(ProblemCode::InvalidText, "Un nom ne contient pas de pictogramme."));
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
        let text = text.trim();
        let plain = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || is_hidden(c));
        match text.split_once('@') {
            Some((local, domain)) if plain && !local.is_empty() && domain.contains('.') && !domain.contains('@') => {
                Ok(Self(text.to_owned()))
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

macro_rules! text_conversions {
    ($($name:ident),+) => {$(
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

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    )+};
}

text_conversions!(FreeText, Name, Email, Phone);

fn validate(text: &str, max_chars: usize, allows_lines: bool) -> Result<String, InvalidValue> {
    let composed: String = text.trim().nfc().collect();
    if composed.is_empty() {
        return Err(InvalidValue::new(ProblemCode::TextEmpty, "Ce texte est vide."));
    }
    let length = composed.chars().count();
    if length > max_chars {
        let detail = format!("Ce texte a {length} caractères ; {max_chars} au plus sont admis.");
        return Err(InvalidValue::new(ProblemCode::TextTooLong, detail));
    }
    if composed.chars().any(|c| is_hidden(c) && !(allows_lines && matches!(c, '\n' | '\t' | '\r'))) {
        return Err(InvalidValue::new(ProblemCode::InvalidText, "Ce texte contient un caractère de contrôle."));
    }
    Ok(composed)
}

/// Control characters, bidirectional formatting characters, and noncharacters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}')
}

/// The text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Folds a text for searches: no accents, case or punctuation, words separated by one space.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.replace('œ', "oe").replace('æ', "ae").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first forty characters of client input, to quote it in a detail.
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text_and_control_characters_are_refused() {
        let hostile = "<b>O'Neil\"; DROP TABLE hours; --</b>";
        assert_eq!(Name::parse(hostile).unwrap().as_str(), hostile);
        for text in ["a\0b", "\u{202E}abc", "a\u{7}"] {
            assert_eq!(Name::parse(text).unwrap_err().code, ProblemCode::InvalidText);
        }
        assert_eq!(Name::parse("Zoé 🎉").unwrap_err().code, ProblemCode::InvalidText);
        assert!(FreeText::parse("Bravo 🎉\nmerci").is_ok());
    }

    #[test]
    fn length_counts_characters() {
        assert!(Name::parse(&"é".repeat(200)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(201)).unwrap_err().code, ProblemCode::TextTooLong);
        assert_eq!(Name::parse("  ").unwrap_err().code, ProblemCode::TextEmpty);
    }

    #[test]
    fn folding_forgets_accents_case_and_punctuation() {
        assert_eq!(fold("Dijon – Fontaine d'Ouche"), "dijon fontaine d ouche");
        assert_eq!(fold("  ÉLÉONORE Œuvré "), "eleonore oeuvre");
    }
}
