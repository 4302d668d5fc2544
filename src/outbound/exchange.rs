//! One try of a call: the request with its authorisation, the redirects on the same host, and what each status means.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Url, header};

use super::call_error::CallError;
use super::request::{Method, Request};
use super::token::Access;
use super::transport::{Received, Transport};
use crate::values::CallFailure;

/// How many redirects a read follows.
const REDIRECTS: u32 = 3;

/// The longest time to wait that is believed.
const LONGEST_WAIT: u64 = 86_400;

/// The most characters of a request id, by the contracts of other services.
const REQUEST_ID: usize = 64;

/// An answer that says something about the request: any but those that say that the service is down.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type, in small letters and without parameters.
    pub media_type: String,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// What tries need.
pub(super) struct Exchange {
    pub transport: Transport,
    pub access: Access,
    /// The address of the service.
    pub base: Url,
}

impl Exchange {
    /// Sends a request once; once more with a new token, if the service refused the first.
    pub(super) async fn run(&self, request: &Request<'_>) -> Result<Answer, CallError> {
        let authorization = self.authorization().await?;
        let received = self.send(request, &authorization).await?;
        if received.status == 401 && self.access.discard(&authorization).await {
            let renewed = self.authorization().await?;
            return judged(self.send(request, &renewed).await?);
        }
        judged(received)
    }

    async fn authorization(&self) -> Result<HeaderValue, CallError> {
        self.access.authorization(&self.transport).await.map_err(CallError::of)
    }

    /// Follows the redirects of a read to the same scheme, host and port.
    async fn send(&self, request: &Request<'_>, authorization: &HeaderValue) -> Result<Received, CallError> {
        let mut url = self.address(request)?;
        for _ in 0..=REDIRECTS {
            let built = build(request, url.clone(), authorization)?;
            let received = self.transport.send(built).await.map_err(CallError::of)?;
            if !(300..400).contains(&received.status) {
                return Ok(received);
            }
            url = match target(&url, &received.headers).filter(|_| request.method == Method::Get) {
                Some(next) => next,
                None => return Err(CallError::of(CallFailure::Redirected).with_status(received.status)),
            };
        }
        Err(CallError::of(CallFailure::Redirected))
    }

    fn address(&self, request: &Request<'_>) -> Result<Url, CallError> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| CallError::of(CallFailure::Unreachable))?.extend(request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        Ok(url)
    }
}

fn build(request: &Request<'_>, url: Url, authorization: &HeaderValue) -> Result<reqwest::Request, CallError> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let mut built = reqwest::Request::new(method, url);
    let headers = built.headers_mut();
    headers.insert(AUTHORIZATION, authorization.clone());
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, application/problem+json"));
    // An id that does not fit is left out: the call is worth more than the trace.
    if let Some(id) = header_of(request.request_id).filter(|_| request.request_id.len() <= REQUEST_ID) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if let Some(key) = request.idempotency_key {
        let key = header_of(key).ok_or_else(|| CallError::of(CallFailure::Refused))?;
        headers.insert(HeaderName::from_static("idempotency-key"), key);
    }
    if let Some(body) = request.body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *built.body_mut() = Some(body.to_owned().into());
    }
    Ok(built)
}

fn header_of(text: &str) -> Option<HeaderValue> {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    if is_plain { HeaderValue::from_str(text).ok() } else { None }
}

/// Where a redirect leads, if it stays on the same scheme, host and port.
fn target(from: &Url, headers: &HeaderMap) -> Option<Url> {
    let next = from.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    (next.origin() == from.origin() && next.username().is_empty() && next.password().is_none()).then_some(next)
}

/// Takes out the answers that say that the service is down.
fn judged(received: Received) -> Result<Answer, CallError> {
    let failure = match received.status {
        401 | 403 => CallFailure::Unauthorised,
        429 | 503 => CallFailure::Overloaded,
        408 | 500..=599 => CallFailure::ServerError,
        status => {
            let media_type = media_type(&received.headers);
            return Ok(Answer { status, media_type, body: received.body });
        }
    };
    let retry_after = retry_after(&received.headers);
    Err(CallError { retry_after, ..CallError::of(failure).with_status(received.status) })
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
