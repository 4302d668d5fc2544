//! Protection against cross-site request forgery: a change made with a session cookie carries a token that other sites
//! cannot read, in `X-CSRF-Token` or in a field of the form.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use subtle::ConstantTimeEq as _;

use crate::access::sessions::Session;
use crate::access::{Secret, derived};
use crate::error::{ProblemCode, Result};

const HEADER: &str = "X-CSRF-Token";

/// Whether the method changes nothing (RFC 9110, 9.2.1).
pub(super) fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// Checks the token of a change made with a session.
///
/// # Errors
/// `csrf_missing` when it is absent or wrong, or when a page of another site sent the request.
pub(super) fn require_header_token(request: &HttpRequest, session: &Session) -> Result<()> {
    let token = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    require_token(request.headers(), token, &session.csrf_token)
}

/// Compares a token with the expected one.
///
/// # Errors
/// `csrf_missing` when they differ, or when a page of another site sent the request.
pub(super) fn require_token(headers: &HeaderMap, token: &str, expected: &str) -> Result<()> {
    let is_equal = bool::from(token.as_bytes().ct_eq(expected.as_bytes()));
    if is_cross_site(headers) || !is_equal { Err(ProblemCode::CsrfMissing.into()) } else { Ok(()) }
}

/// Whether the browser states that a page of another site sent the request.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// The token of forms for a browser without a session, derived from its form cookie.
pub(super) fn form_token(cookie: &Secret) -> String {
    derived(cookie.expose(), "form")
}
