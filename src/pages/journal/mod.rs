//! `/journal`: who did what and when, from the audit trail, the latest first; and the head of the chain, with the day on
//! which it was last copied out. `POST /journal/copies` notes such a copy.

mod address;
mod values;
mod view;
pub(super) mod words;

use actix_web::{HttpRequest, HttpResponse, get, post};

pub(super) use self::view::name_of;

use self::address::Address;
use self::view::{CopyForm, Facts, JournalPage};
use super::listing::ONE_MORE;
use super::shell::{Place, Shell};
use super::view::{form_key, form_page, redirect};
use crate::access::{Caller, NoteAuditCopy, ReadAudit};
use crate::accounts::{CurrentUser, actions};
use crate::audit_chain::{self, EventFilter, NewHeadCopy};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, Query, Required, SentForm, blocking};
use crate::values::Name;

#[get("/journal")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadAudit>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, &address.0, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadAudit>,
    address: &Address,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let asked = address.read()?;
    let read = move || Ok((actions::current(&user)?, facts(&user, &caller, &asked)?));
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Journal)?;
    let place = refused.map(|(_, form)| form.text("lieu").to_owned()).unwrap_or_default();
    let form = CopyForm { key: form_key(refused)?, place, error: refused.map(|(error, _)| error) };
    let template = JournalPage::new(shell, address, facts, form);
    form_page(&template, refused.map(|(error, _)| error))
}

/// The events of a page and one more, the head, and the names of those who acted.
fn facts(
    user: &CurrentUser,
    caller: &Caller<ReadAudit>,
    (filter, before): &(EventFilter, Option<i64>),
) -> Result<Facts> {
    let today = caller.today();
    let events = audit_chain::latest(caller, filter, *before, ONE_MORE)?;
    let standing = audit_chain::standing(caller)?;
    let noted_by = standing.copy.iter().map(|copy| copy.noted_by.as_str());
    let names = actions::names_of(user, events.iter().map(|event| event.actor.as_str()).chain(noted_by))?;
    Ok(Facts { events, standing, names, today })
}

#[post("/journal/copies")]
async fn note_copy(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<NoteAuditCopy>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (reader, writer) = (caller.with_right()?, caller.with_idempotency_key(Some(form.idempotency_key(&request)?)));
    let (head, place) = (form.text("tete").to_owned(), form.text("lieu").trim().to_owned());
    match blocking(move || audit_chain::note_copy(&writer, &copy(head, place)?)).await {
        Ok(_) => Ok(redirect("/journal?fait=copie")),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, reader, &Address::default(), Some((&error, &form))).await,
    }
}

fn copy(head: String, place: String) -> Result<NewHeadCopy> {
    let mut fields = Fields::default();
    let place = Required(Some(place).filter(|place| !place.is_empty()));
    match fields.required("/place", place, |text| Name::parse(&text)) {
        Some(place) => Ok(NewHeadCopy { head, place }),
        None => Err(fields.refusal()),
    }
}

/// The journal of a subject.
pub(super) fn address_of_subject(subject: &str, id: i64) -> String {
    Address::of_subject(subject, id)
}

/// The routes of the journal.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/journal").page("/journal/").undescribed(show).undescribed(note_copy);
}
