//! `/v1/session`

use actix_web::http::Method;
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Secret;
use crate::access::sessions::Session;
use crate::accounts::actions::{self, Credentials, Outcome};
use crate::accounts::{Context, CurrentUser, Place, User};
use crate::error::{ProblemCode, Result};
use crate::http::{AppState, Body, CookieKind, Fields, Handlers, Origin, Required, blocking};

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInInput {
    /// The account's address, in whatever case.
    #[schema(value_type = String, example = "camille.martin@example.org", max_length = 254)]
    email: Required<String>,
    /// The password.
    #[schema(value_type = String, example = "vélo rouge dans la neige", max_length = 128)]
    password: Required<String>,
    /// The code of six digits, where the account has a second factor.
    #[schema(example = "287082", pattern = r"^\d{6}$")]
    code: Option<String>,
}

/// Of what is typed here nothing is looked at before it is compared, but its length.
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

impl From<Origin> for Place {
    fn from(Origin { address, network, device, session, request_id }: Origin) -> Self {
        Self { address, network, device, session, request_id }
    }
}

/// Somebody's session.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenSession {
    /// Whose it is.
    user: User,
    /// When they signed in (UTC).
    started_at: DateTime<Utc>,
    /// When it ends at the latest (UTC); without a request it ends sooner.
    expires_at: DateTime<Utc>,
    /// What changes under this session give in `X-CSRF-Token`.
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
/// Sets a cookie that no script reads, and answers with the `csrf_token` that changes give in `X-CSRF-Token`. Whether the
/// account exists, its password is wrong or it is disabled, the answer is the same `sign_in_refused`. An account with a
/// second factor asks for `code` (`second_factor_required`); a code is good once. Whoever tries too often waits
/// (`too_many_attempts`), and never keeps the owner out, who comes from where they have come from before. Needs no key and takes
/// no notice of an `Idempotency-Key`.
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
    let entering = move || actions::sign_in(&context, &credentials, &Place::from(origin));
    let Outcome::SignedIn(signed_in) = blocking(entering).await? else {
        return Err(ProblemCode::SecondFactorRequired.into());
    };
    let (token, device) = (signed_in.begun.token, signed_in.device);
    let mut response = HttpResponse::Ok().json(OpenSession::of(signed_in.user, signed_in.begun.session));
    state.cookies.set(&mut response, CookieKind::Session, &token)?;
    state.cookies.set(&mut response, CookieKind::Device, &device)?;
    Ok(response)
}

/// Show one's session.
///
/// With the `csrf_token` that changes give. A key has no session: `not_found`.
#[utoipa::path(
    tag = "session",
    operation_id = "show_session",
    responses((status = 200, description = "The session", body = OpenSession)),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[get("/v1/session")]
async fn show(own: CurrentUser) -> Result<HttpResponse> {
    let open = blocking(move || Ok(OpenSession::of(actions::current(&own)?, own.session))).await?;
    Ok(HttpResponse::Ok().json(open))
}

/// Sign out.
///
/// The session is good for nothing from now on, in any process. A key has none: `not_found`.
#[utoipa::path(
    tag = "session",
    operation_id = "sign_out",
    responses((status = 204, description = "Signed out")),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[delete("/v1/session")]
async fn sign_out(own: CurrentUser, state: web::Data<AppState>) -> Result<HttpResponse> {
    blocking(move || actions::sign_out(&own)).await?;
    let mut response = HttpResponse::NoContent().finish();
    state.cookies.remove(&mut response, CookieKind::Session)?;
    Ok(response)
}

/// The addresses of sessions.
pub fn routes(config: &mut Handlers<'_>) {
    // A user who signs in has no credentials yet.
    config.public_except("/v1/session", &[Method::GET, Method::HEAD, Method::DELETE]);
    config.service(sign_in).service(show).service(sign_out);
}
