//! [`Caller`], a handler's first argument: proof that the request has the permission in its type.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::access::{Caller, Permission, Scope};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::handler_probe::HandlerProbe;
use crate::http::state::AppState;

impl<P: Permission> FromRequest for Caller<P> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admit(request))
    }
}

fn admit<P: Permission>(request: &HttpRequest) -> Result<Caller<P>> {
    let Some(scope) = request.extensions().get::<Scope>().cloned() else {
        HandlerProbe::record_permission::<P>(request);
        return Err(ProblemCode::Unauthenticated.into());
    };
    let state = AppState::of(request)?;
    Ok(Caller::admit(state.db.clone(), state.clock, scope)?.with_read_log(state.read_log.clone()))
}
