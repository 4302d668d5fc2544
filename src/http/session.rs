//! The session that a request comes with, and the proof that its own site asked for what it asks.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use subtle::ConstantTimeEq as _;

use super::client_address::{client_address, network, place};
use super::cookies::CookieFor;
use super::{Shared, request_log};
use crate::access::sessions::Session;
use crate::access::{Secret, derived};
use crate::error::{AppError, ProblemCode, Result};

/// The header by which a program with a session shows that it may read what the session told.
const HEADER: &str = "X-CSRF-Token";

/// The caller's own session; a key has none, and none is found.
#[derive(Debug, Clone)]
pub struct OwnSession(pub Session);

/// The caller's session, if they come with one.
#[derive(Debug, Clone)]
pub struct MaybeSession(pub Option<Session>);

/// Where a request comes from, as far as it matters to whom lets people in.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The address.
    pub address: String,
    /// The network that the address is one of many in.
    pub network: String,
    /// What the browser shows that was signed in from before.
    pub device: Option<Secret>,
    /// The session that the browser has, if it has one.
    pub session: Option<Secret>,
    /// The request's id.
    pub request_id: Option<String>,
}

impl FromRequest for OwnSession {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(present(request).map(Self).ok_or(ProblemCode::NotFound.into()))
    }
}

impl FromRequest for MaybeSession {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(present(request))))
    }
}

impl Origin {
    /// Where this request comes from.
    pub fn of(request: &HttpRequest) -> Self {
        let cookies = request.app_data::<web::Data<Shared>>().map(|shared| shared.cookies);
        let address = client_address(request);
        Self {
            address: place(address).to_string(),
            network: network(address).to_string(),
            device: cookies.and_then(|cookies| cookies.sent(request, CookieFor::Device)),
            session: cookies.and_then(|cookies| cookies.sent(request, CookieFor::Session)),
            request_id: Some(request_log::request_id(request)),
        }
    }
}

impl FromRequest for Origin {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

fn present(request: &HttpRequest) -> Option<Session> {
    request.extensions().get::<Session>().cloned()
}

/// Whether a method only looks.
pub(super) fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// Refuses a change under a session that does not come with its token, or that another site's page asks for.
///
/// # Errors
/// `csrf_missing`.
pub(super) fn demand_token(request: &HttpRequest, session: &Session) -> Result<()> {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if is_elsewhere(request.headers()) || !same(given, &session.csrf_token) {
        return Err(ProblemCode::CsrfMissing.into());
    }
    Ok(())
}

/// Whether the browser says that another site asks.
pub(super) fn is_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// Compared in the same time wherever they differ.
pub(super) fn same(given: &str, expected: &str) -> bool {
    bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

/// What a form shows that a stranger's browser got with it.
pub(super) fn of_form(cookie: &Secret) -> String {
    derived(cookie.expose(), "form")
}
