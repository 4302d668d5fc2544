//! The parameters of an address; an unknown one is refused, so that a typo does not widen a list unseen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The parameters, read as a request type.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(pairs(request.query_string()).and_then(|pairs| of(&pairs)).map(Self))
    }
}

/// The parameters by name, as they stand in the address.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(text).map_err(|_| AppError::new(ProblemCode::InvalidQuery))?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| format!("{name}{value}").contains(char::is_control)) {
        let detail = "Ce paramètre contient un caractère de contrôle.";
        let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(FieldError::new(format!("?{shown}"), ProblemCode::InvalidQuery).with_detail(detail).into());
    }
    Ok(pairs)
}

/// Refuses parameters of other names than these.
pub(super) fn refuse_unknown(pairs: &[(String, String)], known: &[String]) -> Result<()> {
    pairs.iter().find(|(name, _)| !known.contains(name)).map_or(Ok(()), |(name, _)| Err(unknown(name)))
}

fn unknown(name: &str) -> AppError {
    let shown: String = name.chars().take(40).collect();
    let detail = format!("Le paramètre « {shown} » n'est pas connu.");
    FieldError::new(format!("?{shown}"), ProblemCode::InvalidQuery).with_detail(detail).into()
}

/// Parameters as a request type.
pub(super) fn of<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
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
