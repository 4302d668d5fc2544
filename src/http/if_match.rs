//! Optimistic locking: a change names the version that it is based on in `If-Match`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{AppError, ProblemCode, Result};
use crate::values::parse_whole;

/// The version in `If-Match`; without one the request is refused (`precondition_required`).
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

/// The version in `If-Match`, if there is one.
#[derive(Debug, Clone, Copy)]
pub struct OptionalIfMatch(pub Option<i64>);

fn version(request: &HttpRequest) -> Result<Option<i64>> {
    let Some(value) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let quoted = value.to_str().ok().map(str::trim).and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    // The service never issues a tag of another form: it matches nothing.
    quoted.and_then(parse_whole).map(Some).ok_or_else(|| AppError::new(ProblemCode::PreconditionFailed))
}

impl FromRequest for IfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = version(request)
            .and_then(|version| version.ok_or_else(|| AppError::new(ProblemCode::PreconditionRequired)));
        ready(version.map(Self))
    }
}

impl FromRequest for OptionalIfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(version(request).map(Self))
    }
}
