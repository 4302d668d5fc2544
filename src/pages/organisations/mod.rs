//! `/structures`: buyers, holders, employers and prescribers with what each plays. Below it: one organisation's file, the form
//! that records or changes one, and two records that are one organisation, merged.

mod address;
mod csv_table;
mod file;
mod form;
mod list;
mod merge;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::address::Address;
use self::csv_table::table;
use self::file::FilePage;
use self::form::{FormPage, Typed};
use self::list::ListPage;
use super::shell::{Place, Shell};
use super::view::{After, form_key, form_page, page, redirect};
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
    let (part, asked) = (address.0.part(), filter.clone());
    let read = move || {
        let found = files::organisations(&caller, &asked, by, part)?;
        Ok((actions::current(&user)?, found))
    };
    let (user, found) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Organisations)?.with_notice(address.0.said());
    page(&ListPage::new(shell, address.0, (&filter, by), found))
}

#[get("/structures/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let read = move || {
        let similar = files::similar(&caller, id.0)?;
        Ok((actions::current(&user)?, files::file(&caller, id.0)?, similar))
    };
    let (user, file, similar) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Organisations)?.with_notice(address::done(&after.0));
    page(&FilePage::new(shell, file, similar))
}

#[get("/structures/nouvelle")]
async fn ask_new(request: HttpRequest, user: CurrentUser, caller: Caller<EditOrganisations>) -> Result<HttpResponse> {
    shown_form(&request, user, caller, None, None).await
}

#[get("/structures/{id}/modifier")]
async fn ask_change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
) -> Result<HttpResponse> {
    shown_form(&request, user, caller, Some(id.0), None).await
}

/// The form, filled with the record of this id or with what was typed and refused.
async fn shown_form(
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
    form_page(&template, refused.as_ref().map(|(_, error, _)| error))
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
    let recorded = blocking(move || organisations::create(&writer, &asked.parse()?)?.id::<OrganisationId>());
    match recorded.await {
        Ok(id) => Ok(redirect(&format!("/structures/{id}?fait=creation"))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown_form(&request, user, caller, None, Some((typed, error, &form))).await,
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
        Err(error) => shown_form(&request, user, caller, Some(id.0), Some((typed, error, &form))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/structures.csv").undescribed(table);
    config.page("/structures").page("/structures/");
    config.undescribed(show_list).undescribed(ask_new).undescribed(record);
    config.undescribed(show).undescribed(ask_change).undescribed(change);
    config.configure(merge::routes);
}
