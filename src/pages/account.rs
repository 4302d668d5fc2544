//! Pages of the user's account: home, password, second factor, sign-out.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template;

use super::view::{FieldErrors, new_password, or_error_page, page, page_with_error, redirect};
use crate::accounts::{CurrentUser, User, actions};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{AppState, CookieKind, FormToken, Handlers, SentForm, blocking};

#[derive(Template)]
#[template(path = "home.html", config = "src/pages/askama.toml")]
struct Home<'a> {
    token: &'a str,
    user: &'a User,
    sectors: String,
}

#[derive(Template)]
#[template(path = "change_password.html", config = "src/pages/askama.toml")]
struct ChangePassword<'a> {
    token: &'a str,
    field_errors: FieldErrors,
    is_done: bool,
}

#[derive(Template)]
#[template(path = "second_factor.html", config = "src/pages/askama.toml")]
struct SecondFactor<'a> {
    token: &'a str,
    is_active: bool,
    /// The new secret in letters and as a URL, shown once.
    new_secret: Option<(&'a str, &'a str)>,
    field_errors: FieldErrors,
}

#[get("/")]
async fn home(request: HttpRequest, user: Result<CurrentUser>) -> Result<HttpResponse> {
    let user = match user {
        // An API key has no account.
        Err(error) if error.code == ProblemCode::NotFound => return Ok(redirect("/docs/")),
        user => user?,
    };
    let user = blocking(move || actions::current(&user)).await?;
    let token = FormToken::of(&request)?;
    let sectors = user.sectors.iter().map(|sector| sector.label()).collect::<Vec<_>>().join(", ");
    page(&request, Some(&token), &Home { token: &token.value, user: &user, sectors })
}

#[get("/compte/mot-de-passe")]
async fn password_page(request: HttpRequest, _user: CurrentUser) -> Result<HttpResponse> {
    let token = FormToken::of(&request)?;
    page(
        &request,
        Some(&token),
        &ChangePassword { token: &token.value, field_errors: FieldErrors::default(), is_done: false },
    )
}

#[post("/compte/mot-de-passe")]
async fn submit_password(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    or_error_page(&request, change_password(&request, user, form).await)
}

async fn change_password(request: &HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let form = form?;
    let changed = match new_password(&form) {
        Ok(new) => {
            let current = form.secret("current");
            blocking(move || actions::change_password(&user, &current, &new)).await
        }
        Err(error) => Err(error),
    };
    let token = FormToken::of(request)?;
    let field_errors = changed.as_ref().err().map(FieldErrors::of).unwrap_or_default();
    let template = ChangePassword { token: &token.value, field_errors, is_done: changed.is_ok() };
    match changed {
        Ok(()) => page(request, Some(&token), &template),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => page_with_error(request, &token, &template, &error),
    }
}

fn second_factor_page(
    request: &HttpRequest,
    is_active: bool,
    new_secret: Option<(&str, &str)>,
    error: Option<AppError>,
) -> Result<HttpResponse> {
    let token = FormToken::of(request)?;
    let field_errors = error.as_ref().map(FieldErrors::of).unwrap_or_default();
    let template = SecondFactor { token: &token.value, is_active, new_secret, field_errors };
    match error {
        Some(error) if error.cause.is_some() => Err(error),
        Some(error) => page_with_error(request, &token, &template, &error),
        None => page(request, Some(&token), &template),
    }
}

#[get("/compte/second-facteur")]
async fn second_factor(request: HttpRequest, user: CurrentUser) -> Result<HttpResponse> {
    let is_active = blocking(move || Ok(actions::current(&user)?.second_factor)).await?;
    second_factor_page(&request, is_active, None, None)
}

#[post("/compte/second-facteur")]
async fn submit_begin(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    or_error_page(&request, begin(&request, user, form).await)
}

async fn begin(request: &HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match blocking(move || actions::begin_second_factor(&user, &password)).await {
        Ok(begun) => second_factor_page(request, false, Some((begun.secret.expose(), begun.url.expose())), None),
        Err(error) => second_factor_page(request, false, None, Some(error)),
    }
}

#[post("/compte/second-facteur/confirmation")]
async fn submit_code(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    or_error_page(&request, confirm(&request, user, form).await)
}

async fn confirm(request: &HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let code = form?.text("code").to_owned();
    match blocking(move || actions::confirm_second_factor(&user, &code)).await {
        Ok(()) => Ok(redirect("/compte/second-facteur")),
        Err(error) => second_factor_page(request, false, None, Some(above_the_form(error))),
    }
}

/// The secret is shown once, so after a wrong code the user starts again: the error moves above the form and says so.
fn above_the_form(error: AppError) -> AppError {
    let field_errors = error.field_errors.into_iter().map(|field_error| {
        let detail = format!("{} Recommencez, avec un secret nouveau.", field_error.detail);
        FieldError { pointer: String::new(), detail, ..field_error }
    });
    AppError { field_errors: field_errors.collect(), ..error }
}

#[post("/compte/second-facteur/retrait")]
async fn submit_removal(request: HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    or_error_page(&request, remove(&request, user, form).await)
}

async fn remove(request: &HttpRequest, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match blocking(move || actions::give_up_second_factor(&user, &password)).await {
        Ok(()) => Ok(redirect("/compte/second-facteur")),
        Err(error) => second_factor_page(request, true, None, Some(error)),
    }
}

#[post("/compte/deconnexion")]
async fn submit_sign_out(
    request: HttpRequest,
    state: web::Data<AppState>,
    user: CurrentUser,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    or_error_page(&request, sign_out(&state, user, form).await)
}

async fn sign_out(state: &AppState, user: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
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
    config.page("/").page("/compte/");
    config.undescribed(home).undescribed(password_page).undescribed(submit_password).undescribed(submit_sign_out);
    config.undescribed(second_factor).undescribed(submit_begin).undescribed(submit_code).undescribed(submit_removal);
}
