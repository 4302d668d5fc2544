//! The caller, as a handler's first argument.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};

use super::Shared;
use super::contract::Asking;
use crate::access::{Caller, Permission, Scope};
use crate::error::{AppError, ProblemCode, Result};

impl<P: Permission> FromRequest for Caller<P> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admitted(request))
    }
}

fn admitted<P: Permission>(request: &HttpRequest) -> Result<Caller<P>> {
    let Some(scope) = request.extensions().get::<Scope>().cloned() else {
        if let Some(asking) = request.extensions().get::<Asking>() {
            asking.hear::<P>();
        }
        return Err(ProblemCode::Unauthenticated.into());
    };
    let shared = request
        .app_data::<web::Data<Shared>>()
        .ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no shared data")))?;
    Ok(Caller::admit(shared.db.clone(), shared.clock, scope)?.with_read_log(shared.read_log.clone()))
}
