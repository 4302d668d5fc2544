//! The pages of one-time links: choosing a password, and creating the first administrator's account.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

use super::error_page::invalid_link_page;
use super::form_errors::FormErrors;
use super::plain_shell::PlainShell;
use super::sign_in::go_on;
use super::view::{new_password, plain_page};
use crate::accounts::{ClientOrigin, Context, LinkPurpose, NewAdministrator, PasswordChosen, actions};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{Handlers, Origin, SentForm, blocking};
use crate::values::{Email, InvalidValue, Name};

#[derive(Template)]
#[template(path = "password.html", config = "src/pages/askama.toml")]
struct ChoosePassword<'a> {
    shell: &'a PlainShell,
    is_first: bool,
    name: String,
    email: String,
    field_errors: FormErrors,
}

#[derive(Template)]
#[template(path = "setup.html", config = "src/pages/askama.toml")]
struct SetUp<'a> {
    shell: &'a PlainShell,
    name: &'a str,
    email: &'a str,
    field_errors: FormErrors,
}

/// The response; for a link that is not valid, the page that says so.
fn or_invalid_link(request: &HttpRequest, outcome: Result<HttpResponse>) -> Result<HttpResponse> {
    match outcome {
        Err(error) if error.code == ProblemCode::NotFound => invalid_link_page(&error, request),
        outcome => outcome,
    }
}

async fn password_form(
    request: &HttpRequest,
    context: &web::Data<Context>,
    link: &str,
    purpose: LinkPurpose,
    form: Option<Result<SentForm>>,
) -> Result<HttpResponse> {
    let form = form.transpose()?;
    let (lookup_context, lookup_link) = (context.clone(), link.to_owned());
    let user = blocking(move || actions::invited(&lookup_context, purpose, &lookup_link)).await?;
    let error = match form {
        None => None,
        Some(form) => match choose_password(request, context, link, purpose, &form).await {
            Ok(chosen) => return go_on(request, context, chosen, form.secret("password")).await,
            Err(error) if error.field_errors.is_empty() && error.code != ProblemCode::TooManyAttempts => {
                return Err(error);
            }
            Err(error) => Some(error),
        },
    };
    let shell = PlainShell::of(request)?;
    let template = ChoosePassword {
        shell: &shell,
        is_first: purpose == LinkPurpose::Invitation,
        name: user.name.to_string(),
        email: user.email.to_string(),
        field_errors: FormErrors::at_pointers(error.as_ref()),
    };
    plain_page(request, &shell, &template, error.as_ref())
}

async fn choose_password(
    request: &HttpRequest,
    context: &web::Data<Context>,
    link: &str,
    purpose: LinkPurpose,
    form: &SentForm,
) -> Result<PasswordChosen> {
    let (context, link, password) = (context.clone(), link.to_owned(), new_password(form)?);
    let place = ClientOrigin::from(Origin::of(request));
    blocking(move || actions::choose_password(&context, purpose, &link, &password, &place)).await
}

#[get("/invitation/{token}")]
async fn invitation_page(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    or_invalid_link(&request, password_form(&request, &context, &link, LinkPurpose::Invitation, None).await)
}

#[post("/invitation/{token}")]
async fn submit_invitation(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    or_invalid_link(&request, password_form(&request, &context, &link, LinkPurpose::Invitation, Some(form)).await)
}

#[get("/reinitialisation/{token}")]
async fn reset_page(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    or_invalid_link(&request, password_form(&request, &context, &link, LinkPurpose::Reset, None).await)
}

#[post("/reinitialisation/{token}")]
async fn submit_reset(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    or_invalid_link(&request, password_form(&request, &context, &link, LinkPurpose::Reset, Some(form)).await)
}

#[get("/installation/{token}")]
async fn installation_page(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    let (context, link) = (context.clone(), link.into_inner());
    let open = blocking(move || actions::set_up_is_open(&context, &link)).await;
    or_invalid_link(&request, open.and_then(|()| installation_form(&request, None)))
}

fn installation_form(request: &HttpRequest, refused: Option<(&SentForm, &AppError)>) -> Result<HttpResponse> {
    let shell = PlainShell::of(request)?;
    let text = |name| refused.map(|(form, _)| form.text(name)).unwrap_or_default();
    let field_errors = FormErrors::at_pointers(refused.map(|(_, error)| error));
    let template = SetUp { shell: &shell, name: text("name"), email: text("email"), field_errors };
    plain_page(request, &shell, &template, refused.map(|(_, error)| error))
}

#[post("/installation/{token}")]
async fn submit_installation(
    request: HttpRequest,
    context: web::Data<Context>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    or_invalid_link(&request, install(&request, context, link.into_inner(), form).await)
}

async fn install(
    request: &HttpRequest,
    context: web::Data<Context>,
    link: String,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let place = ClientOrigin::from(Origin::of(request));
    let set_up_context = context.clone();
    let created = match administrator(&form) {
        Ok(new) => blocking(move || actions::set_up(&set_up_context, &link, &new, &place)).await,
        Err(error) => Err(error),
    };
    match created {
        Ok(chosen) => go_on(request, &context, chosen, form.secret("password")).await,
        Err(error) if error.field_errors.is_empty() && error.code != ProblemCode::TooManyAttempts => Err(error),
        Err(error) => installation_form(request, Some((&form, &error))),
    }
}

fn administrator(form: &SentForm) -> Result<NewAdministrator> {
    let (name, email) = (Name::parse(form.text("name")), Email::parse(form.text("email")));
    match (name, email, new_password(form)) {
        (Ok(name), Ok(email), Ok(password)) => Ok(NewAdministrator { email, name, password }),
        (name, email, password) => {
            let field_error = |pointer: &str, invalid: InvalidValue| {
                FieldError::new(pointer, invalid.code).with_detail(invalid.detail)
            };
            let of_fields = [
                name.err().map(|invalid| field_error("/name", invalid)),
                email.err().map(|invalid| field_error("/email", invalid)),
            ];
            let field_errors =
                of_fields.into_iter().flatten().chain(password.err().into_iter().flat_map(|error| error.field_errors));
            Err(AppError::from_field_errors(field_errors.collect()))
        }
    }
}

/// The routes of one-time links.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/invitation/").public("/reinitialisation/").public("/installation/");
    config
        .undescribed(invitation_page)
        .undescribed(submit_invitation)
        .undescribed(reset_page)
        .undescribed(submit_reset);
    config.undescribed(installation_page).undescribed(submit_installation);
}
