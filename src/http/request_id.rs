//! The id of each request, in its log line, its response and its audit events.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderName;
use actix_web::{HttpMessage as _, HttpRequest};

/// The header that carries the id, in requests and responses.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Clone)]
struct RequestId(String);

/// The id that [`assign_request_id`] gave the request.
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Gives the request the id that its sender chose, if it is at most 64 plain characters, else a new one. The id goes
/// into the log, so any other text is refused.
pub(super) fn assign_request_id(request: &ServiceRequest) -> String {
    let is_plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let sent = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(is_plain);
    let id = sent.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned);
    request.extensions_mut().insert(RequestId(id.clone()));
    id
}
