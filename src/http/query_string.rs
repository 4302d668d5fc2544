//! Parses query strings and forms. What cannot be read exactly is refused, and so are unknown parameters: a filter that
//! is misspelt or misread would silently widen a list.

use serde::de::DeserializeOwned;

use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The parameters, as pairs of name and value in the order of the query string.
///
/// # Errors
/// `invalid_query`.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>> {
    let pairs = decode(text.as_bytes()).map_err(|undecodable| match undecodable {
        Undecodable::Name => AppError::new(ProblemCode::InvalidQuery).with_detail(NO_UTF8_NAME),
        Undecodable::Value(name) => {
            let detail = "Ce paramètre n’est pas en UTF-8 : « é » s’écrit %C3%A9 dans une adresse web.";
            FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into()
        }
    })?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| format!("{name}{value}").contains(char::is_control)) {
        let detail = "Ce paramètre contient un caractère de contrôle.";
        let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into());
    }
    Ok(pairs)
}

const NO_UTF8_NAME: &str = "Le nom d’un paramètre n’est pas en UTF-8.";

/// What is not UTF-8 in a query string or form. A decoder that replaces it by U+FFFD makes another text of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// A name.
    Name,
    /// The value of this name.
    Value(String),
}

/// The names and values of a query string or form, in its order.
///
/// # Errors
/// The first one that is not UTF-8.
pub(super) fn decode(text: &[u8]) -> std::result::Result<Vec<(String, String)>, Undecodable> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = unescape(parts.next().unwrap_or_default()).ok_or(Undecodable::Name)?;
            match unescape(parts.next().unwrap_or_default()) {
                Some(value) => Ok((name, value)),
                None => Err(Undecodable::Value(name)),
            }
        })
        .collect()
}

/// Undoes the percent-encoding of forms; `None` if the bytes are not UTF-8.
fn unescape(text: &[u8]) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        let escaped = match behind {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        bytes.push(match (escaped, first) {
            (Some((high, low)), _) => high << 4 | low,
            (None, b'+') => b' ',
            (None, other) => *other,
        });
        rest = if escaped.is_some() { behind.get(2..)? } else { behind };
    }
    String::from_utf8(bytes).ok()
}

/// Refuses parameters with other names than these.
///
/// # Errors
/// `invalid_query`.
pub(super) fn refuse_unknown(parameters: &[(String, String)], names: &[String]) -> Result<()> {
    parameters.iter().find(|(name, _)| !names.contains(name)).map_or(Ok(()), |(name, _)| Err(unknown(name)))
}

fn unknown(name: &str) -> AppError {
    let name: String = name.chars().take(40).collect();
    let detail = format!("Le paramètre « {name} » n’est pas connu.");
    FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into()
}

/// Deserializes parameters as a request type.
///
/// # Errors
/// `invalid_query`.
pub(super) fn deserialize<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
    let text = serde_urlencoded::to_string(pairs).map_err(AppError::internal)?;
    serde_urlencoded::from_str(&text).map_err(|error| {
        let message = error.to_string();
        let name = message.split('`').nth(1).unwrap_or_default();
        if message.starts_with("unknown field") {
            return unknown(name);
        }
        let detail = if message.starts_with("duplicate field") {
            format!("Le paramètre « {name} » est donné deux fois.")
        } else {
            "Un paramètre n’a pas la forme attendue.".to_owned()
        };
        FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<(String, String)> {
        decode(text.as_bytes()).unwrap()
    }

    #[test]
    fn names_and_values_are_read_as_browsers_write_them() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            decoded("q=L%C3%A9a+N%27Diaye&&a&b=c=d"),
            [pair("q", "Léa N'Diaye"), pair("a", ""), pair("b", "c=d")]
        );
        assert_eq!(decoded("q=100%&r=%zz&s=%4"), [pair("q", "100%"), pair("r", "%zz"), pair("s", "%4")]);
        assert_eq!(decoded("q=%EF%BF%BD&%71=é"), [pair("q", "\u{FFFD}"), pair("q", "é")]);
        for text in ["q=L%C3%A9a+N%27Diaye&&a&b=c=d", "q=100%&r=%zz&s=%4", "a=%2B%26&b=%3D"] {
            assert_eq!(decoded(text), serde_urlencoded::from_str::<Vec<(String, String)>>(text).unwrap());
        }
    }

    #[test]
    fn what_is_not_utf8_is_not_read() {
        for text in ["q=%E9", "q=%FF", "a=1&q=x%C3", "q=%ED%A0%80", "q=%C0%80", "q=%C3&q=%A9"] {
            assert_eq!(decode(text.as_bytes()), Err(Undecodable::Value("q".to_owned())), "{text}");
        }
        assert_eq!(decode(b"%E9=1"), Err(Undecodable::Name));
        assert_eq!(decode(b"q=\xE9"), Err(Undecodable::Value("q".to_owned())));
    }
}
