//! `/bilan/{annee}/editions`: the editions of a year's bilan, and the form that freezes one. `/bilan/{annee}/editions/{n}`: an
//! edition as it was frozen, and which of its figures are others now.

mod view;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, post};

use self::view::{EditionPage, EditionsPage, Form};
use super::shell::{Place, Shell};
use super::view::{After, form_key, form_page, page, redirect};
use crate::access::{Caller, MakeEditions, ReadEditions};
use crate::accounts::{CurrentUser, actions};
use crate::bilan::Reach;
use crate::bilan::editions::{self, NewEdition};
use crate::error::{AppError, Result};
use crate::http::{EditionPath, Fields, Handlers, Query, SentForm, YearPath, blocking};
use crate::values::Name;

/// The most editions of a year that the page lists.
const MOST: i64 = 200;

#[get("/bilan/{year}/editions")]
async fn list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEditions>,
    year: YearPath,
    after: Query<After>,
) -> Result<HttpResponse> {
    let made = after.0.code().and_then(|number| number.parse().ok());
    shown(&request, user, caller, (year.0, made), None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEditions>,
    (year, made): (i32, Option<i32>),
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let read = move || {
        let editions = editions::list(&caller, year, 0, MOST)?;
        let names = actions::names_of(&user, editions.iter().map(|edition| edition.made_by.as_str()))?;
        Ok((actions::current(&user)?, editions, names))
    };
    let (user, editions, names): (_, _, HashMap<String, String>) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Bilan)?;
    let form =
        Form { key: form_key(refused)?, typed: refused.map(|(_, form)| form), error: refused.map(|(error, _)| error) };
    let template = EditionsPage::new(shell, (year, made), &editions, &names, form);
    form_page(&template, refused.map(|(error, _)| error))
}

#[post("/bilan/{year}/editions")]
async fn freeze(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MakeEditions>,
    year: YearPath,
    form: SentForm,
) -> Result<HttpResponse> {
    let (reader, writer) = (caller.with_right()?, caller.with_idempotency_key(Some(form.idempotency_key(&request)?)));
    let (title, reach) = (form.text("titre").trim().to_owned(), form.text("portee").to_owned());
    let work = move || editions::freeze(&writer, &new(year.0, &title, &reach)?)?.value();
    match blocking(work).await {
        Ok(edition) => Ok(redirect(&format!("/bilan/{}/editions?fait={}", edition.year, edition.number))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(&request, user, reader, (year.0, None), Some((&error, &form))).await,
    }
}

fn new(year: i32, title: &str, reach: &str) -> Result<NewEdition> {
    let mut fields = Fields::default();
    let title = fields.optional("/title", Some(title).filter(|title| !title.is_empty()), Name::parse);
    fields.done()?;
    Ok(NewEdition { year, title, reach: if reach == "toutes" { Reach::All } else { Reach::Plie } })
}

#[get("/bilan/{year}/editions/{number}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEditions>,
    edition: EditionPath,
) -> Result<HttpResponse> {
    let read = move || {
        let frozen = editions::show(&caller, edition.year, edition.number)?;
        let changes = editions::changes(&caller, edition.year, edition.number)?;
        let causes = changes.changes.iter().flat_map(|change| &change.causes);
        let actors = causes.map(|cause| cause.actor.as_str()).chain([frozen.edition.made_by.as_str()]);
        let names = actions::names_of(&user, actors)?;
        Ok((actions::current(&user)?, frozen, changes, names))
    };
    let (user, frozen, changes, names) = blocking(read).await?;
    page(&EditionPage::new(Shell::of(&request, &user, Place::Bilan)?, &frozen, &changes, &names)?)
}

/// The routes of editions.
pub fn routes(config: &mut Handlers<'_>) {
    config.undescribed(list).undescribed(freeze).undescribed(show);
}
