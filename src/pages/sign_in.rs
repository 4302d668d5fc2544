//! `/connexion`: e-mail address and password, then the code of the second factor.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

use super::view::{FieldErrors, or_error_page, page, page_with_error, redirect};
use crate::access::Secret;
use crate::accounts::actions::{self, Credentials, SignInOutcome};
use crate::accounts::{ClientOrigin, Context, SignedIn};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{AppState, CookieKind, FormToken, Handlers, Origin, SentForm, blocking};

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
async fn sign_in_page(request: HttpRequest) -> Result<HttpResponse> {
    let token = FormToken::of(&request)?;
    let is_welcome = request.query_string() == "bienvenue";
    let template = SignIn { token: &token.value, email: "", field_errors: FieldErrors::default(), is_welcome };
    page(&request, Some(&token), &template)
}

#[post("/connexion")]
async fn submit_password(
    request: HttpRequest,
    state: web::Data<AppState>,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    or_error_page(&request, sign_in(&request, &state, context, origin, form).await)
}

async fn sign_in(
    request: &HttpRequest,
    state: &AppState,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let credentials =
        Credentials { email: form.text("email").to_owned(), password: form.secret("password"), code: None };
    let attempt = move || actions::sign_in(&context, &credentials, &ClientOrigin::from(origin));
    match blocking(attempt).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => start_session(state, &signed_in),
        Ok(SignInOutcome::CodeNeeded(step)) => {
            let token = FormToken::of(request)?;
            let template = Code { token: &token.value, field_errors: FieldErrors::default() };
            let mut response = page(request, Some(&token), &template)?;
            state.cookies.set(&mut response, CookieKind::SecondStep, &step)?;
            Ok(response)
        }
        Err(error) if is_shown_in_form(&error) => {
            let token = FormToken::of(request)?;
            let (email, field_errors) = (form.text("email"), FieldErrors::of(&error));
            page_with_error(
                request,
                &token,
                &SignIn { token: &token.value, email, field_errors, is_welcome: false },
                &error,
            )
        }
        Err(error) => Err(error),
    }
}

fn is_shown_in_form(error: &AppError) -> bool {
    use ProblemCode::{SecondFactorRequired, SignInRefused, TooManyAttempts};
    matches!(error.code, SecondFactorRequired | SignInRefused | TooManyAttempts)
}

fn start_session(state: &AppState, signed_in: &SignedIn) -> Result<HttpResponse> {
    let mut response = redirect("/");
    state.cookies.set(&mut response, CookieKind::Session, &signed_in.new_session.token)?;
    state.cookies.set(&mut response, CookieKind::Device, &signed_in.device)?;
    state.cookies.remove(&mut response, CookieKind::SecondStep)?;
    Ok(response)
}

#[get("/connexion/code")]
async fn code_page() -> HttpResponse {
    redirect("/connexion")
}

#[post("/connexion/code")]
async fn submit_code(
    request: HttpRequest,
    state: web::Data<AppState>,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let step = state.cookies.get(&request, CookieKind::SecondStep);
    or_error_page(&request, sign_in_with_code(&request, &state, context, origin, form, step).await)
}

async fn sign_in_with_code(
    request: &HttpRequest,
    state: &AppState,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
    step: Option<Secret>,
) -> Result<HttpResponse> {
    let (form, Some(step)) = (form?, step) else { return Ok(redirect("/connexion")) };
    let code = form.text("code").to_owned();
    let attempt = move || actions::sign_in_with_code(&context, &step, &code, &ClientOrigin::from(origin));
    match blocking(attempt).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => start_session(state, &signed_in),
        // The password step has expired.
        Ok(SignInOutcome::CodeNeeded(_)) => Ok(redirect("/connexion")),
        Err(error) if error.code == ProblemCode::NotFound => Ok(redirect("/connexion")),
        Err(error) if is_shown_in_form(&error) => {
            let token = FormToken::of(request)?;
            page_with_error(
                request,
                &token,
                &Code { token: &token.value, field_errors: FieldErrors::of(&error) },
                &error,
            )
        }
        Err(error) => Err(error),
    }
}

/// The routes of sign-in.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/connexion").public("/connexion/");
    config.undescribed(sign_in_page).undescribed(submit_password).undescribed(code_page).undescribed(submit_code);
}
