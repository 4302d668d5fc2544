//! `/compte`: the user's account, its password and second factor, and sign-out.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

use super::form_errors::FormErrors;
use super::qr_code::QrDrawing;
use super::shell::{Place, Shell};
use super::view::{new_password, page, page_with_error, redirect};
use crate::accounts::actions::{self, Enrolment};
use crate::accounts::{CurrentUser, User};
use crate::error::{AppError, FieldError, Result};
use crate::http::{AppState, CookieKind, Handlers, SentForm, blocking};
use crate::values::Email;

#[derive(Template)]
#[template(path = "account.html", config = "src/pages/askama.toml")]
struct Account<'a> {
    shell: Shell,
    user: &'a User,
    sectors: String,
}

#[derive(Template)]
#[template(path = "change_password.html", config = "src/pages/askama.toml")]
struct ChangePassword {
    shell: Shell,
    /// The address of the account, for password managers.
    email: Email,
    field_errors: FormErrors,
    is_done: bool,
}

#[derive(Template)]
#[template(path = "second_factor.html", config = "src/pages/askama.toml")]
struct SecondFactor<'a> {
    shell: Shell,
    email: Email,
    is_active: bool,
    /// The new secret, until a code confirms it.
    new_secret: Option<NewSecret<'a>>,
    field_errors: FormErrors,
}

/// A secret for an authenticator application.
struct NewSecret<'a> {
    letters: &'a str,
    url: &'a str,
    code: QrDrawing,
}

impl<'a> NewSecret<'a> {
    fn of(enrolment: &'a Enrolment) -> Result<Self> {
        let url = enrolment.url.expose();
        Ok(Self { letters: enrolment.secret.expose(), url, code: QrDrawing::of(url)? })
    }
}

/// The current user, and the layout around the pages of their account.
async fn signed_in(request: &HttpRequest, user: &CurrentUser) -> Result<(User, Shell)> {
    let user = user.clone();
    let user = blocking(move || actions::current(&user)).await?;
    let shell = Shell::of(request, &user, Place::Account)?;
    Ok((user, shell))
}

#[get("/compte")]
async fn account(request: HttpRequest, user: CurrentUser) -> Result<HttpResponse> {
    let (user, shell) = signed_in(&request, &user).await?;
    let sectors = user.sectors.iter().map(|sector| sector.label()).collect::<Vec<_>>().join(", ");
    page(&Account { shell, user: &user, sectors })
}

#[get("/compte/mot-de-passe")]
async fn password_page(request: HttpRequest, user: CurrentUser) -> Result<HttpResponse> {
    let (User { email, .. }, shell) = signed_in(&request, &user).await?;
    page(&ChangePassword { shell, email, field_errors: FormErrors::default(), is_done: false })
}

#[post("/compte/mot-de-passe")]
async fn submit_password(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let form = form?;
    let (User { email, .. }, shell) = signed_in(&request, &user).await?;
    let changed = match new_password(&form) {
        Ok(new) => {
            let current = form.secret("current");
            blocking(move || actions::change_password(&user, &current, &new)).await
        }
        Err(error) => Err(error),
    };
    let field_errors = FormErrors::at_pointers(changed.as_ref().err());
    let template = ChangePassword { shell, email, field_errors, is_done: changed.is_ok() };
    match changed {
        Ok(()) => page(&template),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => page_with_error(&template, &error),
    }
}

/// The page in one of its states; after an error, with the error.
fn second_factor_page(
    (user, shell): (User, Shell),
    enrolment: Option<&Enrolment>,
    error: Option<AppError>,
) -> Result<HttpResponse> {
    let new_secret = enrolment.map(NewSecret::of).transpose()?;
    let field_errors = FormErrors::at_pointers(error.as_ref());
    let template = SecondFactor { shell, email: user.email, is_active: user.second_factor, new_secret, field_errors };
    match error {
        Some(error) if error.cause.is_some() => Err(error),
        Some(error) => page_with_error(&template, &error),
        None => page(&template),
    }
}

#[get("/compte/second-facteur")]
async fn second_factor(request: HttpRequest, user: CurrentUser) -> Result<HttpResponse> {
    second_factor_page(signed_in(&request, &user).await?, None, None)
}

#[post("/compte/second-facteur")]
async fn submit_begin(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    let signed_in = signed_in(&request, &user).await?;
    match blocking(move || actions::begin_second_factor(&user, &password)).await {
        Ok(begun) => second_factor_page(signed_in, Some(&begun), None),
        Err(error) => second_factor_page(signed_in, None, Some(error)),
    }
}

#[post("/compte/second-facteur/confirmation")]
async fn submit_code(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let code = form?.text("code").to_owned();
    let signed_in = signed_in(&request, &user).await?;
    let (user_again, confirm) = (user.clone(), move || actions::confirm_second_factor(&user, &code));
    let Err(error) = blocking(confirm).await else { return Ok(redirect("/compte/second-facteur")) };
    // The secret is shown again as long as it can be confirmed.
    match blocking(move || actions::second_factor_under_way(&user_again)).await? {
        Some(enrolment) => second_factor_page(signed_in, Some(&enrolment), Some(error)),
        None => second_factor_page(signed_in, None, Some(above_the_form(error))),
    }
}

/// The page then begins anew and has no field for a code: the error moves above the form.
fn above_the_form(error: AppError) -> AppError {
    let above = |field_error| FieldError { pointer: String::new(), ..field_error };
    AppError { field_errors: error.field_errors.into_iter().map(above).collect(), ..error }
}

#[post("/compte/second-facteur/retrait")]
async fn submit_removal(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    let signed_in = signed_in(&request, &user).await?;
    match blocking(move || actions::give_up_second_factor(&user, &password)).await {
        Ok(()) => Ok(redirect("/compte/second-facteur")),
        Err(error) => second_factor_page(signed_in, None, Some(error)),
    }
}

#[post("/compte/deconnexion")]
async fn submit_sign_out(
    state: web::Data<AppState>,
    user: CurrentUser,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let everywhere = form?.text("partout") == "oui";
    blocking(move || match everywhere {
        true => actions::sign_out_everywhere(&user),
        false => actions::sign_out(&user),
    })
    .await?;
    let mut response = redirect("/connexion");
    state.cookies.remove(&mut response, CookieKind::Session)?;
    Ok(response)
}

/// The routes of the account.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/compte").page("/compte/");
    config.undescribed(account).undescribed(password_page).undescribed(submit_password).undescribed(submit_sign_out);
    config.undescribed(second_factor).undescribed(submit_begin).undescribed(submit_code).undescribed(submit_removal);
}
