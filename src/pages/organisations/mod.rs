//! `/structures`: buyers, holders, employers and prescribers with what each plays. Below it: one organisation's file, the form
//! that records or changes one, and two records that are one organisation, merged.

mod address;
mod file;
mod form;
mod list;
mod merge;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::address::{Address, MOST};
use self::file::FilePage;
use self::form::{FormPage, Typed};
use self::list::ListPage;
use super::shell::{Place, Shell};
use super::view::{form_key, page, page_with_error, redirect};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditOrganisations};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, Result};
use crate::http::{Handlers, Id, Query, SentForm, blocking};
use crate::organisation_files as files;
use crate::organisations::actions as organisations;
use crate::values::OrganisationId;

#[get("/structures")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (filter, by) = address.0.read()?;
    let (skipped, asked) = (address.0.skipped(), filter.clone());
    let read = move || {
        let found = files::organisations(&caller, &asked, by, (skipped, MOST))?;
        Ok((actions::current(&user)?, found))
    };
    let (user, found) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Organisations)?.with_notice(address.0.said());
    page(&ListPage::new(shell, &address.0, (&filter, by), found))
}

#[get("/structures/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
    done: Query<address::Done>,
) -> Result<HttpResponse> {
    let read = move || {
        let similar = files::similar(&caller, id.0)?;
        Ok((actions::current(&user)?, files::file(&caller, id.0)?, similar))
    };
    let (user, file, similar) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Organisations)?.with_notice(done.0.said());
    page(&FilePage::new(shell, file, similar))
}

#[get("/structures/nouvelle")]
async fn ask_new(request: HttpRequest, user: CurrentUser, caller: Caller<EditOrganisations>) -> Result<HttpResponse> {
    form_page(&request, user, caller, None, None).await
}

#[get("/structures/{id}/modifier")]
async fn ask_change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
) -> Result<HttpResponse> {
    form_page(&request, user, caller, Some(id.0), None).await
}

/// The form, filled with the record of this id or with what was typed and refused.
async fn form_page(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Option<OrganisationId>,
    refused: Option<(Typed, AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let read = move || {
        let recorded = id.map(|id| organisations::show(&caller.with_right()?, id)).transpose()?;
        Ok((actions::current(&user)?, recorded))
    };
    let (user, recorded) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Organisations)?;
    let key = form_key(refused.as_ref().map(|(_, error, form)| (error, *form)))?;
    let template = FormPage::new(shell, key, recorded, refused.as_ref().map(|(typed, error, _)| (typed, error)));
    match &refused {
        Some((_, error, _)) => page_with_error(&template, error),
        None => page(&template),
    }
}

#[post("/structures/nouvelle")]
async fn record(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    form: SentForm,
) -> Result<HttpResponse> {
    let typed = Typed::read(&form);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let asked = typed.clone();
    let recorded = blocking(move || {
        let (Idempotent::Executed(_, stored) | Idempotent::Replayed(stored)) =
            organisations::create(&writer, &asked.parse()?)?;
        Ok(stored.location.unwrap_or_default())
    });
    match recorded.await {
        Ok(address) => Ok(redirect(&format!("{}?fait=creation", address.replace("/v1/organisations", "/structures")))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => form_page(&request, user, caller, None, Some((typed, error, &form))).await,
    }
}

#[post("/structures/{id}/modifier")]
async fn change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, writer) = (Typed::read(&form), caller.clone());
    let asked = typed.clone();
    let changed = blocking(move || {
        let details = asked.parse()?;
        organisations::update(&writer, id.0, &asked.version()?.into(), |_| Ok(details.clone()))
    });
    match changed.await {
        Ok(_) => Ok(redirect(&format!("/structures/{}?fait=modification", id.0))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => form_page(&request, user, caller, Some(id.0), Some((typed, error, &form))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/structures").page("/structures/");
    config.undescribed(show_list).undescribed(ask_new).undescribed(record);
    config.undescribed(show).undescribed(ask_change).undescribed(change);
    config.configure(merge::routes);
}
