//! Middleware that authenticates a request before its path, parameters or body are looked at.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};

use super::access_rules::access_rules;
use super::credentials::authenticate_request;
use super::csrf::is_safe;
use super::error_page::asks_for_page;
use super::etag::CurrentDataVersion;
use super::return_path::ReturnPath;
use crate::access::Authenticated;
use crate::error::{AppError, ProblemCode};

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
            Err(error) => return Ok(refuse(request, error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Redirects a visit to a page to the sign-in page, which leads back to it. A form is refused instead: it would be lost.
fn refuse(request: ServiceRequest, error: AppError) -> ServiceResponse<BoxBody> {
    let is_visit = is_safe(request.method()) && asks_for_page(request.request());
    if error.code != ProblemCode::Unauthenticated || !is_visit {
        return request.error_response(error);
    }
    let path = ReturnPath::of(request.request());
    match ReturnPath::sign_in_address(path.as_ref()) {
        Ok(address) => {
            request.extensions_mut().insert(RedirectedToSignIn);
            request.into_response(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish())
        }
        Err(error) => request.error_response(error),
    }
}
