//! `/v1/me`: the caller's identity, password, sessions and second factor.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, Secret, UseOwnAccount};
use crate::accounts::{CurrentUser, Me, actions};
use crate::error::Result;
use crate::http::{AppState, Body, CookieKind, Fields, Handlers, OptionalSession, Required, blocking};

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The current password.
    #[schema(value_type = String, example = "vélo rouge dans la neige")]
    current_password: Required<String>,
    /// The new password: 12 to 128 characters, and not easily guessed.
    #[schema(value_type = String, example = "parapluie bleu sous le soleil", min_length = 12, max_length = 128)]
    new_password: Required<String>,
}

/// The current password, as proof of identity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofInput {
    /// The password.
    #[schema(value_type = String, example = "vélo rouge dans la neige")]
    password: Required<String>,
}

/// A code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeInput {
    /// Six digits, as the authenticator application shows them.
    #[schema(value_type = String, example = "287082", pattern = r"^\d{6}$")]
    code: Required<String>,
}

/// The secret of a second factor, shown only in this answer.
#[derive(Serialize, ToSchema)]
pub struct NewSecondFactor {
    /// In base32, to type into the application.
    #[schema(example = "GEZDGNBVGY3TQOJQ…")]
    secret: String,
    /// As an `otpauth` URL, for a QR code.
    #[schema(example = "otpauth://totp/clauses:camille.martin%40example.org?secret=GEZD…&issuer=clauses")]
    url: String,
}

fn required(pointer: &str, field: Required<String>) -> Result<String> {
    let mut fields = Fields::default();
    let value = fields.required(pointer, field, Ok);
    value.ok_or_else(|| fields.refusal())
}

impl PasswordInput {
    /// The current and the new password.
    fn read(self) -> Result<(Secret, Secret)> {
        let current = Secret::new(required("/current_password", self.current_password)?);
        Ok((current, Secret::new(required("/new_password", self.new_password)?)))
    }
}

impl ProofInput {
    fn read(self) -> Result<Secret> {
        Ok(Secret::new(required("/password", self.password)?))
    }
}

fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Show the caller's identity.
///
/// For keys and people: role, sectors, and the source that is recorded with the caller's hours; for people the token of
/// their session, too.
#[utoipa::path(tag = "me", operation_id = "show_me", responses((status = 200, description = "The caller", body = Me)))]
#[get("/v1/me")]
async fn show(caller: Caller<UseOwnAccount>, session: OptionalSession) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || actions::whoami(&caller, session.0)).await?))
}

/// Change the password.
///
/// Needs the current password, and another one than that. The user's other sessions end; a link that an administrator gave
/// stays valid. A key has no password: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "change_password",
    request_body = PasswordInput,
    responses((status = 204, description = "Changed")),
    extensions(("x-problem-codes" = json!("not_found password_too_common password_too_long password_too_short \
        password_unchanged too_many_attempts wrong_password")))
)]
#[post("/v1/me/password")]
async fn change_password(user: CurrentUser, body: Body<PasswordInput>) -> Result<HttpResponse> {
    let (current, new) = body.0.read()?;
    blocking(move || actions::change_password(&user, &current, &new)).await?;
    Ok(no_content())
}

/// Sign out everywhere.
///
/// Ends all sessions of the user, the current one included. A key has no session: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "sign_out_everywhere",
    responses((status = 204, description = "Signed out everywhere")),
    extensions(("x-problem-codes" = json!("not_found")))
)]
#[delete("/v1/me/sessions")]
async fn sign_out_everywhere(user: CurrentUser, shared: web::Data<AppState>) -> Result<HttpResponse> {
    blocking(move || actions::sign_out_everywhere(&user)).await?;
    let mut response = no_content();
    shared.cookies.remove(&mut response, CookieKind::Session)?;
    Ok(response)
}

/// Begin a second factor.
///
/// Needs the password. Only this answer holds the secret. Signing in needs no code before a code has confirmed the
/// second factor. An unconfirmed one is replaced. A key has no second factor: `not_found`.
#[utoipa::path(
    tag = "me",
    operation_id = "begin_second_factor",
    request_body = ProofInput,
    responses((status = 200, description = "NewSession", body = NewSecondFactor)),
    extensions(("x-problem-codes" = json!("not_found second_factor_active too_many_attempts wrong_password")))
)]
#[post("/v1/me/second-factor")]
async fn begin_second_factor(user: CurrentUser, body: Body<ProofInput>) -> Result<HttpResponse> {
    let password = body.0.read()?;
    let begun = blocking(move || actions::begin_second_factor(&user, &password)).await?;
    let (secret, url) = (begun.secret.expose().to_owned(), begun.url.expose().to_owned());
    Ok(HttpResponse::Ok().json(NewSecondFactor { secret, url }))
}

/// Confirm a second factor.
///
/// By a code, which proves that the application has the secret and is then used up. Signing in needs a code from now
/// on. The user's other sessions end. After three wrong codes the secret is dropped: begin again.
#[utoipa::path(
    tag = "me",
    operation_id = "confirm_second_factor",
    request_body = CodeInput,
    responses((status = 204, description = "In use")),
    extensions(("x-problem-codes" = json!("not_found second_factor_active too_many_attempts wrong_code")))
)]
#[post("/v1/me/second-factor/confirmation")]
async fn confirm_second_factor(user: CurrentUser, body: Body<CodeInput>) -> Result<HttpResponse> {
    let code = required("/code", body.0.code)?;
    blocking(move || actions::confirm_second_factor(&user, &code)).await?;
    Ok(no_content())
}

/// Remove one's second factor.
///
/// Needs the password. Without a second factor: `not_found`. A user who cannot produce codes asks an administrator.
#[utoipa::path(
    tag = "me",
    operation_id = "give_up_second_factor",
    request_body = ProofInput,
    responses((status = 204, description = "Given up")),
    extensions(("x-problem-codes" = json!("not_found too_many_attempts wrong_password")))
)]
#[post("/v1/me/second-factor/removal")]
async fn give_up_second_factor(user: CurrentUser, body: Body<ProofInput>) -> Result<HttpResponse> {
    let password = body.0.read()?;
    blocking(move || actions::give_up_second_factor(&user, &password)).await?;
    Ok(no_content())
}

/// Registers the handlers of one's own account.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show).service(change_password).service(sign_out_everywhere);
    config.service(begin_second_factor).service(confirm_second_factor).service(give_up_second_factor);
}
