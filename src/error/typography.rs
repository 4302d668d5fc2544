//! French typography: which spaces of a sentence do not break. Errors and warnings pass through [`french`] when they are
//! made, explanations where they are written, so that sources need ordinary spaces only.

use serde::Serializer;

/// The sentence with no-break spaces inside quotation marks and before `: ; ! ? %`. A quoted value stays as it is.
pub fn french(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let (mut before, mut is_quoted) = (None, false);
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let is_high = matches!(next, Some(':' | ';' | '!' | '?' | '%')) && before.is_some();
        let binds = next == Some('»') || before == Some('«') || !is_quoted && is_high && ends_word(text, at);
        out.push(if c == ' ' && binds { '\u{a0}' } else { c });
        is_quoted = c == '«' || is_quoted && c != '»';
        before = Some(c);
    }
    out
}

/// Whether the sign after the space at `space` stands alone: `?reason=` and `%C3` are code.
fn ends_word(text: &str, space: usize) -> bool {
    let after = text[space..].chars().nth(2);
    after.is_none_or(|c| c.is_whitespace() || matches!(c, '»' | ')' | '.' | ',' | ';' | '!' | '?' | '…'))
}

/// Serialises a fixed sentence as [`french`] gives it.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize_french<T: AsRef<str>, S: Serializer>(text: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&french(text.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn high_punctuation_and_quotation_marks_do_not_wrap() {
        let text = "L’adresse « a b » n’existe pas : voir https://exemple.fr ? 5 % ; « » !";
        let expected = "L’adresse «\u{a0}a b\u{a0}» n’existe pas\u{a0}: voir https://exemple.fr\u{a0}? 5\u{a0}%\u{a0}; \
                        «\u{a0}»\u{a0}!";
        assert_eq!(french(text), expected);
        assert_eq!(french(expected), expected);
        let code = "Il s’écrit %C3%A9, ou ?q=a";
        assert_eq!(french(code), code);
    }

    #[test]
    fn a_quoted_value_stays_as_it_is() {
        assert_eq!(french("« a ; b ? » est"), "«\u{a0}a ; b ?\u{a0}» est");
        assert_eq!(french("«  » est"), "«\u{a0}\u{a0}» est");
        assert_eq!(french(""), "");
        assert_eq!(french(" : rien"), " : rien");
    }
}
