//! How often somebody may ask: each key, and each address without one. A wrong key costs its address, and whoever comes
//! from there with a right one nothing.

mod buckets;

use std::sync::Arc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use self::buckets::{Buckets, Standing};
use super::Shared;
use super::authenticate::{LedToSignIn, means_a_key};
use super::client_address::{client_address, place};
use crate::access::Scope;
use crate::config;
use crate::error::{AppError, ProblemCode};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Who watches over the service has to reach it when somebody floods it, too.
const UNLIMITED: &[&str] = &["/health/live", "/metrics"];

/// The buckets of every kind; all clones share them.
#[derive(Clone)]
pub struct Rates(Arc<Kinds>);

struct Kinds {
    keys: Option<Buckets>,
    addresses: Option<Buckets>,
    wrong_keys: Option<Buckets>,
}

impl Rates {
    /// Full buckets.
    pub fn new(rates: config::Rates) -> Self {
        Self(Arc::new(Kinds {
            keys: rates.keys.and_then(|rate| Buckets::new("key", rate)),
            addresses: rates.addresses.and_then(|rate| Buckets::new("address", rate)),
            wrong_keys: rates.wrong_keys.and_then(|rate| Buckets::new("wrong-keys", rate)),
        }))
    }

    /// Takes a token for a request: from the bucket of its key, or of its address where it needs none.
    fn admit(&self, request: &HttpRequest) -> Option<Result<Standing, Standing>> {
        match request.extensions().get::<Scope>() {
            Some(scope) => self.0.keys.as_ref().map(|keys| keys.take(&scope.actor)),
            None => self.of_address(request),
        }
    }

    /// Takes a token for a request that was sent away as a stranger's.
    fn sent_away(&self, request: &HttpRequest) -> Option<Result<Standing, Standing>> {
        if !means_a_key(request) {
            return self.of_address(request);
        }
        self.0.wrong_keys.as_ref().map(|wrong| wrong.take(place(client_address(request))))
    }

    fn of_address(&self, request: &HttpRequest) -> Option<Result<Standing, Standing>> {
        self.0.addresses.as_ref().map(|addresses| addresses.take(place(client_address(request))))
    }
}

/// Whether the address may be asked as often as somebody likes.
pub fn is_unlimited(path: &str) -> bool {
    UNLIMITED.contains(&path)
}

/// Lets a request in if its key's bucket has a token, or its address's where it needs no key.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn rate_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let shared = request.app_data::<web::Data<Shared>>().filter(|_| !is_unlimited(request.path()));
    match shared.and_then(|shared| shared.rates.admit(request.request())) {
        Some(Err(standing)) => {
            request.extensions_mut().insert(standing);
            let refusal = AppError::new(ProblemCode::TooManyRequests);
            Ok(request.error_response(refusal).map_into_right_body())
        }
        Some(Ok(standing)) => {
            request.extensions_mut().insert(standing);
            next.call(request).await.map(ServiceResponse::map_into_left_body)
        }
        None => next.call(request).await.map(ServiceResponse::map_into_left_body),
    }
}

/// Sends strangers away with another word once they have tried too often. Whoever has a right key never comes here.
///
/// # Errors
/// Those of the service below; refusals come as answers.
pub async fn throttle_failed_auth<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    if !is_sent_away(&response) {
        return Ok(response.map_into_left_body());
    }
    let shared = response.request().app_data::<web::Data<Shared>>();
    let taken = shared.and_then(|shared| shared.rates.sent_away(response.request()));
    if let Some(Ok(standing) | Err(standing)) = taken {
        response.request().extensions_mut().insert(standing);
    }
    if !matches!(taken, Some(Err(_))) {
        return Ok(response.map_into_left_body());
    }
    let request = response.into_parts().0;
    Ok(ServiceResponse::from_err(AppError::new(ProblemCode::TooManyRequests), request).map_into_right_body())
}

fn is_sent_away<B>(response: &ServiceResponse<B>) -> bool {
    if response.request().extensions().contains::<LedToSignIn>() {
        return true;
    }
    let refusal = response.response().error().and_then(|error| error.as_error::<AppError>());
    refusal.is_some_and(|refusal| refusal.code == ProblemCode::Unauthenticated)
}

/// Tells how whoever asked stands with their bucket.
pub(super) fn tell(request: &HttpRequest, headers: &mut HeaderMap) {
    let Some(standing) = request.extensions().get::<Standing>().copied() else { return };
    let Standing { name, rate, left, wait } = standing;
    let window = u64::from(rate.burst).saturating_mul(u64::from(rate.seconds)).div_ceil(u64::from(rate.tokens.max(1)));
    let missing = u64::from(rate.burst.saturating_sub(left)).saturating_mul(u64::from(rate.seconds));
    let full = missing.div_ceil(u64::from(rate.tokens.max(1)));
    let mut tell = |header, text: String| {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header, value);
        }
    };
    tell(POLICY, format!("\"{name}\";q={};w={window}", rate.burst));
    let Some(wait) = wait else { return tell(LIMIT, format!("\"{name}\";r={left};t={full}")) };
    // Whoever waits for whole seconds waits long enough.
    let wait = wait.as_secs().saturating_add(1);
    tell(LIMIT, format!("\"{name}\";r=0;t={wait}"));
    tell(RETRY_AFTER, wait.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let placed = |text: &str| place(text.parse().unwrap()).to_string();
        assert_eq!(placed("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(placed("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
        assert_eq!(placed("203.0.113.9"), "203.0.113.9");
    }
}
