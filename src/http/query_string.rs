//! Parses query strings. Unknown parameters are refused: a misspelt filter would silently widen a list.

use serde::de::DeserializeOwned;

use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The parameters, as pairs of name and value in the order of the query string.
///
/// # Errors
/// `invalid_query`.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(text).map_err(|_| AppError::new(ProblemCode::InvalidQuery))?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| format!("{name}{value}").contains(char::is_control)) {
        let detail = "Ce paramètre contient un caractère de contrôle.";
        let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into());
    }
    Ok(pairs)
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
    let detail = format!("Le paramètre « {name} » n'est pas connu.");
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
            "Un paramètre n'a pas la forme attendue.".to_owned()
        };
        FieldError::new(format!("?{name}"), ProblemCode::InvalidQuery).with_detail(detail).into()
    })
}
