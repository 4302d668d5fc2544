//! Pages for somebody who has signed in: who they are, their password, their second factor, signing out.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::links::twice;
use super::view::{FieldErrors, page, refused, shown, to};
use crate::accounts::{CurrentUser, User, actions};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{CookieFor, FormToken, SentForm, Shared, blocking};

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
    /// The secret in letters and as an address, shown this once.
    begun: Option<(&'a str, &'a str)>,
    field_errors: FieldErrors,
}

#[get("/")]
async fn home(request: HttpRequest, own: Result<CurrentUser>) -> Result<HttpResponse> {
    let own = match own {
        // A program that comes with a key has no account to look after.
        Err(error) if error.code == ProblemCode::NotFound => return Ok(to("/docs/")),
        own => own?,
    };
    let user = blocking(move || actions::current(&own)).await?;
    let token = FormToken::of(&request)?;
    let sectors = user.sectors.iter().map(|sector| sector.label()).collect::<Vec<_>>().join(", ");
    page(&request, Some(&token), &Home { token: &token.shown, user: &user, sectors })
}

#[get("/compte/mot-de-passe")]
async fn ask_password(request: HttpRequest, _own: CurrentUser) -> Result<HttpResponse> {
    let token = FormToken::of(&request)?;
    page(
        &request,
        Some(&token),
        &ChangePassword { token: &token.shown, field_errors: FieldErrors::default(), is_done: false },
    )
}

#[post("/compte/mot-de-passe")]
async fn change_password(request: HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, password_changed(&request, own, form).await)
}

async fn password_changed(request: &HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let form = form?;
    let changed = match twice(&form) {
        Ok(new) => {
            let present = form.secret("current");
            blocking(move || actions::change_password(&own, &present, &new)).await
        }
        Err(error) => Err(error),
    };
    let token = FormToken::of(request)?;
    let field_errors = changed.as_ref().err().map(FieldErrors::of).unwrap_or_default();
    let template = ChangePassword { token: &token.shown, field_errors, is_done: changed.is_ok() };
    match changed {
        Ok(()) => page(request, Some(&token), &template),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => refused(request, &token, &template, &error),
    }
}

fn second_factor_page(
    request: &HttpRequest,
    is_active: bool,
    begun: Option<(&str, &str)>,
    error: Option<AppError>,
) -> Result<HttpResponse> {
    let token = FormToken::of(request)?;
    let field_errors = error.as_ref().map(FieldErrors::of).unwrap_or_default();
    let template = SecondFactor { token: &token.shown, is_active, begun, field_errors };
    match error {
        Some(error) if error.cause.is_some() => Err(error),
        Some(error) => refused(request, &token, &template, &error),
        None => page(request, Some(&token), &template),
    }
}

#[get("/compte/second-facteur")]
async fn second_factor(request: HttpRequest, own: CurrentUser) -> Result<HttpResponse> {
    let is_active = blocking(move || Ok(actions::current(&own)?.second_factor)).await?;
    second_factor_page(&request, is_active, None, None)
}

#[post("/compte/second-facteur")]
async fn begin(request: HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, begun(&request, own, form).await)
}

async fn begun(request: &HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match blocking(move || actions::begin_second_factor(&own, &password)).await {
        Ok(begun) => second_factor_page(request, false, Some((begun.secret.expose(), begun.url.expose())), None),
        Err(error) => second_factor_page(request, false, None, Some(error)),
    }
}

#[post("/compte/second-facteur/confirmation")]
async fn confirm(request: HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, confirmed(&request, own, form).await)
}

async fn confirmed(request: &HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let code = form?.text("code").to_owned();
    match blocking(move || actions::confirm_second_factor(&own, &code)).await {
        Ok(()) => Ok(to("/compte/second-facteur")),
        Err(error) => second_factor_page(request, false, None, Some(at_the_start(error))),
    }
}

/// The secret is not shown again: after a wrong code the way begins anew, and that is said above the form.
fn at_the_start(error: AppError) -> AppError {
    let field_errors = error.field_errors.into_iter().map(|field_error| {
        let detail = format!("{} Recommencez, avec un secret nouveau.", field_error.detail);
        FieldError { pointer: String::new(), detail, ..field_error }
    });
    AppError { field_errors: field_errors.collect(), ..error }
}

#[post("/compte/second-facteur/retrait")]
async fn give_up(request: HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, given_up(&request, own, form).await)
}

async fn given_up(request: &HttpRequest, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match blocking(move || actions::give_up_second_factor(&own, &password)).await {
        Ok(()) => Ok(to("/compte/second-facteur")),
        Err(error) => second_factor_page(request, true, None, Some(error)),
    }
}

#[post("/compte/deconnexion")]
async fn sign_out(
    request: HttpRequest,
    shared: web::Data<Shared>,
    own: CurrentUser,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, signed_out(&shared, own, form).await)
}

async fn signed_out(shared: &Shared, own: CurrentUser, form: Result<SentForm>) -> Result<HttpResponse> {
    let everywhere = form?.text("partout") == "oui";
    blocking(move || match everywhere {
        true => actions::sign_out_everywhere(&own),
        false => actions::sign_out(&own),
    })
    .await?;
    let mut response = to("/connexion");
    shared.cookies.forget(&mut response, CookieFor::Session)?;
    Ok(response)
}

/// The addresses of one's own account.
pub fn routes(config: &mut ServiceConfig) {
    config.service(home).service(ask_password).service(change_password).service(sign_out);
    config.service(second_factor).service(begin).service(confirm).service(give_up);
}
