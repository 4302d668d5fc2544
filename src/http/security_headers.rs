//! Middleware that adds the security headers for browsers.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};
use actix_web::middleware::Next;

use super::state::AppState;

pub(super) const POLICY: HeaderName = HeaderName::from_static("content-security-policy");

/// Responses of the API are no pages: nothing in them loads or runs.
const API: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages have forms, and a stylesheet, icons and scripts of this service; nothing inline.
const PAGES: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Swagger UI runs its own scripts, sends requests to this service only, and uses inline styles.
const DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Documents bring their styles within, as they are pasted into word processors; nothing in them loads or runs.
pub(super) const DOCUMENTS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The headers of every response.
const COMMON: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Other sites must not learn the addresses of one-time links.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Adds the headers that limit what a browser does with the response. One that has its own policy keeps it.
///
/// # Errors
/// Those of the inner service.
pub async fn security_headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_https = AppState::of(request.request()).is_ok_and(|state| state.is_https);
    let is_docs = request.path().starts_with("/docs");
    let mut response = next.call(request).await?;
    let is_html = response.headers().get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = match (is_docs, is_html) {
        (true, _) => DOCS,
        (false, true) => PAGES,
        (false, false) => API,
    };
    // A cache takes over the headers of 304, which has no content of its own, for the response that it keeps.
    let is_unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if !is_unchanged && !headers.contains_key(POLICY) {
        headers.insert(POLICY, HeaderValue::from_static(policy));
    }
    for (name, value) in COMMON {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    Ok(response)
}
