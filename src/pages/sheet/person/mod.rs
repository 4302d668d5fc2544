//! `/saisie/{mois}/lots/{lot}/personne`: *Ajouter une personne*. One searches the person or creates them, and says under
//! which employment they work on the lot; what lets them work there is asked for where the rules miss it. Then everything is
//! recorded at once, and one is back on the sheet. The sheet's script opens the same page in a dialog.

mod facts;
mod form;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template as _;
use serde::Deserialize;
use serde_json::json;

use self::facts::{Asked, Facts};
use self::form::Where;
use self::view::PersonPage;
use super::super::form_view::is_shown_in_form;
use super::super::shell::{Place, Shell};
use super::super::typed_person::Typed;
use super::super::view::{form_key, form_page, page, redirect, wants_json};
use crate::access::{Caller, EditEligibility};
use crate::accounts::{CurrentUser, User, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, MonthPath, Query, SentForm, blocking};
use crate::placements::{self, Placement};
use crate::values::{CandidateId, LotId, Month, Sector};

/// What the address says beside the month and the lot.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    /// The sheet's sector, to return to it.
    secteur: Option<String>,
    /// A name to search.
    nom: Option<String>,
    /// The person who was chosen.
    personne: Option<i64>,
    /// Whether the person has no record yet.
    nouvelle: Option<String>,
}

impl Address {
    fn sector(&self) -> Option<Sector> {
        self.secteur.as_deref().and_then(|code| Sector::parse(code).ok())
    }

    /// What to show first.
    fn asked(&self) -> Asked {
        let name = self.nom.clone().unwrap_or_default();
        match self.personne {
            Some(id) => Asked::Person(CandidateId(id)),
            None if self.nouvelle.is_some() => Asked::NewPerson(name),
            None => Asked::Search(name),
        }
    }
}

#[get("/saisie/{month}/lots/{id}/personne")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    month: MonthPath,
    lot: Id<LotId>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let asked = address.0.asked();
    let read = move || Ok((actions::current(&user)?, facts::read(&caller, month.0, lot.0, asked)?));
    let (user, facts) = blocking(read).await?;
    page(&template(&request, (month.0, address.0.sector()), &user, facts, None)?)
}

#[post("/saisie/{month}/lots/{id}/personne")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    month: MonthPath,
    lot: Id<LotId>,
    address: Query<Address>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (month, lot, sector) = (month.0, lot.0, address.0.sector());
    let (key, mut typed) = (form.idempotency_key(&request)?, Typed::read(&form));
    if typed.take_choice() {
        let asked = Asked::Again(typed, Vec::new());
        return shown(&request, user, caller, (month, lot, sector), asked, None).await;
    }
    let (writer, sent) = (caller.clone().with_idempotency_key(Some(key)), typed.clone());
    let error = match blocking(move || place(&writer, month, lot, &sent)).await {
        Ok(placement) => return Ok(done(&request, month, sector, &placement)),
        Err(error) if !is_shown_in_form(&error) => return Err(error),
        Err(error) => in_words(error),
    };
    let asked = Asked::Again(typed, error.field_errors.clone());
    shown(&request, user, caller, (month, lot, sector), asked, Some((&error, &form))).await
}

/// Shows the form again; nothing is recorded.
async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    (month, lot, sector): (Month, LotId, Option<Sector>),
    asked: Asked,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, facts::read(&caller, month, lot, asked)?));
    let (user, facts) = blocking(read).await?;
    let template = template(request, (month, sector), &user, facts, refused)?;
    if wants_json(request) {
        let page = template.render().map_err(AppError::internal)?;
        return Ok(HttpResponse::Ok().json(json!({ "page": page })));
    }
    form_page(&template, refused.map(|(error, _)| error))
}

fn place(caller: &Caller<EditEligibility>, month: Month, lot: LotId, typed: &Typed) -> Result<Placement> {
    let sector = facts::sector(caller, lot)?;
    let prescribers = facts::prescribers(caller)?;
    let new = typed.placement(Where { month, lot, sector }, &prescribers)?;
    placements::actions::create(caller, &new)
}

/// Leads back to the sheet, to the hours of the new row.
fn done(request: &HttpRequest, month: Month, sector: Option<Sector>, placement: &Placement) -> HttpResponse {
    let row = format!("{}-{}", placement.employment_id, placement.lot_id);
    let sector = sector.map(|sector| format!("&secteur={sector}")).unwrap_or_default();
    let next = format!("/saisie/{month}?ajout={row}{sector}#h-{row}");
    if wants_json(request) { HttpResponse::Ok().json(json!({ "next": next })) } else { redirect(&next) }
}

fn template(
    request: &HttpRequest,
    (month, sector): (Month, Option<Sector>),
    user: &User,
    facts: Facts,
    refused: Option<(&AppError, &SentForm)>,
) -> Result<PersonPage> {
    let key = form_key(refused)?;
    let shell = Shell::of(request, user, Place::Sheet)?;
    Ok(PersonPage::new(shell, (month, sector), key, facts, refused.map(|(error, _)| error)))
}

/// The refusals of a form's key, in words about the form.
fn in_words(error: AppError) -> AppError {
    match error.code {
        ProblemCode::IdempotencyKeyReused => error.with_detail(
            "Ce formulaire a déjà servi à ajouter une personne. Vérifiez la feuille ; pour en ajouter une autre, renvoyez-le.",
        ),
        ProblemCode::IdempotencyInProgress => {
            error.with_detail("Ce formulaire est en cours d’enregistrement. Attendez un instant, puis renvoyez-le.")
        }
        _ => error,
    }
}

/// The routes of the page.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.undescribed(show).undescribed(submit);
}
