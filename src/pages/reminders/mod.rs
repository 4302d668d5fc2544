//! `/relances`: who owes which hours of a month, a ready text for each, and what was noted of having sent it.

mod address;
mod form;
mod text;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::address::Address;
use self::form::{Refused, Typed};
use self::view::RemindersPage;
use super::shell::{Place, Shell};
use super::view::{form_page, redirect};
use crate::access::{Caller, NoteReminders};
use crate::accounts::{CurrentUser, actions};
use crate::error::Result;
use crate::http::{Handlers, LargeForm, Query, blocking};
use crate::reminders::{ReminderFilter, actions as reminders};

/// How many months back, the shown one included, reminders are listed.
const HISTORY: usize = 12;

#[get("/relances")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<NoteReminders>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, &address.0, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<NoteReminders>,
    address: &Address,
    refused: Option<Refused>,
) -> Result<HttpResponse> {
    let (today, sectors) = (caller.today(), caller.scope().visible_sectors());
    let (month, sector) = address.read(today)?;
    let from = (1..HISTORY).fold(month, |month, _| month.previous());
    let read = move || {
        let filter = ReminderFilter { from: Some(from), ..ReminderFilter::default() };
        let reader = caller.with_right()?;
        let owed = reminders::owed(&reader, month, sector)?;
        Ok((actions::current(&user)?, owed, reminders::list(&reader, &filter, 0, i64::MAX)?))
    };
    let (user, owed, history) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Reminders)?;
    let template = RemindersPage::new(shell, (&sectors, address, sector), (owed, &history), today, refused.as_ref())?;
    form_page(&template, refused.as_ref().map(|refused| &refused.error))
}

#[post("/relances")]
async fn note(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<NoteReminders>,
    address: Query<Address>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let (month, sector) = address.0.read(caller.today())?;
    let (key, typed) = (form.idempotency_key(&request)?, Typed::read(&form)?);
    let noted = typed.reminder(month).map(|new| (caller.clone().with_idempotency_key(Some(key)), new));
    let noted = match noted {
        Ok((writer, new)) => blocking(move || reminders::note(&writer, &new)).await.map(drop),
        Err(error) => Err(error),
    };
    match noted {
        Ok(()) => Ok(redirect(&address::noted(month, sector, typed.organisation))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, caller, &address.0, Some(Refused { typed, error })).await,
    }
}

/// The routes of reminders.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/relances").undescribed(show).undescribed(note);
}
