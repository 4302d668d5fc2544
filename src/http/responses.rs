//! Responses that handlers return: a resource with its `ETag`, a new one with its `Location`, the outcome of a POST, nothing.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde_json::{Map, Value};

use super::blocking::blocking;
use super::extractors::REPLAYED;
use super::security_headers;
use crate::access::idempotency::{Idempotent, StoredResponse};
use crate::documents::Form;
use crate::error::{AppError, Result};
use crate::values::Versioned;

/// 200 with a resource, and its version as `ETag`.
pub fn with_etag<T: Serialize + Versioned>(resource: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, etag(resource))).json(resource)
}

/// 201 with a new resource, its `Location` and its `ETag`.
pub fn created<T: Serialize + Versioned>(location: &str, resource: &T) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, etag(resource)))
        .json(resource)
}

/// 204 after work that leaves nothing to say.
///
/// # Errors
/// Those of the work.
pub async fn no_content<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<HttpResponse> {
    blocking(work).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The response to a POST, executed or replayed: 201 with its `Location`, or 200 if it created nothing with an address.
pub fn post_response<T>(outcome: Idempotent<T>) -> HttpResponse {
    let (StoredResponse { body, location, version }, is_replay) = match outcome {
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
    if is_replay {
        response.insert_header((REPLAYED, "true"));
    }
    response.body(body)
}

/// [`post_response`] with one more member, such as a secret, that is not stored and so absent from a replay.
///
/// # Errors
/// `internal` when the member cannot be written as JSON.
pub fn post_response_with<T>(
    outcome: Idempotent<T>,
    name: &'static str,
    value: impl Serialize,
) -> Result<HttpResponse> {
    let Idempotent::Executed(thing, answer) = outcome else { return Ok(post_response(outcome)) };
    let mut body: Map<String, Value> = serde_json::from_str(&answer.body).map_err(AppError::internal)?;
    body.insert(name.to_owned(), serde_json::to_value(value).map_err(AppError::internal)?);
    let body = serde_json::to_string(&body).map_err(AppError::internal)?;
    Ok(post_response(Idempotent::Executed(thing, StoredResponse { body, ..answer })))
}

/// 200 with a document as a file of this name, or to be read in the browser if it is HTML. Those that are compressed already
/// are sent as they are.
pub fn document(form: Form, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    let (kind, charset) = if form == Form::Html { ("inline", "; charset=utf-8") } else { ("attachment", "") };
    let disposition = format!("{kind}; filename=\"{name}.{}\"", form.extension());
    response.content_type(format!("{}{charset}", form.media_type()));
    response.insert_header((header::CONTENT_DISPOSITION, disposition));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if form == Form::Html {
        response.insert_header((security_headers::POLICY, security_headers::DOCUMENTS));
    } else {
        response.insert_header((header::CONTENT_ENCODING, "identity"));
    }
    response.body(bytes)
}

fn etag(resource: &impl Versioned) -> String {
    format!("\"{}\"", resource.version())
}
