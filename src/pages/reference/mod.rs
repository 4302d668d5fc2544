//! `/referentiel`: communes, neighbourhoods with their dated legal status, and the vocabularies; with forms that add a
//! commune or a neighbourhood.

mod form;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::form::{TypedCommune, TypedNeighbourhood};
use self::view::{Facts, ReferencePage, Refused};
use super::shell::{Place, Shell};
use super::view::{After, form_key, page, page_with_error, redirect};
use crate::access::{Caller, EditReference, ReadReference};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, Result};
use crate::http::{Handlers, Query, SentForm, blocking};
use crate::reference::actions as reference;

#[get("/referentiel")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadReference>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let done = match after.0.code() {
        Some("commune") => Some("La commune est ajoutée."),
        Some("quartier") => Some("Le quartier est ajouté."),
        _ => None,
    };
    shown(&request, user, caller, done, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadReference>,
    done: Option<&'static str>,
    refused: Option<(Refused, SentForm)>,
) -> Result<HttpResponse> {
    let read = move || {
        let (communes, neighbourhoods) = (reference::communes(&caller)?, reference::neighbourhoods(&caller)?);
        let facts = Facts { communes, neighbourhoods, may_add: reference::may_add(&caller), done };
        Ok((actions::current(&user)?, facts))
    };
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Reference)?;
    let key = form_key(refused.as_ref().map(|(refused, form)| (refused.error(), form)))?;
    match refused {
        Some((refused, _)) => {
            let error = AppError::new(refused.error().code);
            page_with_error(&ReferencePage::new(shell, key, facts, Some(refused)), &error)
        }
        None => page(&ReferencePage::new(shell, key, facts, None)),
    }
}

#[post("/referentiel/communes")]
async fn add_commune(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditReference>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, reader) = (TypedCommune::read(&form), caller.with_right()?);
    let caller = caller.with_idempotency_key(Some(form.idempotency_key(&request)?));
    let sent = typed.clone();
    match blocking(move || reference::add_commune(&caller, &sent.parse()?)).await {
        Ok(_) => Ok(redirect("/referentiel?fait=commune#communes")),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, reader, None, Some((Refused::Commune(typed, error), form))).await,
    }
}

#[post("/referentiel/quartiers")]
async fn add_neighbourhood(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditReference>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, reader) = (TypedNeighbourhood::read(&form), caller.with_right()?);
    let caller = caller.with_idempotency_key(Some(form.idempotency_key(&request)?));
    let sent = typed.clone();
    match blocking(move || reference::add_neighbourhood(&caller, &sent.parse()?)).await {
        Ok(_) => Ok(redirect("/referentiel?fait=quartier#quartiers")),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, reader, None, Some((Refused::Neighbourhood(typed, error), form))).await,
    }
}

/// The routes of reference data.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/referentiel").page("/referentiel/");
    config.undescribed(show).undescribed(add_commune).undescribed(add_neighbourhood);
}
