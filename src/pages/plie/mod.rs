//! `/plie`: what an officer has to do about the link to the PLIE's participant records. `/candidats/{id}/plie`: one
//! person's link, the periods of the PLIE, and what was or is to be announced.

mod form;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::form::{Act, Typed};
use self::view::{DeskPage, FilePage};
use super::shell::{Place, Shell};
use super::view::{form_page, page, redirect};
use crate::access::{Caller, EditEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, Result};
use crate::http::{Handlers, Id, LargeForm, blocking};
use crate::plie::actions::{deliveries, desk, links};
use crate::values::CandidateId;

#[get("/plie")]
async fn show_desk(request: HttpRequest, user: CurrentUser, caller: Caller<EditEligibility>) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, desk::desk(&caller.with_right()?)?));
    let (user, desk) = blocking(read).await?;
    page(&DeskPage { shell: Shell::of(&request, &user, Place::Plie)?, desk })
}

#[get("/candidats/{id}/plie")]
async fn show_file(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, id.0, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: CandidateId,
    refused: Option<(Typed, AppError)>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, desk::file(&caller.with_right()?, id)?));
    let (user, file) = blocking(read).await?;
    let template = FilePage::new(Shell::of(request, &user, Place::Plie)?, file, refused.as_ref());
    form_page(&template, refused.as_ref().map(|(_, error)| error))
}

#[post("/candidats/{id}/plie")]
async fn act(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let (id, typed) = (id.0, Typed::read(&form)?);
    let (writer, wanted) = (caller.clone(), typed.clone());
    let done = blocking(move || carry_out(&writer, id, &wanted)).await;
    match done {
        Ok(()) if typed.comes_from_desk => Ok(redirect("/plie")),
        Ok(()) => Ok(redirect(&format!("/candidats/{id}/plie"))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, caller, id, Some((typed, error))).await,
    }
}

fn carry_out(caller: &Caller<EditEligibility>, id: CandidateId, typed: &Typed) -> Result<()> {
    match &typed.act {
        Act::Choose => links::choose(caller, id, typed.version().as_ref(), &typed.choice()?).map(drop),
        Act::TakeOff => {
            let version = typed.version().unwrap_or_else(|| crate::values::ExpectedVersions::any_of([]));
            links::take_off(caller, id, &version, typed.reason()?.as_ref())
        }
        Act::LookUp => links::look_up_again(caller, id),
        Act::Retry(delivery) => deliveries::retry(caller, *delivery).map(drop),
    }
}

/// The routes of the link to the PLIE.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/plie").undescribed(show_desk);
    config.page("/candidats/{id}/plie").undescribed(show_file).undescribed(act);
}
