//! Reads the credentials of a request, a bearer token, a key as the password of Basic authentication or a session cookie, and
//! looks them up.

use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::access_rules::access_rules;
use super::blocking::blocking;
use super::cookies::CookieKind;
use super::csrf::{is_safe, require_header_token};
use super::request_id::request_id;
use super::state::AppState;
use crate::access::{Authenticated, KEY_PREFIX, Scope, Secret};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::Role;

/// The credentials of a request. A key takes precedence over a session cookie.
enum Credentials {
    Bearer(String),
    Password(String),
    Session(Secret),
}

impl Credentials {
    fn of(request: &HttpRequest, state: &AppState) -> Option<Self> {
        if has_bearer(request) {
            return bearer_token(request).map(Self::Bearer);
        }
        if let Some(key) = password(request) {
            return Some(Self::Password(key));
        }
        state.cookies.get(request, CookieKind::Session).map(Self::Session)
    }
}

/// Looks up the API key or session of a request.
///
/// # Errors
/// `unauthenticated` when there is none or it is not valid; `csrf_missing` for a change with a session but without its
/// token. Forms of pages carry their token in the body, which [`super::SentForm`] checks.
pub(super) async fn authenticate_request(request: &HttpRequest) -> Result<Authenticated> {
    let state = AppState::of(request)?.clone();
    let credentials = Credentials::of(request, &state).ok_or(ProblemCode::Unauthenticated)?;
    let authenticated = look_up(state, credentials).await?;
    if let Some(session) = &authenticated.session
        && !is_safe(request.method())
        && !access_rules(request).is_page(request.path())
    {
        require_header_token(request, session)?;
    }
    let scope = Scope { request_id: Some(request_id(request)), ..authenticated.scope };
    Ok(Authenticated { scope, ..authenticated })
}

async fn look_up(state: web::Data<AppState>, credentials: Credentials) -> Result<Authenticated> {
    match credentials {
        Credentials::Bearer(token) => {
            blocking(move || state.authenticator.authenticate_key(&state.db, &state.clock, &token)).await
        }
        Credentials::Password(key) => {
            let found = blocking(move || state.authenticator.authenticate_key(&state.db, &state.clock, &key)).await?;
            if found.scope.role == Role::Dashboard { Ok(found) } else { Err(no_dashboard()) }
        }
        Credentials::Session(token) => {
            blocking(move || state.authenticator.authenticate_session(&state.db, &state.clock, token.expose())).await
        }
    }
}

/// A password lies in the clear in a spreadsheet or a dashboard's settings, so a key that reads more is not taken.
fn no_dashboard() -> AppError {
    let detail =
        "Seule une clé de rôle dashboard se donne comme mot de passe. Envoyez les autres avec Authorization: Bearer.";
    AppError::new(ProblemCode::Forbidden).with_detail(detail)
}

/// Whether the request presents a key, even a malformed one: a session cookie does not replace it.
pub(super) fn presents_key(request: &HttpRequest) -> bool {
    has_bearer(request) || password(request).is_some()
}

fn has_bearer(request: &HttpRequest) -> bool {
    request.headers().get_all(AUTHORIZATION).any(|value| after_scheme(value, BEARER).is_some())
}

fn bearer_token(request: &HttpRequest) -> Option<String> {
    let rest = request.headers().get_all(AUTHORIZATION).find_map(|value| after_scheme(value, BEARER))?;
    let token = std::str::from_utf8(rest).ok()?.strip_prefix(' ')?.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

/// The key that is the password of Basic authentication, at addresses that take it. Another password is the proxy's.
fn password(request: &HttpRequest) -> Option<String> {
    if !access_rules(request).takes_password(request.method(), request.path()) {
        return None;
    }
    let rest = request.headers().get_all(AUTHORIZATION).find_map(|value| after_scheme(value, BASIC))?;
    let decoded = STANDARD.decode(std::str::from_utf8(rest).ok()?.trim()).ok()?;
    // The user may be written in other characters than UTF-8.
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let password = std::str::from_utf8(decoded.get(colon + 1..)?).ok()?;
    password.starts_with(KEY_PREFIX).then(|| password.to_owned())
}

const BEARER: &str = "bearer";
const BASIC: &str = "basic";

/// The bytes after a scheme. Other schemes are ignored: a proxy may use them for its own passwords.
fn after_scheme<'v>(value: &'v HeaderValue, scheme: &str) -> Option<&'v [u8]> {
    let (given, rest) = value.as_bytes().split_at_checked(scheme.len())?;
    given.eq_ignore_ascii_case(scheme.as_bytes()).then_some(rest)
}

/// Asks for a password in a 401 of an address that takes one, but not a browser that has a session cookie, which would ask its
/// user.
pub(super) fn ask_for_password(code: ProblemCode, request: &HttpRequest, headers: &mut HeaderMap) {
    let takes_one = access_rules(request).takes_password(request.method(), request.path());
    if code == ProblemCode::Unauthenticated && takes_one && !request.headers().contains_key(COOKIE) {
        headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"clauses\""));
    }
}
