//! `/reglages`: the dated settings with their values of before, of now and to come; `/reglages/{key}`: a new value, with
//! what it would alter before it is set.

mod form;
mod list;
mod words;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use self::form::{Act, Typed, seen};
use self::list::{Preview, SettingPage, SettingView, SettingsPage};
use super::shell::{Place, Shell};
use super::view::{After, form_page, page, redirect};
use crate::access::{Caller, EditSettings, ReadSettings};
use crate::accounts::{CurrentUser, User, actions};
use crate::error::{AppError, ProblemCode, Result, french};
use crate::http::{Handlers, Query, SentForm, blocking};
use crate::setting_effects;
use crate::settings::{AfterChange, Key, SettingChange, SettingEntry, actions as settings};
use crate::values::day_in_words;

/// The values of all settings, and the names of those who set them.
type Values = (Vec<SettingEntry>, HashMap<String, String>);

fn values(user: &CurrentUser, caller: &Caller<ReadSettings>) -> Result<Values> {
    let entries = settings::list(caller)?;
    let names = actions::names_of(user, entries.iter().map(|entry| entry.set_by.as_str()))?;
    let names = names.into_iter().map(|(actor, name)| (actor.to_owned(), name)).collect();
    Ok((entries, names))
}

#[get("/reglages")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadSettings>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let (today, may_set) = (caller.today(), settings::may_set(&caller));
    let read = move || Ok((actions::current(&user)?, values(&user, &caller)?));
    let (user, (entries, names)) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Settings)?;
    let done = after.0.code().and_then(|code| Key::parse(code).ok());
    let done = done.map(|key| french(&format!("C’est enregistré : « {} ».", key.label())));
    let settings = Key::ALL.iter().map(|key| SettingView::new(*key, &entries, &names, today)).collect();
    page(&SettingsPage { shell, may_set, done, settings })
}

/// The setting of an address.
fn key_of(code: &str) -> Result<Key> {
    Key::parse(code).map_err(|_| AppError::new(ProblemCode::NotFound))
}

#[get("/reglages/{key}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditSettings>,
    key: web::Path<String>,
) -> Result<HttpResponse> {
    let key = key_of(&key)?;
    shown(&request, user, caller, key, Typed::default(), (None, None)).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditSettings>,
    key: Key,
    typed: Typed,
    (preview, error): (Option<Preview>, Option<&AppError>),
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || -> Result<(User, Values)> {
        caller.scope().must_see_every_sector()?;
        Ok((actions::current(&user)?, values(&user, &caller.with_right()?)?))
    };
    let (user, (entries, names)) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Settings)?;
    let of = SettingView::new(key, &entries, &names, today);
    let template = SettingPage::new(shell, key, (&entries, of), typed, (preview, error));
    form_page(&template, error)
}

#[post("/reglages/{key}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditSettings>,
    after: web::Data<AfterChange>,
    key: web::Path<String>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (key, act, typed) = (key_of(&key)?, Act::read(&form)?, Typed::read(&form));
    if act == Act::Edit {
        return shown(&request, user, caller, key, typed, (None, None)).await;
    }
    let (writer, sent) = (caller.clone(), typed.clone());
    let done = blocking(move || carry_out(&writer, key, act, &sent, **after)).await;
    match done {
        Ok(None) => Ok(redirect(&format!("/reglages?fait={}#{}", key.as_str(), key.as_str()))),
        Ok(Some(preview)) => shown(&request, user, caller, key, typed, (Some(preview), None)).await,
        Err(error) if error.cause.is_some() || error.code == ProblemCode::Forbidden => Err(error),
        Err(error) => shown(&request, user, caller, key, typed, (None, Some(&error))).await,
    }
}

/// Sets the value, unless it changed since the preview: then, and for a preview, what it would alter.
fn carry_out(
    caller: &Caller<EditSettings>,
    key: Key,
    act: Act,
    typed: &Typed,
    after: AfterChange,
) -> Result<Option<Preview>> {
    let change = typed.parse(key)?;
    let is_seen = |entries: &[SettingEntry]| seen(entries) == typed.seen;
    if act == Act::Set && settings::set_if(caller, &change, after, is_seen)?.is_some() {
        return Ok(None);
    }
    preview(caller, &change).map(Some)
}

fn preview(caller: &Caller<EditSettings>, change: &SettingChange) -> Result<Preview> {
    let effects = setting_effects::preview(caller, change)?;
    let (value, day) = (change.key.in_french(&change.value), day_in_words(change.effective_on));
    Ok(Preview {
        change: words::change(change, &effects),
        effects: words::effects(change, &effects),
        extent: format!("{value} à partir du {day}"),
    })
}

/// The routes of settings.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/reglages").page("/reglages/").undescribed(show_list).undescribed(show).undescribed(submit);
}
