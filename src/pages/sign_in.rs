//! `/connexion`: address and password, then the code where there is a second factor.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::view::{FieldErrors, page, refused, shown, to};
use crate::access::Secret;
use crate::accounts::actions::{self, Credentials, SignInOutcome};
use crate::accounts::{ClientOrigin, Context, SignedIn};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{CookieFor, FormToken, Origin, SentForm, Shared, blocking};

#[derive(Template)]
#[template(path = "sign_in.html", config = "src/pages/askama.toml")]
struct SignIn<'a> {
    token: &'a str,
    email: &'a str,
    field_errors: FieldErrors,
    is_welcome: bool,
}

#[derive(Template)]
#[template(path = "code.html", config = "src/pages/askama.toml")]
struct Code<'a> {
    token: &'a str,
    field_errors: FieldErrors,
}

#[get("/connexion")]
async fn ask(request: HttpRequest) -> Result<HttpResponse> {
    let token = FormToken::of(&request)?;
    let is_welcome = request.query_string() == "bienvenue";
    let template = SignIn { token: &token.shown, email: "", field_errors: FieldErrors::default(), is_welcome };
    page(&request, Some(&token), &template)
}

#[post("/connexion")]
async fn sign_in(
    request: HttpRequest,
    shared: web::Data<Shared>,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, signed_in(&request, &shared, context, origin, form).await)
}

async fn signed_in(
    request: &HttpRequest,
    shared: &Shared,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let credentials =
        Credentials { email: form.text("email").to_owned(), password: form.secret("password"), code: None };
    let entering = move || actions::sign_in(&context, &credentials, &ClientOrigin::from(origin));
    match blocking(entering).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => welcome(shared, &signed_in),
        Ok(SignInOutcome::CodeNeeded(step)) => {
            let token = FormToken::of(request)?;
            let template = Code { token: &token.shown, field_errors: FieldErrors::default() };
            let mut response = page(request, Some(&token), &template)?;
            shared.cookies.keep(&mut response, CookieFor::SecondStep, &step)?;
            Ok(response)
        }
        Err(error) if is_about_the_form(&error) => {
            let token = FormToken::of(request)?;
            let (email, field_errors) = (form.text("email"), FieldErrors::of(&error));
            refused(request, &token, &SignIn { token: &token.shown, email, field_errors, is_welcome: false }, &error)
        }
        Err(error) => Err(error),
    }
}

fn is_about_the_form(error: &AppError) -> bool {
    use ProblemCode::{SecondFactorRequired, SignInRefused, TooManyAttempts};
    matches!(error.code, SecondFactorRequired | SignInRefused | TooManyAttempts)
}

fn welcome(shared: &Shared, signed_in: &SignedIn) -> Result<HttpResponse> {
    let mut response = to("/");
    shared.cookies.keep(&mut response, CookieFor::Session, &signed_in.new_session.token)?;
    shared.cookies.keep(&mut response, CookieFor::Device, &signed_in.device)?;
    shared.cookies.forget(&mut response, CookieFor::SecondStep)?;
    Ok(response)
}

#[get("/connexion/code")]
async fn code_alone() -> HttpResponse {
    to("/connexion")
}

#[post("/connexion/code")]
async fn give_code(
    request: HttpRequest,
    shared: web::Data<Shared>,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let step = shared.cookies.sent(&request, CookieFor::SecondStep);
    shown(&request, code_given(&request, &shared, context, origin, form, step).await)
}

async fn code_given(
    request: &HttpRequest,
    shared: &Shared,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
    step: Option<Secret>,
) -> Result<HttpResponse> {
    let (form, Some(step)) = (form?, step) else { return Ok(to("/connexion")) };
    let code = form.text("code").to_owned();
    let entering = move || actions::sign_in_with_code(&context, &step, &code, &ClientOrigin::from(origin));
    match blocking(entering).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => welcome(shared, &signed_in),
        // The password was given too long ago.
        Ok(SignInOutcome::CodeNeeded(_)) => Ok(to("/connexion")),
        Err(error) if error.code == ProblemCode::NotFound => Ok(to("/connexion")),
        Err(error) if is_about_the_form(&error) => {
            let token = FormToken::of(request)?;
            refused(request, &token, &Code { token: &token.shown, field_errors: FieldErrors::of(&error) }, &error)
        }
        Err(error) => Err(error),
    }
}

/// The addresses of signing in.
pub fn routes(config: &mut ServiceConfig) {
    config.service(ask).service(sign_in).service(code_alone).service(give_code);
}
