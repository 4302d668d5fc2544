//! Answers 304 when the caller's `If-None-Match` names the representation, and keeps small answers from being compressed.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::etag::{is_among, seen_tags};
use super::negotiation::IDENTITY;

/// Below this many bytes compressing costs more than it saves.
const WORTH_COMPRESSING: u64 = 1_024;

/// Answers 304 where the caller has the very same already, and leaves uncompressed what is small or known by its
/// version: the tag of a version names the bytes that the version was shown in.
///
/// # Errors
/// Those of the handler.
pub async fn not_modified<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let seen = seen_tags(request.headers());
    let is_get = request.method() == Method::GET;
    let mut response = next.call(request).await?;
    if is_get && response.status() == StatusCode::OK && own_tag(&response).is_some_and(|own| is_among(own, &seen)) {
        return Ok(without_body(response).map_into_right_body());
    }
    let is_small = matches!(response.response().body().size(), BodySize::Sized(bytes) if bytes < WORTH_COMPRESSING);
    if is_small || response.headers().get(ETAG).is_some_and(is_version) {
        response.headers_mut().insert(CONTENT_ENCODING, IDENTITY);
    }
    Ok(response.map_into_left_body())
}

fn own_tag<B>(response: &ServiceResponse<B>) -> Option<&str> {
    response.headers().get(ETAG)?.to_str().ok()
}

fn is_version(tag: &HeaderValue) -> bool {
    tag.as_bytes().iter().all(|byte| *byte == b'"' || byte.is_ascii_digit())
}

fn without_body<B>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    let mut answer = HttpResponse::NotModified();
    for name in [ETAG, CACHE_CONTROL] {
        if let Some(value) = response.headers().get(&name) {
            answer.insert_header((name, value.clone()));
        }
    }
    response.into_response(answer.finish())
}
