//! What one-time links lead to: choosing a password, and the first administrator's account.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::view::{Faults, page, refused, shown, to};
use crate::access::Secret;
use crate::accounts::{Chosen, LinkPurpose, NewAdministrator, Place, Reception, actions};
use crate::error::{AppError, Fault, Result, Situation};
use crate::http::{CookieFor, FormToken, Origin, SentForm, Shared, off_thread};
use crate::units::{Email, Name};

/// Where whoever has chosen a password signs in.
const WELCOME: &str = "/connexion?bienvenue";

#[derive(Template)]
#[template(path = "password.html", config = "src/pages/askama.toml")]
struct Choose<'a> {
    token: &'a str,
    is_first: bool,
    name: String,
    email: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "setup.html", config = "src/pages/askama.toml")]
struct SetUp<'a> {
    token: &'a str,
    name: &'a str,
    email: &'a str,
    faults: Faults,
}

/// To where they sign in, by a browser that is known from now on.
fn welcome(request: &HttpRequest, chosen: &Chosen) -> Result<HttpResponse> {
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
        return Err(Fault::new("/again", Situation::InvalidBody).saying(detail).into());
    }
    Ok(password)
}

async fn choose(
    request: &HttpRequest,
    reception: &web::Data<Reception>,
    link: &str,
    purpose: LinkPurpose,
    form: Option<Result<SentForm>>,
) -> Result<HttpResponse> {
    let form = form.transpose()?;
    let (looking, known) = (reception.clone(), link.to_owned());
    let user = off_thread(move || actions::invited(&looking, purpose, &known)).await?;
    let error = match form {
        None => None,
        Some(form) => match choosing(request, reception, link, purpose, &form).await {
            Ok(chosen) => return welcome(request, &chosen),
            Err(error) if error.faults.is_empty() && error.situation != Situation::TooManyAttempts => {
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
        faults: error.as_ref().map(Faults::of).unwrap_or_default(),
    };
    match error {
        Some(error) => refused(request, &token, &template, &error),
        None => page(request, Some(&token), &template),
    }
}

async fn choosing(
    request: &HttpRequest,
    reception: &web::Data<Reception>,
    link: &str,
    purpose: LinkPurpose,
    form: &SentForm,
) -> Result<Chosen> {
    let (reception, link, password) = (reception.clone(), link.to_owned(), twice(form)?);
    let place = Place::from(Origin::of(request));
    off_thread(move || actions::choose_password(&reception, purpose, &link, &password, &place)).await
}

#[get("/invitation/{token}")]
async fn invitation(
    request: HttpRequest,
    reception: web::Data<Reception>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &reception, &link, LinkPurpose::Invitation, None).await)
}

#[post("/invitation/{token}")]
async fn accept(
    request: HttpRequest,
    reception: web::Data<Reception>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &reception, &link, LinkPurpose::Invitation, Some(form)).await)
}

#[get("/reinitialisation/{token}")]
async fn reset(request: HttpRequest, reception: web::Data<Reception>, link: web::Path<String>) -> Result<HttpResponse> {
    shown(&request, choose(&request, &reception, &link, LinkPurpose::Reset, None).await)
}

#[post("/reinitialisation/{token}")]
async fn choose_again(
    request: HttpRequest,
    reception: web::Data<Reception>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, choose(&request, &reception, &link, LinkPurpose::Reset, Some(form)).await)
}

#[get("/installation/{token}")]
async fn installation(
    request: HttpRequest,
    reception: web::Data<Reception>,
    link: web::Path<String>,
) -> Result<HttpResponse> {
    let (reception, link) = (reception.clone(), link.into_inner());
    let open = off_thread(move || actions::set_up_is_open(&reception, &link)).await;
    shown(&request, open.and_then(|()| asked(&request, None)))
}

fn asked(request: &HttpRequest, answer: Option<(&SentForm, &AppError)>) -> Result<HttpResponse> {
    let token = FormToken::of(request)?;
    let text = |name| answer.map(|(form, _)| form.text(name)).unwrap_or_default();
    let faults = answer.map(|(_, error)| Faults::of(error)).unwrap_or_default();
    let template = SetUp { token: &token.shown, name: text("name"), email: text("email"), faults };
    match answer {
        Some((_, error)) => refused(request, &token, &template, error),
        None => page(request, Some(&token), &template),
    }
}

#[post("/installation/{token}")]
async fn install(
    request: HttpRequest,
    reception: web::Data<Reception>,
    link: web::Path<String>,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    shown(&request, installed(&request, reception, link.into_inner(), form).await)
}

async fn installed(
    request: &HttpRequest,
    reception: web::Data<Reception>,
    link: String,
    form: Result<SentForm>,
) -> Result<HttpResponse> {
    let form = form?;
    let place = Place::from(Origin::of(request));
    let made = match administrator(&form) {
        Ok(new) => off_thread(move || actions::set_up(&reception, &link, &new, &place)).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(chosen) => welcome(request, &chosen),
        Err(error) if error.faults.is_empty() && error.situation != Situation::TooManyAttempts => Err(error),
        Err(error) => asked(request, Some((&form, &error))),
    }
}

fn administrator(form: &SentForm) -> Result<NewAdministrator> {
    let (name, email) = (Name::parse(form.text("name")), Email::parse(form.text("email")));
    match (name, email, twice(form)) {
        (Ok(name), Ok(email), Ok(password)) => Ok(NewAdministrator { email, name, password }),
        (name, email, password) => {
            let fault =
                |pointer: &str, unfit: crate::units::Unfit| Fault::new(pointer, unfit.code).saying(unfit.detail);
            let own = [name.err().map(|unfit| fault("/name", unfit)), email.err().map(|unfit| fault("/email", unfit))];
            let faults = own.into_iter().flatten().chain(password.err().into_iter().flat_map(|error| error.faults));
            Err(AppError::from_faults(faults.collect()))
        }
    }
}

/// The addresses of links.
pub fn routes(config: &mut ServiceConfig) {
    config.service(invitation).service(accept).service(reset).service(choose_again);
    config.service(installation).service(install);
}
