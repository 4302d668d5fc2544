//! `/v1/users`, `/v1/session` and `/v1/me`. Handlers take the [`super::Context`] from the application's data.

mod me;
mod session;
mod users;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::{Context, CurrentUser};
use crate::access::{Caller, UseOwnAccount};
use crate::error::{AppError, Result};
use crate::http::{CurrentSession, Handlers};

impl FromRequest for CurrentUser {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(current_user(request, payload))
    }
}

fn current_user(request: &HttpRequest, payload: &mut Payload) -> Result<CurrentUser> {
    let caller = Caller::<UseOwnAccount>::from_request(request, payload).into_inner()?;
    let CurrentSession(session) = CurrentSession::from_request(request, payload).into_inner()?;
    let context = request.app_data::<web::Data<Context>>();
    let context =
        context.ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no accounts context")))?;
    Ok(CurrentUser { caller, context: context.get_ref().clone(), session })
}

/// Registers the handlers of accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(users::routes).configure(session::routes).configure(me::routes);
}
