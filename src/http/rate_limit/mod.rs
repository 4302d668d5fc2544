//! Middleware that limits the rate of requests: of each API key, and of each address without one. Failed authentications
//! count against their address in a bucket of their own, which requests with a valid key never touch.

mod buckets;
mod limits;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};

pub use self::limits::RateLimits;

use self::buckets::BucketState;
use super::access_rules::access_rules;
use super::authenticate::RedirectedToSignIn;
use super::client_address::{client_address, subnet};
use super::credentials::presents_key;
use super::state::AppState;
use crate::access::Scope;
use crate::error::{AppError, ProblemCode};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Passes a request on if its key's bucket, or its address's without a key, has a token left; else answers
/// `too_many_requests`.
///
/// # Errors
/// Those of the inner service; refusals are responses.
pub async fn rate_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let taken =
        if access_rules(request.request()).is_unlimited(request.path()) { None } else { take(request.request()) };
    if let Some(Ok(bucket) | Err(bucket)) = taken {
        request.extensions_mut().insert(bucket);
    }
    if matches!(taken, Some(Err(_))) {
        let refusal = AppError::new(ProblemCode::TooManyRequests);
        return Ok(request.error_response(refusal).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Answers `too_many_requests` instead of `unauthenticated` once an address has failed to authenticate too often. A
/// request with valid credentials is never throttled here.
///
/// # Errors
/// Those of the inner service; refusals are responses.
pub async fn throttle_failed_auth<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    if !failed_to_authenticate(&response) {
        return Ok(response.map_into_left_body());
    }
    let taken = take_for_failure(response.request());
    if let Some(Ok(bucket) | Err(bucket)) = taken {
        response.request().extensions_mut().insert(bucket);
    }
    if !matches!(taken, Some(Err(_))) {
        return Ok(response.map_into_left_body());
    }
    let request = response.into_parts().0;
    Ok(ServiceResponse::from_err(AppError::new(ProblemCode::TooManyRequests), request).map_into_right_body())
}

fn take(request: &HttpRequest) -> Option<Result<BucketState, BucketState>> {
    let limits = &AppState::of(request).ok()?.rate_limits;
    match request.extensions().get::<Scope>() {
        Some(scope) => limits.take_for_key(&scope.actor),
        None => limits.take_for_address(subnet(client_address(request))),
    }
}

fn take_for_failure(request: &HttpRequest) -> Option<Result<BucketState, BucketState>> {
    let limits = &AppState::of(request).ok()?.rate_limits;
    let address = subnet(client_address(request));
    if presents_key(request) { limits.take_for_wrong_key(address) } else { limits.take_for_address(address) }
}

fn failed_to_authenticate<B>(response: &ServiceResponse<B>) -> bool {
    if response.request().extensions().contains::<RedirectedToSignIn>() {
        return true;
    }
    let refusal = response.response().error().and_then(|error| error.as_error::<AppError>());
    refusal.is_some_and(|refusal| refusal.code == ProblemCode::Unauthenticated)
}

/// Adds `RateLimit`, `RateLimit-Policy` and `Retry-After` if a token was taken for the request.
pub(super) fn add_headers(request: &HttpRequest, headers: &mut HeaderMap) {
    let Some(bucket) = request.extensions().get::<BucketState>().copied() else { return };
    let BucketState { name, rate, left, wait } = bucket;
    let seconds_for =
        |tokens: u32| u64::from(tokens).saturating_mul(u64::from(rate.seconds)).div_ceil(u64::from(rate.tokens.max(1)));
    let mut add = |header, text: String| {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header, value);
        }
    };
    add(POLICY, format!("\"{name}\";q={};w={}", rate.burst, seconds_for(rate.burst)));
    let Some(wait) = wait else {
        let until_full = seconds_for(rate.burst.saturating_sub(left));
        return add(LIMIT, format!("\"{name}\";r={left};t={until_full}"));
    };
    // Rounded up to whole seconds.
    let wait = wait.as_secs().saturating_add(1);
    add(LIMIT, format!("\"{name}\";r=0;t={wait}"));
    add(RETRY_AFTER, wait.to_string());
}
