//! Middleware that authenticates a request before its path, parameters or body are looked at.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, LOCATION};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};

use super::access_rules::access_rules;
use super::credentials::{authenticate_request, has_bearer};
use super::etag::CurrentDataVersion;
use crate::access::Authenticated;
use crate::error::ProblemCode;

/// Marks a request that was redirected to the sign-in page, which counts as a failed authentication.
#[derive(Debug, Clone, Copy)]
pub(super) struct RedirectedToSignIn;

/// Puts the caller's [`crate::access::Scope`] and session, and the data version read with them, into the request's
/// extensions. Without valid credentials it answers `unauthenticated`, or redirects a browser that asks for a page to
/// the sign-in page. Public addresses need no credentials.
///
/// # Errors
/// Those of the inner service; refusals are responses.
pub async fn authenticate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !access_rules(request.request()).is_public(request.method(), request.path()) {
        match authenticate_request(request.request()).await {
            Ok(Authenticated { scope, version, session }) => {
                if let Some(session) = session {
                    request.extensions_mut().insert(session);
                }
                request.extensions_mut().insert(scope);
                request.extensions_mut().insert(CurrentDataVersion(version));
            }
            Err(error) if error.code == ProblemCode::Unauthenticated && is_page_visit(request.request()) => {
                request.extensions_mut().insert(RedirectedToSignIn);
                let redirect = HttpResponse::SeeOther().insert_header((LOCATION, "/connexion")).finish();
                return Ok(request.into_response(redirect).map_into_right_body());
            }
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Whether a browser without an API key asks for a page.
fn is_page_visit(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !has_bearer(request) && access_rules(request).is_page(request.path()) && accept.contains("text/html")
}
