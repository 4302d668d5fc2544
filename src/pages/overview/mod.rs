//! `/`: the start page; for officers, where the month and its year stand. `/constats`: what needs attention. `/heures`:
//! the rows of hours behind a figure.

mod attention;
mod chart;
mod dashboard;
mod narrowed;
mod rows;

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;

use self::attention::AttentionPage;
use self::dashboard::{Dashboard, Home, PlieState};
use self::rows::{Filter, RowsPage};
use super::shell::{Place, Shell};
use super::view::{page, redirect};
use crate::access::{Caller, DecideHours};
use crate::accounts::{CurrentUser, actions};
use crate::error::{ProblemCode, Result};
use crate::http::{Fields, Handlers, Query, blocking};
use crate::overview::{attention as all_attention, overview, rows};
use crate::plie::actions::desk;
use crate::plie::client::{Circuit, Connection};
use crate::reminders::actions::owed;
use crate::values::{Month, Part};

/// What the address of the start page says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    mois: Option<String>,
}

#[get("/")]
async fn home(
    request: HttpRequest,
    user: Result<CurrentUser>,
    caller: Result<Caller<DecideHours>>,
    address: Query<Address>,
    plie: web::Data<Connection>,
) -> Result<HttpResponse> {
    let user = match user {
        // An API key has no account.
        Err(error) if error.code == ProblemCode::NotFound => return Ok(redirect("/docs/")),
        user => user?,
    };
    let caller = match caller {
        Err(error) if error.code == ProblemCode::Forbidden => None,
        caller => Some(caller?),
    };
    let Some(caller) = caller else {
        let user = blocking(move || actions::current(&user)).await?;
        return page(&Home { shell: Shell::of(&request, &user, Place::Dashboard)?, user: &user });
    };
    let today = caller.today();
    let mut fields = Fields::default();
    let month = fields.optional("?mois", address.0.mois, |text| Month::parse(&text));
    fields.done()?;
    let month = month.unwrap_or(Month::of(today).previous());
    let read = move || {
        let overview = overview(&caller.with_right()?, month)?;
        let plie = desk::counts(&caller.with_right()?)?;
        Ok((actions::current(&user)?, overview, owed(&caller.with_right()?, month, None)?, plie))
    };
    let (user, overview, owed, counts) = blocking(read).await?;
    let is_away = plie.circuit().is_some_and(|circuit| circuit != Circuit::Closed);
    let shell = Shell::of(&request, &user, Place::Dashboard)?;
    page(&Dashboard::new((shell, &user), &overview, &owed, PlieState { counts, is_away }, today))
}

#[get("/constats")]
async fn what_needs_attention(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    address: Query<attention::Address>,
) -> Result<HttpResponse> {
    let (asked, sectors) = (address.0.read()?, caller.scope().visible_sectors());
    let read = move || Ok((actions::current(&user)?, all_attention(&caller.with_right()?)?));
    let (user, attention) = blocking(read).await?;
    page(&AttentionPage::new(Shell::of(&request, &user, Place::Attention)?, asked, &sectors, attention))
}

#[get("/heures")]
async fn hours(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    filter: Query<Filter>,
) -> Result<HttpResponse> {
    let this_month = Month::of(caller.today());
    let (sectors, filter) = (caller.scope().visible_sectors(), filter.0);
    let asked = filter.read(this_month.previous())?;
    let Part { skipped, most } = filter.part();
    let wanted = asked.clone();
    let read = move || Ok((actions::current(&user)?, rows(&caller.with_right()?, &wanted, skipped, most)?));
    let (user, rows) = blocking(read).await?;
    page(&RowsPage::new(Shell::of(&request, &user, Place::Hours)?, &sectors, (&filter, &asked), rows))
}

/// The routes of these pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/").undescribed(home);
    config.page("/constats").undescribed(what_needs_attention).page("/heures").undescribed(hours);
}
