//! What every answer tells browsers not to do with it.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::Shared;

const POLICY: HeaderName = HeaderName::from_static("content-security-policy");

/// What the API answers is no page: nothing in it loads or runs.
const OF_THE_API: &str = "default-src 'none'; frame-ancestors 'none'";

/// Pages have a stylesheet and forms, no script.
const OF_PAGES: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Swagger UI runs its own scripts, asks this service only, and styles what it draws in place.
const OF_THE_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for all.
const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Addresses of one-time links are nobody else's business.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Adds the headers that protect whoever reads the answer in a browser.
///
/// # Errors
/// Those of the service below.
pub async fn security_headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_https = request.app_data::<web::Data<Shared>>().is_some_and(|shared| shared.is_https);
    let is_docs = request.path().starts_with("/docs");
    let mut response = next.call(request).await?;
    let is_html = response.headers().get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = match (is_docs, is_html) {
        (true, _) => OF_THE_DOCS,
        (false, true) => OF_PAGES,
        (false, false) => OF_THE_API,
    };
    let headers = response.headers_mut();
    headers.insert(POLICY, HeaderValue::from_static(policy));
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    Ok(response)
}
