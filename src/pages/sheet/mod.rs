//! `/saisie/{mois}`: the sheet on which an officer enters a month of hours. The page's script sends the same form as the
//! page without script, with the changed rows alone, and asks for JSON.

mod address;
mod answer;
mod entry;
mod form;
mod person;
mod row;
mod status;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::address::Address;
use self::answer::{Answer, record};
use self::form::SheetForm;
use self::view::SheetPage;
use super::shell::{Place, Shell};
use super::view::{form_page, redirect, wants_json};
use crate::access::{Caller, DecideHours};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, Result};
use crate::http::{Handlers, LargeForm, MonthPath, Query, blocking};
use crate::sheet::{SheetFilter, sheet};
use crate::values::Month;

#[get("/saisie")]
async fn latest(caller: Caller<DecideHours>) -> Result<HttpResponse> {
    Ok(redirect(&format!("/saisie/{}", Month::of(caller.today()).previous())))
}

#[get("/saisie/{month}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    month: MonthPath,
    address: Query<Address>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, month.0, &address.0, &Answer::default()).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    month: Month,
    address: &Address,
    answer: &Answer,
) -> Result<HttpResponse> {
    let (today, sectors, sector) = (caller.today(), caller.scope().visible_sectors(), address.sector());
    let own = caller.scope().source.clone();
    let filter = SheetFilter { sector, ..SheetFilter::default() };
    let read = move || Ok((actions::current(&user)?, sheet(&caller.with_right()?, month, &filter)?));
    let (user, sheet) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Sheet)?;
    let template = SheetPage::new((shell, &user), &sheet, (&sectors, address), (today, &own), answer);
    let template = template.with_added(address.ajout.as_deref());
    form_page(&template, answer.refusal().map(AppError::new).as_ref())
}

#[post("/saisie/{month}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    month: MonthPath,
    address: Query<Address>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let form = SheetForm::read(&form, month.0)?;
    let recorder = caller.with_right()?;
    let answer = blocking(move || record(&recorder, month.0, form)).await?;
    if wants_json(&request) {
        return Ok(HttpResponse::Ok().json(answer));
    }
    if answer.refusal().is_none() {
        return Ok(redirect(&format!("/saisie/{}?enregistre=oui{}", month.0, address.0.kept())));
    }
    shown(&request, user, caller, month.0, &address.0, &answer).await
}

/// The routes of the sheet.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/saisie").page("/saisie/").undescribed(latest).undescribed(show).undescribed(submit);
    config.configure(person::routes);
}
