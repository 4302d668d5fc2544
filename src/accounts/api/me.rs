//! `/v1/me`

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, Secret, UseOwnAccount};
use crate::accounts::{CurrentUser, Me, actions};
use crate::error::Result;
use crate::http::{AppState, Body, CookieKind, Fields, Handlers, OptionalSession, Required, blocking};

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The one of now.
    #[schema(value_type = String, example = "vélo rouge dans la neige")]
    current_password: Required<String>,
    /// The one from now on: 12 to 128 characters, and none that anybody would try.
    #[schema(value_type = String, example = "parapluie bleu sous le soleil", min_length = 12, max_length = 128)]
    new_password: Required<String>,
}

/// One's own password, given again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofInput {
    /// The password.
    #[schema(value_type = String, example = "vélo rouge dans la neige")]
    password: Required<String>,
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeInput {
    /// Six digits, as the application shows them now.
    #[schema(value_type = String, example = "287082", pattern = r"^\d{6}$")]
    code: Required<String>,
}

/// The secret of a second factor, told this once.
#[derive(Serialize, ToSchema)]
pub struct NewSecondFactor {
    /// In letters, to type into the application.
    #[schema(example = "GEZDGNBVGY3TQOJQ…")]
    secret: String,
    /// As an address, to be read from a picture.
    #[schema(example = "otpauth://totp/clauses:camille.martin%40example.org?secret=GEZD…&issuer=clauses")]
    url: String,
}

fn must(pointer: &str, field: Required<String>) -> Result<String> {
    let mut fields = Fields::default();
    let given = fields.required(pointer, field, Ok);
    given.ok_or_else(|| fields.refusal())
}

impl PasswordInput {
    /// The one of now, and the one from now on.
    fn read(self) -> Result<(Secret, Secret)> {
        let present = Secret::new(must("/current_password", self.current_password)?);
        Ok((present, Secret::new(must("/new_password", self.new_password)?)))
    }
}

impl ProofInput {
    fn read(self) -> Result<Secret> {
        Ok(Secret::new(must("/password", self.password)?))
    }
}

fn done() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Ask who one is.
///
/// For keys and people alike: role, sectors, and what is written down as the source of what one records.
#[utoipa::path(tag = "me", operation_id = "show_me", responses((status = 200, description = "Who asks", body = Me)))]
#[get("/v1/me")]
async fn show(caller: Caller<UseOwnAccount>, session: OptionalSession) -> Result<HttpResponse> {
    let user = session.0.map(|session| session.user);
    Ok(HttpResponse::Ok().json(blocking(move || actions::whoami(&caller, user)).await?))
}

/// Choose another password.
///
/// Needs the one of now. One's other sessions end. A key has no password: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "change_password",
    request_body = PasswordInput,
    responses((status = 204, description = "Changed")),
    extensions(("x-problem-codes" = json!("not_found password_too_common password_too_long password_too_short \
        too_many_attempts wrong_password")))
)]
#[post("/v1/me/password")]
async fn change_password(own: CurrentUser, body: Body<PasswordInput>) -> Result<HttpResponse> {
    let (present, new) = body.0.read()?;
    blocking(move || actions::change_password(&own, &present, &new)).await?;
    Ok(done())
}

/// Sign out everywhere.
///
/// All of one's sessions end, this one too. A key has none: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "sign_out_everywhere",
    responses((status = 204, description = "Signed out everywhere")),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[delete("/v1/me/sessions")]
async fn sign_out_everywhere(own: CurrentUser, state: web::Data<AppState>) -> Result<HttpResponse> {
    blocking(move || actions::sign_out_everywhere(&own)).await?;
    let mut response = done();
    state.cookies.remove(&mut response, CookieKind::Session)?;
    Ok(response)
}

/// Begin a second factor.
///
/// Needs the password. The secret is told this once; nothing is asked for before a code has confirmed it. Another one
/// that was begun and not confirmed is replaced. A key has none: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "begin_second_factor",
    request_body = ProofInput,
    responses((status = 200, description = "Begun", body = NewSecondFactor)),
    extensions(("x-problem-codes" = json!("not_found second_factor_active too_many_attempts wrong_password")))
)]
#[post("/v1/me/second-factor")]
async fn begin_second_factor(own: CurrentUser, body: Body<ProofInput>) -> Result<HttpResponse> {
    let password = body.0.read()?;
    let begun = blocking(move || actions::begin_second_factor(&own, &password)).await?;
    let (secret, url) = (begun.secret.expose().to_owned(), begun.url.expose().to_owned());
    Ok(HttpResponse::Ok().json(NewSecondFactor { secret, url }))
}

/// Confirm a second factor.
///
/// By a code, which shows that the application has the secret; the code is then spent. From now on signing in asks for
/// one. One's other sessions end.
#[utoipa::path(
    tag = "me",
    operation_id = "confirm_second_factor",
    request_body = CodeInput,
    responses((status = 204, description = "In use")),
    extensions(("x-problem-codes" = json!("not_found second_factor_active too_many_attempts wrong_code")))
)]
#[post("/v1/me/second-factor/confirmation")]
async fn confirm_second_factor(own: CurrentUser, body: Body<CodeInput>) -> Result<HttpResponse> {
    let code = must("/code", body.0.code)?;
    blocking(move || actions::confirm_second_factor(&own, &code)).await?;
    Ok(done())
}

/// Give up one's second factor.
///
/// Needs the password. Where there is none: `not_found`. Somebody who cannot sign in without it asks an administrator.
#[utoipa::path(
    tag = "me",
    operation_id = "give_up_second_factor",
    request_body = ProofInput,
    responses((status = 204, description = "Given up")),
    extensions(("x-problem-codes" = json!("not_found too_many_attempts wrong_password")))
)]
#[post("/v1/me/second-factor/removal")]
async fn give_up_second_factor(own: CurrentUser, body: Body<ProofInput>) -> Result<HttpResponse> {
    let password = body.0.read()?;
    blocking(move || actions::give_up_second_factor(&own, &password)).await?;
    Ok(done())
}

/// The addresses of one's own account.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show).service(change_password).service(sign_out_everywhere);
    config.service(begin_second_factor).service(confirm_second_factor).service(give_up_second_factor);
}
