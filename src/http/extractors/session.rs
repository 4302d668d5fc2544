//! The session of a request, which the authentication put there.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::access::sessions::Session;
use crate::error::{AppError, ProblemCode, Result};

/// The caller's session; `not_found` for an API key, which has none.
#[derive(Debug, Clone)]
pub struct CurrentSession(pub Session);

/// The caller's session, if the request has one.
#[derive(Debug, Clone)]
pub struct OptionalSession(pub Option<Session>);

impl FromRequest for CurrentSession {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(session(request).map(Self).ok_or(ProblemCode::NotFound.into()))
    }
}

impl FromRequest for OptionalSession {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(session(request))))
    }
}

fn session(request: &HttpRequest) -> Option<Session> {
    request.extensions().get::<Session>().cloned()
}
