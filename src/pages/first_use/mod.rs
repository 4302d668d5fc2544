//! `/premiers-pas`: from an empty database to the first hours. A public contract is recorded here, a person on the page
//! *Ajouter une personne* of its lot, and the hours on the sheet.

mod form;

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use self::form::{FIELDS, TypedContract};
use super::form_errors::FormErrors;
use super::shell::{Place, Shell};
use super::view::{form_key, form_page, redirect};
use crate::access::{Caller, DecideHours, EditContracts};
use crate::accounts::{CurrentUser, actions};
use crate::awards;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, SentForm, blocking};
use crate::overview::newest_lot;
use crate::values::{BuyerKind, EmployerKind, Month, Sector};

#[derive(Template)]
#[template(path = "first_contract.html", config = "src/pages/askama.toml")]
struct FirstContract {
    shell: Shell,
    sectors: Vec<Sector>,
    key: String,
    typed: TypedContract,
    field_errors: FormErrors,
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
    caller: Caller<EditContracts>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, sectors) = (TypedContract::read(&form), caller.scope().visible_sectors());
    let caller = caller.with_idempotency_key(Some(form.idempotency_key(&request)?));
    let sent = typed.clone();
    match blocking(move || awards::actions::create(&caller, &sent.parse()?)).await {
        Ok(_) => Ok(redirect("/premiers-pas/personne")),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, sectors, typed, Some((&in_words(error), &form))).await,
    }
}

/// The refusals of a form's key, in words about the form.
fn in_words(error: AppError) -> AppError {
    match error.code {
        ProblemCode::IdempotencyKeyReused => error.with_detail(
            "Ce formulaire a déjà servi à enregistrer un marché. Pour en enregistrer un autre, renvoyez-le.",
        ),
        ProblemCode::IdempotencyInProgress => {
            error.with_detail("Ce formulaire est en cours d’enregistrement. Attendez un instant, puis renvoyez-le.")
        }
        _ => error,
    }
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    sectors: Vec<Sector>,
    typed: TypedContract,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let user = blocking(move || actions::current(&user)).await?;
    let (shell, key) = (Shell::of(request, &user, Place::Dashboard)?, form_key(refused)?);
    let field_errors = FormErrors::of(refused.map(|(error, _)| error), FIELDS);
    let template = FirstContract { shell, sectors, key, typed, field_errors };
    form_page(&template, refused.map(|(error, _)| error))
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
