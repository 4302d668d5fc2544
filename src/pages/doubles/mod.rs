//! `/doublons`: records that may be about one person. `/doublons/{id}/{autre}`: two of them side by side, with what their
//! merge would do; merged, or found to be two people.

mod form;
mod list;
mod pair;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::form::{Act, Done, Typed};
use self::list::DoublesPage;
use self::pair::{Facts, PairPage};
pub(super) use self::words::field as field_in_words;
use super::shell::{Place, Shell};
use super::view::{After, form_page, page, redirect};
use crate::access::{Caller, MergeCandidates};
use crate::accounts::{CurrentUser, actions};
use crate::candidates::distinct;
use crate::candidates::merges::actions as merges;
use crate::error::{AppError, Result};
use crate::http::{Handlers, Id, OtherId, Query, SentForm, blocking};
use crate::values::CandidateId;

#[get("/doublons")]
async fn pairs(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeCandidates>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, merges::possible(&caller)?, merges::told_apart(&caller)?));
    let (user, possible, told_apart) = blocking(read).await?;
    let done = after.0.code().and_then(Done::parse);
    page(&DoublesPage::new(Shell::of(&request, &user, Place::Doubles)?, done, possible, told_apart))
}

#[get("/doublons/{id}/{other_id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeCandidates>,
    id: Id<CandidateId>,
    other: OtherId<CandidateId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, (id.0, other.0), None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeCandidates>,
    (kept, other): (CandidateId, CandidateId),
    refused: Option<(Typed, AppError)>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, Facts::read(&caller, kept, other)?));
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Doubles)?;
    let template = PairPage::new(shell, facts, refused.as_ref())?;
    form_page(&template, refused.as_ref().map(|(_, error)| error))
}

#[post("/doublons/{id}/{other_id}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeCandidates>,
    id: Id<CandidateId>,
    other: OtherId<CandidateId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (kept, other) = (id.0, other.0);
    let (typed, key) = (Typed::read(&form)?, form.idempotency_key(&request)?);
    let writer = caller.clone().with_idempotency_key(Some(key));
    let asked = typed.clone();
    let done = blocking(move || match asked.act {
        Act::Merge => merges::merge(&writer, kept, &asked.version.into(), &asked.merge(other)?).map(|_| Done::Merged),
        Act::TellApart => distinct::actions::set(&writer, kept, other, &asked.reason()?).map(|_| Done::ToldApart),
        Act::TakeBack => distinct::actions::remove(&writer, kept, other).map(|()| Done::TookBack),
    });
    match done.await {
        Ok(done) => Ok(redirect(&format!("/doublons?fait={}", done.code()))),
        Err(error) if error.cause.is_some() || error.existing_id.is_some() => Err(error),
        Err(error) => shown(&request, user, caller, (kept, other), Some((typed, error))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/doublons").page("/doublons/").undescribed(pairs).undescribed(show).undescribed(submit);
}
