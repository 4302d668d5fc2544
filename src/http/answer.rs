//! Answers: one thing with its version, a new thing with its address.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::error::{AppError, Result};
use crate::units::Versioned;

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

fn etag(thing: &impl Versioned) -> String {
    format!("\"{}\"", thing.version())
}

/// Runs work that waits for the database away from the threads that serve requests.
///
/// # Errors
/// Those of the work; `internal` if it panics.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(AppError::internal)?
}
