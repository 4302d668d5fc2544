//! `/saisie/{mois}`: the sheet on which an officer enters a month of hours. The page's script sends the same form as the
//! page without script, with the changed rows alone, and asks for JSON.

mod form;
mod view;

use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use self::form::{Answer, SheetForm};
use self::view::SheetPage;
use super::view::{or_error_page, page, page_with_status, redirect};
use crate::access::{Caller, ReadHours, RecordHours};
use crate::error::Result;
use crate::http::{FormToken, Handlers, LargeForm, MonthPath, Query, blocking};
use crate::sheet::{SheetFilter, sheet};
use crate::values::{Month, Sector};

/// What the address says beside the month.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    secteur: Option<String>,
}

impl Address {
    /// The sector; an unknown one is none.
    fn sector(&self) -> Option<Sector> {
        self.secteur.as_deref().and_then(|code| Sector::parse(code).ok())
    }
}

#[get("/saisie")]
async fn latest(caller: Caller<ReadHours>) -> Result<HttpResponse> {
    Ok(redirect(&format!("/saisie/{}", Month::of(caller.today()).previous())))
}

#[get("/saisie/{month}")]
async fn show(
    request: HttpRequest,
    caller: Caller<ReadHours>,
    month: Result<MonthPath>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (month, sector) = (month?.0, address.0.sector());
    or_error_page(&request, shown(&request, caller, month, sector, &Answer::default()).await)
}

async fn shown(
    request: &HttpRequest,
    caller: Caller<ReadHours>,
    month: Month,
    sector: Option<Sector>,
    answer: &Answer,
) -> Result<HttpResponse> {
    let token = FormToken::of(request)?;
    let today = caller.today();
    let filter = SheetFilter { sector, ..SheetFilter::default() };
    let (sheet, sectors) = blocking(move || {
        let sectors = caller.scope().visible_sectors();
        Ok((sheet(&caller, month, &filter)?, sectors))
    })
    .await?;
    let template = SheetPage::new(&token.value, &sheet, (&sectors, sector), today, answer);
    match answer.refusal() {
        Some(code) => page_with_status(request, &token, &template, code),
        None => page(request, Some(&token), &template),
    }
}

#[post("/saisie/{month}")]
async fn submit(
    request: HttpRequest,
    caller: Caller<RecordHours>,
    month: Result<MonthPath>,
    address: Query<Address>,
    form: Result<LargeForm>,
) -> Result<HttpResponse> {
    let (month, sector) = (month?.0, address.0.sector());
    let answer = saved(&caller, month, form).await;
    if wants_json(&request) {
        return Ok(HttpResponse::Ok().json(answer?));
    }
    let outcome = async { shown(&request, caller.with_right()?, month, sector, &answer?).await };
    or_error_page(&request, outcome.await)
}

/// Records what the form says.
async fn saved(caller: &Caller<RecordHours>, month: Month, form: Result<LargeForm>) -> Result<Answer> {
    let form = SheetForm::read(&form?, month)?;
    let caller = caller.clone();
    blocking(move || form::record(&caller, month, form)).await
}

/// Whether the page's script asks.
fn wants_json(request: &HttpRequest) -> bool {
    request.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// The routes of the sheet.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/saisie").page("/saisie/").undescribed(latest).undescribed(show).undescribed(submit);
}
