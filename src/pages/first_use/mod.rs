//! `/premiers-pas`: from an empty database to the first hours. A public contract is recorded here, a person on the page
//! *Ajouter une personne* of its lot, and the hours on the sheet.

mod form;

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use self::form::{Organisations, TypedContract};
use super::shell::{Place, Shell};
use super::view::{FieldErrors, page, page_with_error, redirect};
use crate::access::{Caller, DecideHours};
use crate::accounts::{CurrentUser, actions};
use crate::contracts;
use crate::error::{AppError, Result};
use crate::http::{Handlers, SentForm, blocking};
use crate::overview::newest_lot;
use crate::values::{BuyerKind, EmployerKind, Month, Sector};

#[derive(Template)]
#[template(path = "first_contract.html", config = "src/pages/askama.toml")]
struct FirstContract {
    shell: Shell,
    sectors: Vec<Sector>,
    typed: TypedContract,
    field_errors: FieldErrors,
}

#[get("/premiers-pas/marche")]
async fn show(request: HttpRequest, user: CurrentUser, caller: Caller<DecideHours>) -> Result<HttpResponse> {
    let typed = TypedContract::for_year(caller.today());
    shown(&request, user, caller.scope().visible_sectors(), typed, None).await
}

#[post("/premiers-pas/marche")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<DecideHours>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, sectors) = (TypedContract::read(&form), caller.scope().visible_sectors());
    let recorded = {
        let typed = typed.clone();
        blocking(move || record(&caller, &typed)).await
    };
    match recorded {
        Ok(()) => Ok(redirect("/premiers-pas/personne")),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, sectors, typed, Some(error)).await,
    }
}

/// Records the contract; its buyer and its employer first, if they have no record.
fn record(caller: &Caller<DecideHours>, typed: &TypedContract) -> Result<()> {
    let parsed = typed.parse()?;
    let organisations = Organisations::record(&caller.with_right()?, &caller.with_right()?, &parsed)?;
    contracts::actions::create(&caller.with_right()?, &parsed.contract(&organisations)).map(|_| ())
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    sectors: Vec<Sector>,
    typed: TypedContract,
    error: Option<AppError>,
) -> Result<HttpResponse> {
    let user = blocking(move || actions::current(&user)).await?;
    let field_errors = error.as_ref().map(FieldErrors::of).unwrap_or_default();
    let template = FirstContract { shell: Shell::of(request, &user, Place::Dashboard)?, sectors, typed, field_errors };
    match error {
        Some(error) => page_with_error(&template, &error),
        None => page(&template),
    }
}

/// Leads to the page that adds a person to the newest lot, in the latest month of its contract that has begun.
#[get("/premiers-pas/personne")]
async fn person(caller: Caller<DecideHours>) -> Result<HttpResponse> {
    let before = Month::of(caller.today()).previous();
    let lot = blocking(move || newest_lot(&caller.with_right()?)).await?;
    let Some((lot, from, to)) = lot else { return Ok(redirect("/premiers-pas/marche")) };
    let month = before.clamp(from, to.max(from));
    Ok(redirect(&format!("/saisie/{month}/lots/{lot}/personne")))
}

/// The routes of the first steps.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/premiers-pas/").undescribed(show).undescribed(submit).undescribed(person);
}
