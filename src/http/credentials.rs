//! Reads the credentials of a request, a bearer token or a session cookie, and looks them up.

use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{HttpRequest, web};

use super::access_rules::access_rules;
use super::blocking::blocking;
use super::cookies::CookieKind;
use super::csrf::{is_safe, require_header_token};
use super::request_id::request_id;
use super::state::AppState;
use crate::access::{Authenticated, Scope, Secret};
use crate::error::{ProblemCode, Result};

/// The credentials of a request. A bearer token takes precedence over a session cookie.
enum Credentials {
    Bearer(String),
    Session(Secret),
}

impl Credentials {
    fn of(request: &HttpRequest, state: &AppState) -> Option<Self> {
        if has_bearer(request) {
            return bearer_token(request).map(Self::Bearer);
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
        Credentials::Session(token) => {
            blocking(move || state.authenticator.authenticate_session(&state.db, &state.clock, token.expose())).await
        }
    }
}

/// Whether the request has a bearer token, even a malformed one: a session cookie does not replace it.
pub(super) fn has_bearer(request: &HttpRequest) -> bool {
    request.headers().get_all(AUTHORIZATION).any(|value| after_scheme(value).is_some())
}

fn bearer_token(request: &HttpRequest) -> Option<String> {
    let rest = request.headers().get_all(AUTHORIZATION).find_map(after_scheme)?;
    let token = std::str::from_utf8(rest).ok()?.strip_prefix(' ')?.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

/// The bytes after `Bearer`. Other schemes are ignored: a proxy may use them for its own passwords.
fn after_scheme(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, rest) = value.as_bytes().split_at_checked("bearer".len())?;
    scheme.eq_ignore_ascii_case(b"bearer").then_some(rest)
}
