//! Answers: one thing with its version, a new thing with its address.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Map, Value};

use super::idempotent_body::REPLAYED;
use crate::access::idempotency::{Idempotent, StoredResponse};
use crate::error::{AppError, Result};
use crate::values::Versioned;

/// A thing that exists, with its version as ETag.
pub fn shown<T: Serialize + Versioned>(thing: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, etag(thing))).json(thing)
}

/// A thing just made, with its address.
pub fn created<T: Serialize + Versioned>(location: &str, thing: &T) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, etag(thing)))
        .json(thing)
}

/// What a POST came to, now or before: 201 with its address, or 200 if it left nothing at one address.
pub fn made<T>(once: Idempotent<T>) -> HttpResponse {
    let (StoredResponse { body, location, version }, again) = match once {
        Idempotent::Executed(_, answer) => (answer, false),
        Idempotent::Replayed(answer) => (answer, true),
    };
    let mut response = if location.is_some() { HttpResponse::Created() } else { HttpResponse::Ok() };
    response.content_type("application/json");
    if let Some(location) = location {
        response.insert_header((header::LOCATION, location));
    }
    if let Some(version) = version {
        response.insert_header((header::ETAG, format!("\"{version}\"")));
    }
    if again {
        response.insert_header((REPLAYED, "true"));
    }
    response.body(body)
}

/// The same, with something that is told this once: it is no part of what is kept, so an answer given again lacks it.
///
/// # Errors
/// `internal` when what is told cannot be written as JSON.
pub fn made_with<T>(once: Idempotent<T>, name: &'static str, told: impl Serialize) -> Result<HttpResponse> {
    let Idempotent::Executed(thing, answer) = once else { return Ok(made(once)) };
    let mut body: Map<String, Value> = serde_json::from_str(&answer.body).map_err(AppError::internal)?;
    body.insert(name.to_owned(), serde_json::to_value(told).map_err(AppError::internal)?);
    let body = serde_json::to_string(&body).map_err(AppError::internal)?;
    Ok(made(Idempotent::Executed(thing, StoredResponse { body, ..answer })))
}

fn etag(thing: &impl Versioned) -> String {
    format!("\"{}\"", thing.version())
}

/// Runs work that waits for the database away from the threads that serve requests.
///
/// # Errors
/// Those of the work; `internal` if it panics.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(AppError::internal)?
}
