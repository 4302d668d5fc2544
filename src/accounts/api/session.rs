//! `/v1/session`: sign in, show the session, sign out.

use actix_web::http::Method;
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::sessions::Session;
use crate::accounts::actions::{self, Credentials, SignInOutcome};
use crate::accounts::{ClientOrigin, Context, CurrentUser, User};
use crate::error::{ProblemCode, Result};
use crate::http::{AppState, Body, CookieKind, Fields, Handlers, Origin, Required, blocking};

/// The credentials of a sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInInput {
    /// The account's e-mail address, in any case.
    #[schema(value_type = String, example = "camille.martin@example.org", max_length = 254)]
    email: Required<String>,
    /// The password.
    #[schema(value_type = String, example = "vélo rouge dans la neige", max_length = 128)]
    password: Required<String>,
    /// The code of six digits, where the account has a second factor.
    #[schema(example = "287082", pattern = r"^\d{6}$")]
    code: Option<String>,
}

/// The greatest length of a credential in bytes. Nothing else is checked, so that the answer discloses nothing.
const LONGEST: usize = 1_024;

impl SignInInput {
    fn read(self) -> Result<Credentials> {
        let mut fields = Fields::default();
        let email = fields.required("/email", self.email, Ok);
        let password = fields.required("/password", self.password, Ok);
        let (Some(email), Some(password)) = (email, password) else { return Err(fields.refusal()) };
        if email.len() > LONGEST || password.len() > LONGEST {
            return Err(ProblemCode::SignInRefused.into());
        }
        Ok(Credentials { email, password: Secret::new(password), code: self.code })
    }
}

impl From<Origin> for ClientOrigin {
    fn from(Origin { address, network, device, session, request_id }: Origin) -> Self {
        Self { address, network, device, session, request_id }
    }
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSession {
    /// The account.
    user: User,
    /// When the session began (UTC).
    started_at: DateTime<Utc>,
    /// When the session ends at the latest (UTC); it ends sooner if it is idle.
    expires_at: DateTime<Utc>,
    /// The value of `X-CSRF-Token` in changes under this session.
    #[schema(example = "5b2c…")]
    csrf_token: String,
}

impl OpenSession {
    fn of(user: User, session: Session) -> Self {
        let Session { started_at, expires_at, csrf_token, .. } = session;
        Self { user, started_at, expires_at, csrf_token }
    }
}

/// Sign in.
///
/// Sets an `HttpOnly` cookie and returns the `csrf_token` that changes send in `X-CSRF-Token`. The answer is
/// `sign_in_refused` whether the account does not exist, the password is wrong or the account is disabled. An account
/// with a second factor needs a `code` (`second_factor_required`), which is valid once. Attempts are limited
/// (`too_many_attempts`); those of other clients do not block an owner who signs in from a known browser or address.
/// Needs no key, and ignores an `Idempotency-Key`.
#[utoipa::path(
    tag = "session",
    operation_id = "sign_in",
    request_body = SignInInput,
    responses((status = 200, description = "Signed in", body = OpenSession)),
    extensions(("x-problem-codes" = json!("second_factor_required sign_in_refused too_many_attempts unavailable")))
)]
#[post("/v1/session")]
async fn sign_in(
    context: web::Data<Context>,
    state: web::Data<AppState>,
    origin: Origin,
    body: Body<SignInInput>,
) -> Result<HttpResponse> {
    let credentials = body.0.read()?;
    let sign_in = move || actions::sign_in(&context, &credentials, &ClientOrigin::from(origin));
    let SignInOutcome::SignedIn(signed_in) = blocking(sign_in).await? else {
        return Err(ProblemCode::SecondFactorRequired.into());
    };
    let (token, device) = (signed_in.new_session.token, signed_in.device);
    let mut response = HttpResponse::Ok().json(OpenSession::of(signed_in.user, signed_in.new_session.session));
    state.cookies.set(&mut response, CookieKind::Session, &token)?;
    state.cookies.set(&mut response, CookieKind::Device, &device)?;
    Ok(response)
}

/// Show the current session.
///
/// With the `csrf_token` that changes send. A key has no session: `not_found`.
#[utoipa::path(
    tag = "session",
    operation_id = "show_session",
    responses((status = 200, description = "The session", body = OpenSession)),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[get("/v1/session")]
async fn show(user: CurrentUser) -> Result<HttpResponse> {
    let session = blocking(move || Ok(OpenSession::of(actions::current(&user)?, user.session))).await?;
    Ok(HttpResponse::Ok().json(session))
}

/// Sign out.
///
/// Ends the session, in every process. A key has no session: `not_found`.
#[utoipa::path(
    tag = "session",
    operation_id = "sign_out",
    responses((status = 204, description = "Signed out")),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[delete("/v1/session")]
async fn sign_out(user: CurrentUser, state: web::Data<AppState>) -> Result<HttpResponse> {
    blocking(move || actions::sign_out(&user)).await?;
    let mut response = HttpResponse::NoContent().finish();
    state.cookies.remove(&mut response, CookieKind::Session)?;
    Ok(response)
}

/// Registers the handlers of sessions.
pub fn routes(config: &mut Handlers<'_>) {
    // A user who signs in has no credentials yet.
    config.public_except("/v1/session", &[Method::GET, Method::HEAD, Method::DELETE]);
    config.service(sign_in).service(show).service(sign_out);
}
