//! `/a-valider`: what others sent, and the officer's decision on it.

mod address;
mod answer;
mod form;
mod row;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::address::{Address, path};
use self::answer::{Answer, decide};
use self::form::DecisionForm;
use self::view::WaitingPage;
use super::shell::{Place, Shell};
use super::view::{form_page, redirect};
use crate::access::{Caller, DecideHours};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, LargeForm, Query, blocking};
use crate::waiting::{WaitingFilter, waiting};

#[get("/a-valider")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let answer = Answer { done: address.0.done(), ..Answer::default() };
    shown(&request, user, caller, address.0.filter()?, answer).await
}

#[post("/a-valider")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    address: Query<Address>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let (filter, form) = (address.0.filter()?, DecisionForm::read(&form)?);
    let decider = caller.clone();
    let answer = blocking(move || decide(&decider, form)).await?;
    match answer.whole() {
        Some(done) => Ok(redirect(&path(&filter, Some(done)))),
        None => shown(&request, user, caller, filter, answer).await,
    }
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    filter: WaitingFilter,
    mut answer: Answer,
) -> Result<HttpResponse> {
    let (sectors, asked) = (caller.scope().visible_sectors(), filter.clone());
    let read = move || Ok((actions::current(&user)?, waiting(&caller, &asked)?));
    let (user, waiting) = blocking(read).await?;
    answer.settle(&waiting.ids);
    let is_refused = answer.fault.is_some() || !answer.refused.is_empty();
    let shell = Shell::of(request, &user, Place::Waiting)?;
    let template = WaitingPage::new(shell, waiting, (&sectors, &filter), answer);
    form_page(&template, is_refused.then(|| AppError::new(ProblemCode::InvalidFields)).as_ref())
}

/// The routes of the page.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/a-valider").undescribed(show).undescribed(submit);
}
