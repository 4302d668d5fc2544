//! How answers are put on the wire: their form and coding, HEAD, and 304 for what the caller has already.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, web};

use super::fallback::Routes;
use super::negotiate::{Agreed, agree};
use super::query;
use super::validators::{is_among, seen_tags};

/// Below this many bytes compressing costs more than it saves.
const WORTH_COMPRESSING: u64 = 1_024;

const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// Settles form and coding before the handler runs, refuses parameters that the address does not take, and answers HEAD
/// as GET, without the body.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn represent<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let agreed = match settled(&request) {
        Ok(agreed) => agreed,
        Err(error) => return Ok(request.error_response(error).map_into_right_body()),
    };
    request.extensions_mut().insert(agreed);
    // What was settled is all that the compressor sees.
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(agreed.coding.name()));
    let mut response = next.call(request).await?;
    if response.headers().get(CONTENT_ENCODING) == Some(&IDENTITY) {
        response.headers_mut().remove(CONTENT_ENCODING);
    }
    Ok(if is_head { unsent(response).map_into_right_body() } else { response.map_into_left_body() })
}

fn settled(request: &ServiceRequest) -> crate::error::Result<Agreed> {
    let routes = request.app_data::<web::Data<Routes>>();
    let Some(known) = routes.and_then(|routes| routes.known(request)) else { return agree(request, &[]) };
    query::pairs(request.query_string()).and_then(|pairs| query::refuse_unknown(&pairs, &known.parameters))?;
    agree(request, &known.offered)
}

/// Answers 304 where the caller has the very same already, and leaves uncompressed what is small or known by its
/// version: the tag of a version names the bytes that the version was shown in.
///
/// # Errors
/// Those of the handler.
pub async fn economise<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let seen = seen_tags(request.headers());
    let is_get = request.method() == Method::GET;
    let mut response = next.call(request).await?;
    if is_get && response.status() == StatusCode::OK && own_tag(&response).is_some_and(|own| is_among(own, &seen)) {
        return Ok(not_modified(response).map_into_right_body());
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

fn not_modified<B>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    let mut answer = HttpResponse::NotModified();
    for name in [ETAG, CACHE_CONTROL] {
        if let Some(value) = response.headers().get(&name) {
            answer.insert_header((name, value.clone()));
        }
    }
    response.into_response(answer.finish())
}

/// A body whose length is told and that is not sent.
struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<web::Bytes, Self::Error>>> {
        std::task::Poll::Ready(None)
    }
}

fn unsent<B: MessageBody>(response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| BoxBody::new(Unsent(body.size())))
}
