//! The door: a stranger is sent away before anything of the request is looked at.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, AUTHORIZATION, HeaderValue, LOCATION};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, web};

use super::cookies::CookieFor;
use super::etag::SeenVersion;
use super::session::{demand_token, is_safe};
use super::{Shared, blocking};
use crate::access::{Authenticated, Scope};
use crate::error::{AppError, ProblemCode, Result};

/// Where anybody may come: a whole address, or everything below one that ends with `/`.
const PUBLIC: &[&str] = &[
    "/health/",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/docs/",
    "/v1/problems",
    "/v1/problems/",
    "/problems/",
    "/connexion",
    "/connexion/",
    "/invitation/",
    "/reinitialisation/",
    "/installation/",
    "/assets/",
];

/// Whether the address is open to anybody.
pub fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|open| if open.ends_with('/') { path.starts_with(open) } else { path == *open })
}

/// Whether the operation is: where people sign in, they cannot have done so before. A method that is not taken there is
/// told so to anybody, as at every public address.
pub(super) fn is_public_operation(method: &Method, path: &str) -> bool {
    let is_of_ones_own = [Method::GET, Method::HEAD, Method::DELETE].contains(method);
    is_public(path) || (path == "/v1/session" && !is_of_ones_own)
}

/// Whether the address is one of the pages for people who have signed in. What changes something there takes a
/// [`super::SentForm`], which shows a token where programs give a header.
fn is_page(path: &str) -> bool {
    path == "/" || path.starts_with("/compte/")
}

/// Whether somebody wants to look at a page: they are led to where they sign in.
fn is_visit(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Whoever presents a key is told whether it opens, and counted if it does not.
    !means_a_key(request) && is_page(request.path()) && accept.contains("text/html")
}

/// Left with a request that was led to where people sign in: it was let in as little as one that is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct LedToSignIn;

/// Recognises the key or the session that the request presents and leaves the caller's scope, and the data version read with
/// the key, for the handler. Without one that opens
/// something the answer is `unauthenticated`, and nothing else of the request is looked at.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn authenticate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !is_public_operation(request.method(), request.path()) {
        match recognised(request.request()).await {
            Ok(Authenticated { scope, version, session }) => {
                if let Some(session) = session {
                    request.extensions_mut().insert(session);
                }
                request.extensions_mut().insert(scope);
                request.extensions_mut().insert(SeenVersion(version));
            }
            Err(error) if error.code == ProblemCode::Unauthenticated && is_visit(request.request()) => {
                request.extensions_mut().insert(LedToSignIn);
                let answer = HttpResponse::SeeOther().insert_header((LOCATION, "/connexion")).finish();
                return Ok(request.into_response(answer).map_into_right_body());
            }
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Who presents the request's key, or whose session it comes with. A key goes before a session: programs that give one
/// mean it.
///
/// # Errors
/// `unauthenticated` when it opens nothing; `csrf_missing` for a change under a session without its token.
pub(super) async fn recognised(request: &HttpRequest) -> Result<Authenticated> {
    let shared = request
        .app_data::<web::Data<Shared>>()
        .cloned()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no shared data")))?;
    let cookie = shared.cookies.sent(request, CookieFor::Session);
    let recognised = match (presented(request), cookie) {
        (Some(secret), _) => shared.authenticator.authenticate_key(&shared.db, &shared.clock, &secret).await?,
        (None, Some(token)) if !means_a_key(request) => {
            let token = token.expose().to_owned();
            blocking(move || shared.authenticator.authenticate_session(&shared.db, &shared.clock, &token)).await?
        }
        _ => return Err(ProblemCode::Unauthenticated.into()),
    };
    if let Some(session) = &recognised.session
        && !is_safe(request.method())
        && !is_page(request.path())
    {
        demand_token(request, session)?;
    }
    let scope = Scope { request_id: Some(super::request_log::request_id(request)), ..recognised.scope };
    Ok(Authenticated { scope, ..recognised })
}

/// What follows `Bearer`. Other schemes are somebody else's: a proxy in front may have its own passwords.
fn bearer(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, rest) = value.as_bytes().split_at_checked("bearer".len())?;
    scheme.eq_ignore_ascii_case(b"bearer").then_some(rest)
}

/// Whether a key is presented, be it none: whoever says `Bearer` means it, and no session stands in for it.
pub(super) fn means_a_key(request: &HttpRequest) -> bool {
    request.headers().get_all(AUTHORIZATION).any(|value| bearer(value).is_some())
}

fn presented(request: &HttpRequest) -> Option<String> {
    let rest = request.headers().get_all(AUTHORIZATION).find_map(bearer)?;
    let secret = std::str::from_utf8(rest).ok()?.strip_prefix(' ')?.trim();
    (!secret.is_empty()).then(|| secret.to_owned())
}
