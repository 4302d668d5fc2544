//! `/cles`: API keys; `/cles/nouvelle`: a new one; `/cles/{id}`: a key, its secrets and its end. A secret stands only in
//! the page that answers the form.

mod csv_table;
mod file;
mod form;
mod list;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::csv_table::table;
use self::file::{Around, KeyPage, NewKeyPage};
use self::form::{Act, Typed, overlap};
use self::list::{CODES, KeysPage, filter};
use super::access_list::Address;
use super::rights::all_organisations;
use super::shell::{Place, Shell};
use super::view::{After, form_key, form_page, page, redirect};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditKeys};
use crate::accounts::{CurrentUser, actions};
use crate::api_keys::{self, IssuedKey};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, Query, SentForm, blocking};
use crate::values::ApiKeyId;

#[get("/cles")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (asked, today, part) = (address.0.read(&CODES)?, caller.today(), address.0.part());
    let filter = filter(&asked);
    let read = move || {
        let keys = api_keys::search(&caller, &filter, asked.order, part)?;
        Ok((actions::current(&user)?, (asked, keys), all_organisations(&caller.with_right()?)?))
    };
    let (user, (asked, keys), organisations) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Keys)?;
    page(&KeysPage::new(shell, (&address.0, &asked), keys, (&organisations, today)))
}

#[get("/cles/nouvelle")]
async fn show_new(request: HttpRequest, user: CurrentUser, caller: Caller<EditKeys>) -> Result<HttpResponse> {
    new_key(&request, user, caller, Typed::new(), None).await
}

async fn new_key(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    typed: Typed,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let read = move || {
        caller.scope().must_see_every_sector()?;
        Ok((actions::current(&user)?, all_organisations(&caller.with_right()?)?))
    };
    let (user, organisations) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Keys)?;
    let error = refused.map(|(error, _)| error);
    let template = NewKeyPage::new(shell, form_key(refused)?, typed, organisations, error);
    form_page(&template, error)
}

#[post("/cles/nouvelle")]
async fn create(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    form: SentForm,
) -> Result<HttpResponse> {
    let typed = Typed::read(&form);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let sent = typed.clone();
    match blocking(move || api_keys::issue(&writer, &sent.parse()?)).await {
        Ok(issued) => show_secret(&request, user, caller, issued).await,
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => new_key(&request, user, caller, typed, Some((&error, &form))).await,
    }
}

/// The page of a key with its new secret. Sent twice, a form made one secret, which is not stored: then the list.
async fn show_secret(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    issued: IssuedKey,
) -> Result<HttpResponse> {
    let Idempotent::Executed(key, _) = issued.key else { return Ok(redirect("/cles")) };
    let secret = issued.secret.expose().to_owned();
    shown(request, user, caller, key.id, (None, Some(secret)), None).await
}

#[get("/cles/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    id: Id<ApiKeyId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let is_revoked = after.0.code() == Some("revoquee");
    let done = is_revoked.then_some("La clé est révoquée : le service la refuse dès la prochaine demande.");
    shown(&request, user, caller, id.0, (done, None), None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    id: ApiKeyId,
    (done, secret): (Option<&'static str>, Option<String>),
    refused: Option<(&SentForm, &AppError)>,
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || {
        let key = api_keys::show(&caller, id)?;
        Ok((actions::current(&user)?, key, all_organisations(&caller.with_right()?)?))
    };
    let (user, key, organisations) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Keys)?;
    let form_key = form_key(refused.map(|(form, error)| (error, form)))?;
    let around = Around { organisations, today, done, secret, form_key };
    let typed = refused.map(|(form, error)| (form.text("chevauchement"), error));
    let template = KeyPage::new(shell, key, around, typed);
    form_page(&template, refused.map(|(_, error)| error))
}

#[post("/cles/{id}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditKeys>,
    id: Id<ApiKeyId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let refused = match Act::read(&form)? {
        Act::Revoke => {
            blocking(move || api_keys::revoke(&writer, id.0)).await?;
            return Ok(redirect(&format!("/cles/{}?fait=revoquee", id.0)));
        }
        Act::Rotate => {
            let typed = form.text("chevauchement").to_owned();
            match blocking(move || api_keys::rotate(&writer, id.0, overlap(&typed)?)).await {
                Ok(issued) => return show_secret(&request, user, caller, issued).await,
                Err(error) => error,
            }
        }
    };
    if refused.cause.is_some() || refused.code == ProblemCode::NotFound {
        return Err(refused);
    }
    shown(&request, user, caller, id.0, (None, None), Some((&form, &refused))).await
}

/// The routes of keys.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/cles").page("/cles.csv").page("/cles/");
    config
        .undescribed(show_list)
        .undescribed(table)
        .undescribed(show_new)
        .undescribed(create)
        .undescribed(show)
        .undescribed(submit);
}
