//! `/mois/{mois}`: what came of each lot of a month, and its closing. All of it are plain forms.

mod address;
mod answer;
mod done;
mod facts;
mod form;
mod lot;
mod sector;
mod view;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use self::address::Address;
use self::answer::{Answer, perform};
use self::facts::Facts;
use self::form::Act;
use self::view::MonthPage;
use super::shell::{Place, Shell};
use super::view::{form_page, redirect};
use crate::access::{Caller, CloseMonths};
use crate::accounts::{CurrentUser, actions};
use crate::error::Result;
use crate::http::{Handlers, MonthPath, Query, SentForm, blocking};
use crate::months::{self, ReopenHooks};
use crate::sheet::{SheetFilter, sheet};
use crate::values::Month;

#[get("/mois")]
async fn latest(caller: Caller<CloseMonths>) -> Result<HttpResponse> {
    Ok(redirect(&format!("/mois/{}", Month::of(caller.today()).previous())))
}

#[get("/mois/{month}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<CloseMonths>,
    month: MonthPath,
    address: Query<Address>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, month.0, &address.0, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<CloseMonths>,
    month: Month,
    address: &Address,
    answer: Option<Answer>,
) -> Result<HttpResponse> {
    let (today, sectors) = (caller.today(), caller.scope().visible_sectors());
    let filter = SheetFilter { sector: address.sector(), ..SheetFilter::default() };
    let read = move || Ok((actions::current(&user)?, read(&user, &caller, month, &filter)?));
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Month)?;
    let template = MonthPage::new(shell, &facts, &sectors, address, today, answer.as_ref());
    form_page(&template, answer.as_ref().map(|answer| &answer.error))
}

fn read(user: &CurrentUser, caller: &Caller<CloseMonths>, month: Month, filter: &SheetFilter) -> Result<Facts> {
    let history = months::history(caller, month)?;
    let board = months::board(&caller.with_right()?, month)?;
    let changes = history.iter().map(|change| change.changed_by.as_str());
    let statements = board.sectors.iter().flat_map(|of| &of.lots).filter_map(|lot| lot.nil_statement.as_ref());
    let actors = changes.chain(statements.map(|statement| statement.stated_by.as_str()));
    let names = actions::names_of(user, actors)?;
    let missing = sheet(&caller.with_right()?, month, filter)?.rows.into_iter().filter(|row| row.missing).collect();
    let evidence = months::evidence_of(&caller.with_right()?, month, 0, i64::MAX)?;
    Ok(Facts { board, missing, evidence, history, names })
}

#[post("/mois/{month}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<CloseMonths>,
    month: MonthPath,
    address: Query<Address>,
    form: SentForm,
    hooks: web::Data<ReopenHooks>,
) -> Result<HttpResponse> {
    let act = Act::read(&form)?;
    let actor = caller.clone();
    match blocking(move || perform(&actor, month.0, act, **hooks)).await? {
        Ok(done) => Ok(redirect(&address.0.after(month.0, &done))),
        Err(answer) => shown(&request, user, caller, month.0, &address.0, Some(answer)).await,
    }
}

/// The routes of months.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/mois").page("/mois/").undescribed(latest).undescribed(show).undescribed(submit);
}
