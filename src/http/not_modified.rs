//! Middleware that answers 304 when `If-None-Match` names the response's tag, and exempts responses from compression: small
//! ones from the service's own, those with a version from everybody's.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::etag::if_none_match;
use super::negotiation::IDENTITY;

/// Below this many bytes compression costs more than it saves.
const MIN_COMPRESSED: u64 = 1_024;

/// A proxy that compresses a response gives it another tag, with which nothing can be changed.
const UNTRANSFORMED: HeaderValue = HeaderValue::from_static("no-store, no-transform");

/// Answers 304 to a GET whose `If-None-Match` names the response's tag, unless the tag is a version: that says what was
/// recorded of a record, and not what is computed beside it, such as the last day on which hours count. Small responses and
/// those with a version as tag are not compressed: a strong tag identifies bytes, and that of a version is the same for every
/// coding. Those with a version ask proxies to leave them as they are.
///
/// # Errors
/// Those of the handler.
pub async fn not_modified<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let tags = if_none_match(request.headers());
    let is_get = request.method() == Method::GET;
    let mut response = next.call(request).await?;
    let has_version = response.headers().get(ETAG).is_some_and(is_version);
    if has_version {
        response.headers_mut().insert(CACHE_CONTROL, UNTRANSFORMED);
    }
    let has_it = |tag| tags.is_some_and(|tags| tags.names(tag));
    if is_get && !has_version && response.status() == StatusCode::OK && tag(&response).is_some_and(has_it) {
        return Ok(without_body(response).map_into_right_body());
    }
    let is_small = matches!(response.response().body().size(), BodySize::Sized(bytes) if bytes < MIN_COMPRESSED);
    if is_small || has_version {
        response.headers_mut().insert(CONTENT_ENCODING, IDENTITY);
    }
    Ok(response.map_into_left_body())
}

fn tag<B>(response: &ServiceResponse<B>) -> Option<&str> {
    response.headers().get(ETAG)?.to_str().ok()
}

fn is_version(tag: &HeaderValue) -> bool {
    tag.as_bytes().iter().all(|byte| *byte == b'"' || byte.is_ascii_digit())
}

fn without_body<B>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    let mut not_modified = HttpResponse::NotModified();
    for name in [ETAG, CACHE_CONTROL] {
        if let Some(value) = response.headers().get(&name) {
            not_modified.insert_header((name, value.clone()));
        }
    }
    response.into_response(not_modified.finish())
}
