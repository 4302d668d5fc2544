//! Changes say which version they change (`If-Match`), so that nobody overwrites what they have not seen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{AppError, ProblemCode, Result};

/// The version that the caller last saw; without one the request is refused.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

/// The version that the caller last saw, if they say one.
#[derive(Debug, Clone, Copy)]
pub struct OptionalIfMatch(pub Option<i64>);

fn version(request: &HttpRequest) -> Result<Option<i64>> {
    let Some(value) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let quoted = value.to_str().ok().map(str::trim).and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    // A tag of another form was never given by this service: it matches nothing.
    quoted
        .and_then(|digits| digits.parse().ok())
        .map(Some)
        .ok_or_else(|| AppError::new(ProblemCode::PreconditionFailed))
}

impl FromRequest for IfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given =
            version(request).and_then(|given| given.ok_or_else(|| AppError::new(ProblemCode::PreconditionRequired)));
        ready(given.map(Self))
    }
}

impl FromRequest for OptionalIfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(version(request).map(Self))
    }
}
