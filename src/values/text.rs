//! Texts that users type: trimmed, normalised (NFC), limited in length, without characters that nobody sees.

use super::InvalidValue;
use super::invisible::{has_visible, is_blank, is_directing, is_pictograph, numbered, without_invisible};
use crate::error::ProblemCode;

/// A free text of 1 to 2,000 characters. Markup and quotes are text like any other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FreeText(String);

/// A name of a person, an organisation or a thing: 1 to 200 characters on one line, no pictographs. A run of white space
/// is one space, so that two names that look alike are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

/// The title of a public contract or lot: 1 to 1,000 characters, otherwise as a [`Name`]. Source: the French format of
/// essential data of public contracts, `objet`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Title(String);

/// The refusals of a text.
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

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
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
        named(text, 200).map(Self)
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Title {
    /// The refusals of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = TEXT_CODES;

    /// Parses a title.
    ///
    /// # Errors
    /// Those of [`Name::parse`].
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        named(text, 1_000).map(Self)
    }

    /// A value from the database, which was validated when it was recorded.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The title.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

super::text_conversions!(FreeText, Name, Title);

/// The text of a name or title.
fn named(text: &str, max_chars: usize) -> Result<String, InvalidValue> {
    let text = validate(text, max_chars, false)?;
    if text.chars().any(is_pictograph) {
        return Err(InvalidValue::new(ProblemCode::InvalidText, "Un nom ne contient pas de pictogramme."));
    }
    Ok(text.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

fn validate(text: &str, max_chars: usize, allows_lines: bool) -> Result<String, InvalidValue> {
    if text.trim().is_empty() {
        return Err(InvalidValue::new(ProblemCode::TextEmpty, "Ce texte est vide."));
    }
    let text = without_invisible(text);
    let length = text.chars().count();
    if length > max_chars {
        let detail = format!("Ce texte a {length} caractères ; {max_chars} au plus sont admis.");
        return Err(InvalidValue::new(ProblemCode::TextTooLong, detail));
    }
    let is_refused = |c: &char| is_hidden(*c) && !(allows_lines && matches!(c, '\n' | '\t' | '\r'));
    if let Some(hidden) = text.chars().find(is_refused) {
        let detail = format!("Ce texte contient un caractère de contrôle, {} : retirez-le.", numbered(hidden));
        return Err(InvalidValue::new(ProblemCode::InvalidText, detail));
    }
    if !has_visible(&text) {
        let detail = "Ce texte n’a que des caractères invisibles : écrivez-le au clavier.";
        return Err(InvalidValue::new(ProblemCode::TextEmpty, detail));
    }
    Ok(text)
}

/// Control characters, those that direct the text beside them, and noncharacters.
fn is_hidden(c: char) -> bool {
    c.is_control() || is_directing(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// The text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text as it goes on within a sentence: its first letter is small, unless it begins an abbreviation.
pub fn uncapitalised(text: &str) -> String {
    let is_word = text.chars().nth(1).is_none_or(|second| !second.is_uppercase());
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if is_word => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_a_sentence_and_abbreviations_stay() {
        for (text, expected) in [
            ("Contrat d’insertion", "contrat d’insertion"),
            ("À l’heure", "à l’heure"),
            ("CDI", "CDI"),
            ("QPV de Dijon", "QPV de Dijon"),
            ("", ""),
        ] {
            assert_eq!(uncapitalised(text), expected);
        }
    }

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
    fn what_looks_alike_is_one_name_and_what_nobody_sees_is_none() {
        for text in ["C-1", "C-1\u{200B}", "\u{2060}C-1 ", "C\u{AD}-1", "\u{2800}C-1\u{3164}"] {
            assert_eq!(Name::parse(text).unwrap().as_str(), "C-1", "{text:?}");
        }
        assert_eq!(Name::parse("Le\u{a0}Clos  neuf").unwrap().as_str(), "Le Clos neuf");
        for text in ["\u{200B}", "\u{2060}", "\u{AD}", "\u{200E}", "\u{2800}", "\u{3164}", "\u{301}\u{200D}"] {
            assert_eq!(Name::parse(text).unwrap_err().code, ProblemCode::TextEmpty, "{text:?}");
            assert_eq!(FreeText::parse(text).unwrap_err().code, ProblemCode::TextEmpty, "{text:?}");
        }
        assert_eq!(FreeText::parse("Oui\u{a0}!\u{200B}\n").unwrap().as_str(), "Oui\u{a0}!");
    }

    #[test]
    fn length_counts_characters() {
        assert!(Name::parse(&"é".repeat(200)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(201)).unwrap_err().code, ProblemCode::TextTooLong);
        assert_eq!(Name::parse("  ").unwrap_err().code, ProblemCode::TextEmpty);
    }
}
