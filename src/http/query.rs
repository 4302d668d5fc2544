//! The parameters of an address; an unknown one is refused, so that a typo does not widen a list unseen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::error::{AppError, Fault, Result, Situation};

/// The parameters, read as a request type.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(text).map_err(|_| AppError::new(Situation::InvalidQuery))?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| format!("{name}{value}").contains(char::is_control)) {
        let detail = "Ce paramètre contient un caractère de contrôle.";
        let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(Fault::new(format!("?{shown}"), Situation::InvalidQuery).saying(detail).into());
    }
    serde_urlencoded::from_str(text).map_err(|error| {
        let message = error.to_string();
        let name = message.split('`').nth(1).unwrap_or_default();
        let detail = if message.starts_with("unknown field") {
            format!("Le paramètre « {name} » n'est pas connu.")
        } else if message.starts_with("duplicate field") {
            format!("Le paramètre « {name} » est donné deux fois.")
        } else {
            "Un paramètre n'a pas la forme attendue.".to_owned()
        };
        Fault::new(format!("?{name}"), Situation::InvalidQuery).saying(detail).into()
    })
}
