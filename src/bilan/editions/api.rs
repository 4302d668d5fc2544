//! `/v1/bilans/{year}/editions`

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::{Edition, EditionChanges, FrozenEdition, NewEdition};
use crate::access::{Caller, MakeEditions, ReadEditions};
use crate::bilan::Reach;
use crate::error::{ProblemCode, Result};
use crate::http::{
    EditionPath, Fields, Handlers, IdempotentBody, List, NoFilter, Page, YearPath, blocking, post_response, with_etag,
};
use crate::values::{InvalidValue, Name};

/// An edition to make.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "scope": "plie", "title": "Rapport annuel, version transmise" }))]
pub struct EditionInput {
    /// `plie` (default): the people whom the PLIE accompanies; `all`: everyone.
    #[schema(example = "plie", pattern = "^(plie|all)$")]
    scope: Option<String>,
    /// What it is called, without anybody's name.
    #[schema(min_length = 1, max_length = 200, example = "Rapport annuel, version transmise")]
    title: Option<String>,
}

impl EditionInput {
    fn parse(self, year: i32) -> Result<NewEdition> {
        let mut fields = Fields::default();
        let reach = fields.optional("/scope", self.scope, |code| {
            Reach::parse(&code).map_err(|invalid| InvalidValue { code: ProblemCode::InvalidBody, ..invalid })
        });
        let title = fields.optional("/title", self.title, |title| Name::parse(&title));
        fields.done()?;
        Ok(NewEdition { year, reach: reach.unwrap_or(Reach::Plie), title })
    }
}

/// Freeze the bilan of a year as an edition.
///
/// The bilan is stored byte for byte, numbered within its year, with its digest and the head of the audit chain; nobody can
/// change or delete it. Each call makes an edition, so send an `Idempotency-Key`. An officer of single sectors is refused
/// (`forbidden`): an edition counts them all.
#[utoipa::path(
    tag = "bilans",
    operation_id = "create_bilan_edition",
    params(("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023)),
    request_body = EditionInput,
    responses((status = 201, description = "Frozen", body = Edition)),
    extensions(("x-problem-codes" = json!("invalid_text text_empty text_too_long")))
)]
#[post("/v1/bilans/{year}/editions")]
async fn create(
    caller: Caller<MakeEditions>,
    year: YearPath,
    request: IdempotentBody<EditionInput>,
) -> Result<HttpResponse> {
    let new = request.body.parse(year.0)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::freeze(&caller, &new)).await?))
}

/// List the editions of a year.
///
/// In the order of their numbers, without their bilans. An officer of single sectors is refused (`forbidden`).
#[utoipa::path(
    tag = "bilans",
    operation_id = "list_bilan_editions",
    params(("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023)),
    responses((status = 200, description = "A page of editions", body = Page<Edition>))
)]
#[get("/v1/bilans/{year}/editions")]
async fn list(caller: Caller<ReadEditions>, year: YearPath, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, year.0, after, rows)).await
}

/// Show an edition with its bilan.
///
/// `digest` is the SHA-256 of the bytes of `bilan` as they stand in the answer. With its version, which stays 1, in `ETag`.
/// An officer of single sectors is refused (`forbidden`).
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan_edition",
    params(
        ("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023),
        ("number" = i32, Path, description = "The number of the edition", minimum = 1, example = 1),
    ),
    responses((status = 200, description = "The edition", body = FrozenEdition))
)]
#[get("/v1/bilans/{year}/editions/{number}")]
async fn show(caller: Caller<ReadEditions>, edition: EditionPath) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, edition.year, edition.number)).await?))
}

/// Compare an edition with what its year gives now.
///
/// Every figure that is another one now, as it was and as it is, with the number of people whose part in it changed and the
/// events since that can be the cause: those about these people and the kinds of records that the figure rests on. An
/// officer of single sectors is refused (`forbidden`).
#[utoipa::path(
    tag = "bilans",
    operation_id = "show_bilan_edition_changes",
    params(
        ("year" = i32, Path, description = "The year", minimum = 1900, maximum = 2100, example = 2023),
        ("number" = i32, Path, description = "The number of the edition", minimum = 1, example = 1),
    ),
    responses((status = 200, description = "The figures that differ", body = EditionChanges))
)]
#[get("/v1/bilans/{year}/editions/{number}/changes")]
async fn changes(caller: Caller<ReadEditions>, edition: EditionPath) -> Result<HttpResponse> {
    let work = move || actions::changes(&caller, edition.year, edition.number);
    Ok(HttpResponse::Ok().json(blocking(work).await?))
}

/// Adds the routes of editions.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(changes).service(show);
}
