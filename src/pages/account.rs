//! Pages for somebody who has signed in: who they are, their password, their second factor, signing out.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::links::twice;
use super::view::{Faults, page, refused, shown, to};
use crate::accounts::{Own, User, actions};
use crate::error::{AppError, Fault, Result, Situation};
use crate::http::{CookieFor, FormToken, SentForm, Shared, off_thread};

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
    faults: Faults,
    is_done: bool,
}

#[derive(Template)]
#[template(path = "second_factor.html", config = "src/pages/askama.toml")]
struct SecondFactor<'a> {
    token: &'a str,
    is_active: bool,
    /// The secret in letters and as an address, shown this once.
    begun: Option<(&'a str, &'a str)>,
    faults: Faults,
}

#[get("/")]
async fn home(request: HttpRequest, own: Result<Own>) -> Result<HttpResponse> {
    let own = match own {
        // A program that comes with a key has no account to look after.
        Err(error) if error.situation == Situation::NotFound => return Ok(to("/docs/")),
        own => own?,
    };
    let user = off_thread(move || actions::current(&own)).await?;
    let token = FormToken::of(&request)?;
    let sectors = user.sectors.iter().map(|sector| sector.label()).collect::<Vec<_>>().join(", ");
    page(&request, Some(&token), &Home { token: &token.shown, user: &user, sectors })
}

#[get("/compte/mot-de-passe")]
async fn ask_password(request: HttpRequest, _own: Own) -> Result<HttpResponse> {
    let token = FormToken::of(&request)?;
    page(&request, Some(&token), &ChangePassword { token: &token.shown, faults: Faults::default(), is_done: false })
}

#[post("/compte/mot-de-passe")]
async fn change_password(request: HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, password_changed(&request, own, form).await)
}

async fn password_changed(request: &HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    let form = form?;
    let changed = match twice(&form) {
        Ok(new) => {
            let present = form.secret("current");
            off_thread(move || actions::change_password(&own, &present, &new)).await
        }
        Err(error) => Err(error),
    };
    let token = FormToken::of(request)?;
    let faults = changed.as_ref().err().map(Faults::of).unwrap_or_default();
    let template = ChangePassword { token: &token.shown, faults, is_done: changed.is_ok() };
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
    let faults = error.as_ref().map(Faults::of).unwrap_or_default();
    let template = SecondFactor { token: &token.shown, is_active, begun, faults };
    match error {
        Some(error) if error.cause.is_some() => Err(error),
        Some(error) => refused(request, &token, &template, &error),
        None => page(request, Some(&token), &template),
    }
}

#[get("/compte/second-facteur")]
async fn second_factor(request: HttpRequest, own: Own) -> Result<HttpResponse> {
    let is_active = off_thread(move || Ok(actions::current(&own)?.second_factor)).await?;
    second_factor_page(&request, is_active, None, None)
}

#[post("/compte/second-facteur")]
async fn begin(request: HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, begun(&request, own, form).await)
}

async fn begun(request: &HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match off_thread(move || actions::begin_second_factor(&own, &password)).await {
        Ok(begun) => second_factor_page(request, false, Some((begun.secret.expose(), begun.url.expose())), None),
        Err(error) => second_factor_page(request, false, None, Some(error)),
    }
}

#[post("/compte/second-facteur/confirmation")]
async fn confirm(request: HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, confirmed(&request, own, form).await)
}

async fn confirmed(request: &HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    let code = form?.text("code").to_owned();
    match off_thread(move || actions::confirm_second_factor(&own, &code)).await {
        Ok(()) => Ok(to("/compte/second-facteur")),
        Err(error) => second_factor_page(request, false, None, Some(at_the_start(error))),
    }
}

/// The secret is not shown again: after a wrong code the way begins anew, and that is said above the form.
fn at_the_start(error: AppError) -> AppError {
    let faults = error.faults.into_iter().map(|fault| {
        let detail = format!("{} Recommencez, avec un secret nouveau.", fault.detail);
        Fault { pointer: String::new(), detail, ..fault }
    });
    AppError { faults: faults.collect(), ..error }
}

#[post("/compte/second-facteur/retrait")]
async fn give_up(request: HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    shown(&request, given_up(&request, own, form).await)
}

async fn given_up(request: &HttpRequest, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    let password = form?.secret("password");
    match off_thread(move || actions::give_up_second_factor(&own, &password)).await {
        Ok(()) => Ok(to("/compte/second-facteur")),
        Err(error) => second_factor_page(request, true, None, Some(error)),
    }
}

#[post("/compte/deconnexion")]
async fn sign_out(
    request: HttpRequest,
    shared: web::Data<Shared>,
    own: Own,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, signed_out(&shared, own, form).await)
}

async fn signed_out(shared: &Shared, own: Own, form: Result<SentForm>) -> Result<HttpResponse> {
    let everywhere = form?.text("partout") == "oui";
    off_thread(move || match everywhere {
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
