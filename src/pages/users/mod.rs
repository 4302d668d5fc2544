//! `/comptes`: people's accounts; `/comptes/nouveau`: an invitation; `/comptes/{id}`: an account, its rights, its links and
//! its second factor. A one-time link stands only in the page that answers the form.

mod csv_table;
mod file;
mod form;
mod list;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use self::csv_table::table;
use self::file::{Around, Fields, InvitationPage, Refused, ShownLink, UserPage};
use self::form::{Act, Typed, said};
use self::list::{CODES, UsersPage, filter};
use super::access_list::Address;
use super::meanwhile::sentence;
use super::rights::all_organisations;
use super::shell::{Place, Shell};
use super::view::{After, form_key, form_page, page, redirect};
use crate::access::{Caller, EditUsers, ReadUsers};
use crate::accounts::{Context, CurrentUser, IssuedLink, User, UserDetails, actions};
use crate::audit_chain::{self, EventFilter};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, Query, SentForm, address_for, blocking};
use crate::values::{ExpectedVersions, UserId};

#[get("/comptes")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadUsers>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (asked, part) = (address.0.read(&CODES)?, address.0.part());
    let filter = filter(&asked);
    let read = move || {
        let users = actions::search(&caller, &filter, asked.order, part)?;
        Ok((actions::current(&user)?, (asked, users), all_organisations(&caller.with_right()?)?))
    };
    let (user, (asked, users), organisations) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Users)?;
    page(&UsersPage::new(shell, (&address.0, &asked), users, &organisations))
}

#[get("/comptes/nouveau")]
async fn show_invitation(request: HttpRequest, user: CurrentUser, caller: Caller<EditUsers>) -> Result<HttpResponse> {
    invitation(&request, user, caller, Typed::new(), None).await
}

async fn invitation(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    typed: Typed,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let read = move || {
        caller.scope().must_see_every_sector()?;
        Ok((actions::current(&user)?, all_organisations(&caller.with_right()?)?))
    };
    let (user, organisations) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Users)?;
    let error = refused.map(|(error, _)| error);
    let template = InvitationPage { shell, key: form_key(refused)?, fields: Fields::new(typed, organisations, error) };
    form_page(&template, error)
}

#[post("/comptes/nouveau")]
async fn invite(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    context: web::Data<Context>,
    form: SentForm,
) -> Result<HttpResponse> {
    let typed = Typed::read(&form);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let (sent, used) = (typed.clone(), context.clone());
    let invited = blocking(move || actions::create(&writer, &used, &sent.parse(false)?)).await;
    match invited {
        Ok((invited, link)) => {
            // Sent twice, the form made one account, and its link is not stored.
            let Some(link) = link else { return Ok(redirect("/comptes")) };
            let link = shown_link(&request, &context, &link);
            shown(&request, user, caller, invited.executed()?.id, (None, Some(link)), None).await
        }
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => invitation(&request, user, caller, typed, Some((&error, &form))).await,
    }
}

fn shown_link(request: &HttpRequest, context: &Context, link: &IssuedLink) -> ShownLink {
    ShownLink::new(context.address_at(&address_for(request), link), link.purpose, link.expires_at)
}

#[get("/comptes/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    id: Id<UserId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let done = after.0.code().and_then(said);
    shown(&request, user, caller, id.0, (done, None), None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    id: UserId,
    (done, link): (Option<&'static str>, Option<ShownLink>),
    refused: Option<(Typed, AppError)>,
) -> Result<HttpResponse> {
    let is_stale = refused.as_ref().is_some_and(|(_, error)| error.code == ProblemCode::PreconditionFailed);
    let read = move || {
        let account = actions::show(&caller.with_right()?, id)?;
        let meanwhile = if is_stale { last_change(&user, &caller, id)? } else { None };
        Ok((actions::current(&user)?, account, all_organisations(&caller.with_right()?)?, meanwhile))
    };
    let (user, account, organisations, meanwhile) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Users)?;
    let around = Around { organisations, is_own: user.id == account.id, done, link };
    let code = refused.as_ref().map(|(_, error)| error.code);
    let refused = refused.map(|(typed, error)| Refused { typed, error, meanwhile });
    let template = UserPage::new(shell, account, around, refused);
    form_page(&template, code.map(AppError::new).as_ref())
}

/// Who changed an account last, and when, in a sentence.
fn last_change(user: &CurrentUser, caller: &Caller<EditUsers>, id: UserId) -> Result<Option<String>> {
    let filter = EventFilter { subject: Some("user".to_owned()), subject_id: Some(id.0), ..EventFilter::default() };
    let last = audit_chain::latest(&caller.with_right()?, &filter, None, 1)?.pop();
    last.map(|last| sentence(user, "ce compte", &(last.actor, last.at))).transpose()
}

#[post("/comptes/{id}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    context: web::Data<Context>,
    id: Id<UserId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (act, typed) = (Act::read(&form)?, Typed::read(&form));
    let (writer, sent, used) = (caller.clone(), typed.clone(), context.clone());
    let done = blocking(move || carry_out(&writer, &used, id.0, act, &sent)).await;
    match done {
        Ok(Some(link)) => {
            let link = shown_link(&request, &context, &link);
            shown(&request, user, caller, id.0, (None, Some(link)), None).await
        }
        Ok(None) => Ok(redirect(&format!("/comptes/{}?fait={}", id.0, act.code()))),
        Err(error) if error.cause.is_some() || error.code == ProblemCode::NotFound => Err(error),
        Err(error) => {
            let typed = if act == Act::Change { Some(typed) } else { None };
            refused(&request, user, caller, id.0, typed, error).await
        }
    }
}

/// The page with the refusal; after another act than a change, with the present details.
async fn refused(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditUsers>,
    id: UserId,
    typed: Option<Typed>,
    error: AppError,
) -> Result<HttpResponse> {
    let typed = match typed {
        Some(typed) => typed,
        None => {
            let reader = caller.clone();
            Typed::of(&blocking(move || actions::show(&reader.with_right()?, id)).await?)
        }
    };
    shown(request, user, caller, id, (None, None), Some((typed, error))).await
}

/// Does what the form asks for; a link is to be shown.
fn carry_out(
    caller: &Caller<EditUsers>,
    context: &Context,
    id: UserId,
    act: Act,
    typed: &Typed,
) -> Result<Option<IssuedLink>> {
    let is_disabled = |disabled| move |current: &User| Ok(UserDetails { disabled, ..UserDetails::from(current) });
    match act {
        Act::Change => {
            let change = |current: &User| typed.parse(current.disabled);
            actions::update(caller, id, &ExpectedVersions::from(typed.version()?), change)?;
        }
        Act::Disable | Act::Enable => {
            let expected = ExpectedVersions::from(typed.version()?);
            actions::update(caller, id, &expected, is_disabled(act == Act::Disable))?;
        }
        Act::IssueLink => return actions::issue_link(caller, context, id).map(Some),
        Act::RemoveSecondFactor => actions::remove_second_factor(caller, id)?,
    }
    Ok(None)
}

/// The routes of accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/comptes").page("/comptes.csv").page("/comptes/");
    config
        .undescribed(show_list)
        .undescribed(table)
        .undescribed(show_invitation)
        .undescribed(invite)
        .undescribed(show)
        .undescribed(submit);
}
