//! The door: a stranger is sent away before anything of the request is looked at.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use super::validators::SeenVersion;
use super::{Shared, off_thread};
use crate::access::{Recognised, Scope};
use crate::error::{AppError, Result, Situation};

/// Where anybody may come: a whole address, or everything below one that ends with `/`.
const PUBLIC: &[&str] =
    &["/health/", "/metrics", "/openapi.json", "/docs", "/docs/", "/v1/problems", "/v1/problems/", "/problems/"];

/// Whether the address is open to anybody.
pub fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|open| if open.ends_with('/') { path.starts_with(open) } else { path == *open })
}

/// Recognises the key that the request presents and leaves the caller's scope, and the data version read with
/// the key, for the handler. Without a key that opens
/// something the answer is `unauthenticated`, and nothing else of the request is looked at.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn authenticate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !is_public(request.path()) {
        match recognised(request.request()).await {
            Ok(Recognised { scope, version }) => {
                request.extensions_mut().insert(scope);
                request.extensions_mut().insert(SeenVersion(version));
            }
            Err(error) => return Ok(request.error_response(error).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Who presents the request's key.
///
/// # Errors
/// `unauthenticated` when it opens nothing.
pub(super) async fn recognised(request: &HttpRequest) -> Result<Recognised> {
    let secret = presented(request).ok_or(AppError::new(Situation::Unauthenticated))?;
    let shared = request
        .app_data::<web::Data<Shared>>()
        .cloned()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no shared data")))?;
    let Recognised { scope, version } =
        off_thread(move || shared.door.recognise(&shared.db, &shared.clock, &secret)).await?;
    let scope = Scope { request_id: Some(super::trace::request_id(request)), ..scope };
    Ok(Recognised { scope, version })
}

fn presented(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !secret.trim().is_empty()).then(|| secret.trim().to_owned())
}
