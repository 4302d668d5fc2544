//! What one-time links lead to: choosing a password, and the first administrator's account.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::view::{FieldErrors, page, refused, shown, to};
use crate::access::Secret;
use crate::accounts::{ClientOrigin, Context, LinkPurpose, NewAdministrator, PasswordChosen, actions};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{CookieFor, FormToken, Origin, SentForm, Shared, blocking};
use crate::values::{Email, Name};

/// Where whoever has chosen a password signs in.
const WELCOME: &str = "/connexion?bienvenue";

#[derive(Template)]
#[template(path = "password.html", config = "src/pages/askama.toml")]
struct Choose<'a> {
    token: &'a str,
    is_first: bool,
    name: String,
    email: String,
    field_errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "setup.html", config = "src/pages/askama.toml")]
struct SetUp<'a> {
    token: &'a str,
    name: &'a str,
    email: &'a str,
    field_errors: FieldErrors,
}

/// To where they sign in, by a browser that is known from now on.
fn welcome(request: &HttpRequest, chosen: &PasswordChosen) -> Result<HttpResponse> {
    let mut response = to(WELCOME);
    let shared = request.app_data::<web::Data<Shared>>();
    let shared = shared.ok_or_else(|| AppError::internal(anyhow::anyhow!("the application has no shared data")))?;
    shared.cookies.keep(&mut response, CookieFor::Device, &chosen.device)?;
    Ok(response)
}

/// Both times the same, so that a slip of the finger locks nobody out.
pub(super) fn twice(form: &SentForm) -> Result<Secret> {
    let password = form.secret("password");
    if password != form.secret("again") {
        let detail = "Les deux saisies diffèrent.";
        return Err(FieldError::new("/again", ProblemCode::InvalidBody).with_detail(detail).into());
    }
    Ok(password)
}

async fn choose(
    request: &HttpRequest,
    context: &web::Data<Context>,
    link: &str,
    purpose: LinkPurpose,
    form: Option<Result<SentForm>>,
) -> Result<HttpResponse> {
    let form = form.transpose()?;
    let (looking, known) = (context.clone(), link.to_owned());
    let user = blocking(move || actions::invited(&looking, purpose, &known)).await?;
    let error = match form {
        None => None,
        Some(form) => match choosing(request, context, link, purpose, &form).await {
            Ok(chosen) => return welcome(request, &chosen),
            Err(error) if error.field_errors.is_empty() && error.code != ProblemCode::TooManyAttempts => {
                return Err(error);
            }
            Err(error) => Some(error),
        },
    };
    let token = FormToken::of(request)?;
    let template = Choose {
        token: &token.shown,
        is_first: purpose == LinkPurpose::Invitation,
        name: user.name.to_string(),
        email: user.email.to_string(),
        field_errors: error.as_ref().map(FieldErrors::of).unwrap_or_default(),
    };
    match error {
        Some(error) => refused(request, &token, &template, &error),
        None => page(request, Some(&token), &template),
    }
}

async fn choosing(
    request: &HttpRequest,
    context: &web::Data<Context>,
    link: &str,
    purpose: LinkPurpose,
    form: &SentForm,
) -> Result<PasswordChosen> {
    let (context, link, password) = (context.clone(), link.to_owned(), twice(form)?);
    let place = ClientOrigin::from(Origin::of(request));
    blocking(move || actions::choose_password(&context, purpose, &link, &password, &place)).await
}

#[get("/invitation/{token}")]
async fn invitation(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &context, &link, LinkPurpose::Invitation, None).await)
}

#[post("/invitation/{token}")]
async fn accept(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &context, &link, LinkPurpose::Invitation, Some(form)).await)
}

#[get("/reinitialisation/{token}")]
async fn reset(request: HttpRequest, context: web::Data<Context>, link: web::Path<String>) -> Result<HttpResponse> {
    shown(&request, choose(&request, &context, &link, LinkPurpose::Reset, None).await)
}

#[post("/reinitialisation/{token}")]
async fn choose_again(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &context, &link, LinkPurpose::Reset, Some(form)).await)
}

#[get("/installation/{token}")]
async fn installation(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    let (context, link) = (context.clone(), link.into_inner());
    let open = blocking(move || actions::set_up_is_open(&context, &link)).await;
    shown(&request, open.and_then(|()| asked(&request, None)))
}

fn asked(request: &HttpRequest, answer: Option<(&SentForm, &AppError)>) -> Result<HttpResponse> {
    let token = FormToken::of(request)?;
    let text = |name| answer.map(|(form, _)| form.text(name)).unwrap_or_default();
    let field_errors = answer.map(|(_, error)| FieldErrors::of(error)).unwrap_or_default();
    let template = SetUp { token: &token.shown, name: text("name"), email: text("email"), field_errors };
    match answer {
        Some((_, error)) => refused(request, &token, &template, error),
        None => page(request, Some(&token), &template),
    }
}

#[post("/installation/{token}")]
async fn install(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, installed(&request, context, link.into_inner(), form).await)
}

async fn installed(
    request: &HttpRequest,
    context: web::Data<Context>,
    link: String,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let place = ClientOrigin::from(Origin::of(request));
    let made = match administrator(&form) {
        Ok(new) => blocking(move || actions::set_up(&context, &link, &new, &place)).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(chosen) => welcome(request, &chosen),
        Err(error) if error.field_errors.is_empty() && error.code != ProblemCode::TooManyAttempts => Err(error),
        Err(error) => asked(request, Some((&form, &error))),
    }
}

fn administrator(form: &SentForm) -> Result<NewAdministrator> {
    let (name, email) = (Name::parse(form.text("name")), Email::parse(form.text("email")));
    match (name, email, twice(form)) {
        (Ok(name), Ok(email), Ok(password)) => Ok(NewAdministrator { email, name, password }),
        (name, email, password) => {
            let field_error = |pointer: &str, invalid: crate::values::InvalidValue| {
                FieldError::new(pointer, invalid.code).with_detail(invalid.detail)
            };
            let own = [
                name.err().map(|invalid| field_error("/name", invalid)),
                email.err().map(|invalid| field_error("/email", invalid)),
            ];
            let field_errors =
                own.into_iter().flatten().chain(password.err().into_iter().flat_map(|error| error.field_errors));
            Err(AppError::from_field_errors(field_errors.collect()))
        }
    }
}

/// The addresses of links.
pub fn routes(config: &mut ServiceConfig) {
    config.service(invitation).service(accept).service(reset).service(choose_again);
    config.service(installation).service(install);
}
