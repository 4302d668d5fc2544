//! `/connexion`: e-mail address and password, then the code of the second factor, then back to the page that was asked
//! for.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;
use serde::Deserialize;

use super::form_errors::FormErrors;
use super::plain_shell::PlainShell;
use super::view::{plain_page, redirect};
use crate::access::Secret;
use crate::accounts::actions::{self, Credentials, SignInOutcome};
use crate::accounts::{ClientOrigin, Context, PasswordChosen, SignedIn};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{AppState, CookieKind, Handlers, Origin, ReturnPath, SentForm, blocking};

/// The page, with a welcome after a password was chosen.
const WELCOME: &str = "/connexion?bienvenue";

/// Why the page is shown, beside being asked for.
#[derive(PartialEq, Eq)]
enum Reason {
    None,
    /// A password was chosen.
    Welcome,
    /// A page needs a session, and the browser has none.
    PageAskedFor,
    /// A page needs a session, and that of the browser has ended.
    SessionEnded,
}

#[derive(Template)]
#[template(path = "sign_in.html", config = "src/pages/askama.toml")]
struct SignIn<'a> {
    shell: &'a PlainShell,
    reason: Reason,
    email: &'a str,
    return_to: &'a str,
    field_errors: FormErrors,
}

#[derive(Template)]
#[template(path = "code.html", config = "src/pages/askama.toml")]
struct Code<'a> {
    shell: &'a PlainShell,
    return_to: &'a str,
    field_errors: FormErrors,
}

#[derive(Deserialize)]
struct Parameters {
    suite: Option<String>,
    bienvenue: Option<String>,
}

/// The address in the form or parameter `suite`; the start page for any that is not ours.
fn return_path(text: &str) -> String {
    ReturnPath::parse(text).map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned())
}

#[get("/connexion")]
async fn sign_in_page(
    request: HttpRequest,
    state: web::Data<AppState>,
    parameters: web::Query<Parameters>,
) -> Result<HttpResponse> {
    let return_to = return_path(parameters.suite.as_deref().unwrap_or_default());
    let reason = match return_to.as_str() {
        "/" if parameters.bienvenue.is_some() => Reason::Welcome,
        "/" => Reason::None,
        _ if state.cookies.get(&request, CookieKind::Session).is_some() => Reason::SessionEnded,
        _ => Reason::PageAskedFor,
    };
    let shell = PlainShell::of(&request)?;
    let template =
        SignIn { shell: &shell, reason, email: "", return_to: &return_to, field_errors: FormErrors::default() };
    plain_page(&request, &shell, &template, None)
}

#[post("/connexion")]
async fn submit_password(
    request: HttpRequest,
    state: web::Data<AppState>,
    context: web::Data<Context>,
    origin: Origin,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let return_to = return_path(form.text("suite"));
    let credentials =
        Credentials { email: form.text("email").to_owned(), password: form.secret("password"), code: None };
    let attempt = move || actions::sign_in(&context, &credentials, &ClientOrigin::from(origin));
    match blocking(attempt).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => start_session(&state, &signed_in, &return_to),
        Ok(SignInOutcome::CodeNeeded(step)) => {
            let mut response = code_form(&request, &return_to, None)?;
            state.cookies.set(&mut response, CookieKind::SecondStep, &step)?;
            Ok(response)
        }
        Err(error) if is_shown_in_form(&error) => {
            let shell = PlainShell::of(&request)?;
            let (email, field_errors) = (form.text("email"), FormErrors::at_pointers(&error));
            let template = SignIn { shell: &shell, reason: Reason::None, email, return_to: &return_to, field_errors };
            plain_page(&request, &shell, &template, Some(&error))
        }
        Err(error) => Err(error),
    }
}

fn is_shown_in_form(error: &AppError) -> bool {
    use ProblemCode::{SecondFactorRequired, SignInRefused, TooManyAttempts};
    matches!(error.code, SecondFactorRequired | SignInRefused | TooManyAttempts)
}

fn code_form(request: &HttpRequest, return_to: &str, error: Option<&AppError>) -> Result<HttpResponse> {
    let shell = PlainShell::of(request)?;
    let field_errors = FormErrors::at_pointers(error);
    plain_page(request, &shell, &Code { shell: &shell, return_to, field_errors }, error)
}

fn start_session(state: &AppState, signed_in: &SignedIn, return_to: &str) -> Result<HttpResponse> {
    let mut response = redirect(return_to);
    state.cookies.set(&mut response, CookieKind::Session, &signed_in.new_session.token)?;
    state.cookies.set(&mut response, CookieKind::Device, &signed_in.device)?;
    state.cookies.remove(&mut response, CookieKind::SecondStep)?;
    Ok(response)
}

/// Signs in with the password just chosen, in the browser that chose it: to the start page, or to the code of the second
/// factor. If that is refused, the sign-in page says that the password is stored.
///
/// # Errors
/// `internal`, `unavailable`.
pub async fn go_on(
    request: &HttpRequest,
    context: &web::Data<Context>,
    chosen: PasswordChosen,
    password: Secret,
) -> Result<HttpResponse> {
    let state = AppState::of(request)?;
    // The browser is known from now on, so what others tried at the account does not count.
    let origin = ClientOrigin { device: Some(chosen.device.clone()), ..ClientOrigin::from(Origin::of(request)) };
    let credentials = Credentials { email: chosen.user.email.to_string(), password, code: None };
    let context = context.clone();
    match blocking(move || actions::sign_in(&context, &credentials, &origin)).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => start_session(state, &signed_in, "/"),
        Ok(SignInOutcome::CodeNeeded(step)) => {
            let mut response = code_form(request, "/", None)?;
            state.cookies.set(&mut response, CookieKind::Device, &chosen.device)?;
            state.cookies.set(&mut response, CookieKind::SecondStep, &step)?;
            Ok(response)
        }
        Err(error) if is_shown_in_form(&error) => {
            let mut response = redirect(WELCOME);
            state.cookies.set(&mut response, CookieKind::Device, &chosen.device)?;
            Ok(response)
        }
        Err(error) => Err(error),
    }
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
    let form = form?;
    let return_to = return_path(form.text("suite"));
    let from_the_start = ReturnPath::sign_in_address(ReturnPath::parse(&return_to).as_ref())?;
    let Some(step) = state.cookies.get(&request, CookieKind::SecondStep) else { return Ok(redirect(&from_the_start)) };
    let code = form.text("code").to_owned();
    let attempt = move || actions::sign_in_with_code(&context, &step, &code, &ClientOrigin::from(origin));
    match blocking(attempt).await {
        Ok(SignInOutcome::SignedIn(signed_in)) => start_session(&state, &signed_in, &return_to),
        // The password step has expired.
        Ok(SignInOutcome::CodeNeeded(_)) => Ok(redirect(&from_the_start)),
        Err(error) if error.code == ProblemCode::NotFound => Ok(redirect(&from_the_start)),
        Err(error) if is_shown_in_form(&error) => code_form(&request, &return_to, Some(&error)),
        Err(error) => Err(error),
    }
}

/// The routes of sign-in.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/connexion").public("/connexion/");
    config.undescribed(sign_in_page).undescribed(submit_password).undescribed(code_page).undescribed(submit_code);
}
