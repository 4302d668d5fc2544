//! `/bilan/{annee}`: the bilan of a year or of a run of months, in the order of the report. Every figure opens to its rule,
//! its numerator and denominator, and leads to the records and the people behind it.

mod address;
mod lines;
mod links;
mod people;
mod view;

use actix_web::{HttpRequest, HttpResponse, get};

use self::address::{Address, Chosen};
use self::view::BilanPage;
use super::shell::{Place, Shell};
use super::view::{page, redirect};
use crate::access::{Caller, DecideHours};
use crate::accounts::{CurrentUser, actions};
use crate::bilan;
use crate::error::Result;
use crate::http::{Handlers, Query, YearPath, blocking};
use crate::values::Month;

/// Leads to the bilan that a form chooses; without a choice to that of the last month's year.
#[get("/bilan")]
async fn choose(caller: Caller<DecideHours>, chosen: Query<Chosen>) -> Result<HttpResponse> {
    let last_month = Month::of(caller.today()).previous();
    Ok(redirect(&chosen.0.address(last_month.year())?))
}

#[get("/bilan/{year}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    year: YearPath,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (run, reach) = address.0.read(year.0)?;
    let has_editions = bilan::editions::may_read(&caller);
    let read = move || Ok((actions::current(&user)?, bilan::bilan(&caller.with_right()?, run, reach)?));
    let (user, bilan) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Bilan)?;
    page(&BilanPage::new(shell, has_editions, (run, reach), &bilan))
}

/// The routes of the bilan.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/bilan").page("/bilan/").undescribed(choose).undescribed(show).configure(people::routes);
}
