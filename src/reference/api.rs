//! `/v1/reference`

use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Code, Commune, Neighbourhood, NeighbourhoodDetails, Vocabulary, actions, reasons, vocabularies};
use crate::access::{Caller, EditReference, ReadReference};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, IdempotentBody, List, Must, NoFilter, Page, blocking, made};
use crate::values::{CommuneCode, Name, NeighbourhoodStatus, Period, parse_day};

/// What is said of a commune.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommuneInput {
    /// Its INSEE code.
    #[schema(value_type = String, pattern = r"^(\d{2}|2[AB])\d{3}$", example = "21054")]
    code: Must<String>,
    /// Its name.
    #[schema(value_type = String, example = "Beaune", min_length = 1, max_length = 200)]
    name: Must<String>,
}

/// What is said of a neighbourhood.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeighbourhoodInput {
    /// Its name, as reports print it: the commune's, a dash, its own.
    #[schema(value_type = String, example = "Dijon – Grésilles", min_length = 1, max_length = 200)]
    name: Must<String>,
    /// The commune that it lies in.
    #[schema(value_type = CommuneCode)]
    commune_code: Must<String>,
    /// The State's own code, where it is known.
    #[schema(example = "QP000000", min_length = 1, max_length = 200)]
    official_code: Option<String>,
    /// Its standing through time: one period or more, without a day in common.
    #[schema(value_type = Vec<StandingInput>, min_items = 1)]
    statuses: Must<Vec<StandingInput>>,
}

/// The legal standing of a neighbourhood from a day on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingInput {
    /// What it is.
    #[schema(value_type = NeighbourhoodStatus)]
    status: Must<String>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Must<String>,
    /// The last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

impl TryFrom<CommuneInput> for Commune {
    type Error = AppError;

    fn try_from(input: CommuneInput) -> Result<Self> {
        let mut fields = Fields::default();
        let code = fields.must("/code", input.code, |text| CommuneCode::parse(&text));
        let name = fields.must("/name", input.name, |text| Name::parse(&text));
        match (code, name) {
            (Some(code), Some(name)) => Ok(Self { code, name }),
            _ => Err(fields.refusal()),
        }
    }
}

impl TryFrom<StandingInput> for (NeighbourhoodStatus, Period) {
    type Error = AppError;

    fn try_from(input: StandingInput) -> Result<Self> {
        let mut fields = Fields::default();
        let status = fields.must("/status", input.status, |code| NeighbourhoodStatus::parse(&code));
        let from = fields.must("/from", input.from, |text| parse_day(&text));
        let to = fields.may("/to", input.to, |text| parse_day(&text));
        let (Some(status), Some(from)) = (status, from) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok((status, Period { from, to }))
    }
}

impl TryFrom<NeighbourhoodInput> for NeighbourhoodDetails {
    type Error = AppError;

    fn try_from(input: NeighbourhoodInput) -> Result<Self> {
        let mut fields = Fields::default();
        let name = fields.must("/name", input.name, |text| Name::parse(&text));
        let commune_code = fields.must("/commune_code", input.commune_code, |text| CommuneCode::parse(&text));
        let official_code = fields.may("/official_code", input.official_code, |text| Name::parse(&text));
        let mut statuses: Vec<(NeighbourhoodStatus, Period)> = Vec::new();
        for (at, standing) in fields.must("/statuses", input.statuses, Ok).into_iter().flatten().enumerate() {
            statuses
                .extend(fields.below(&format!("/statuses/{at}"), <(NeighbourhoodStatus, Period)>::try_from(standing))?);
        }
        let (Some(name), Some(commune_code)) = (name, commune_code) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { name, commune_code, official_code, statuses })
    }
}

/// List the communes of the territory.
///
/// Addresses may lie in others, too: any code of the right form is taken.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_communes",
    responses((status = 200, description = "Every commune that is listed", body = Page<Commune>))
)]
#[get("/v1/reference/communes")]
async fn communes(caller: Caller<ReadReference>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.whole(blocking(move || actions::communes(&caller)).await?)
}

/// Add a commune to the list.
///
/// For places outside the territory that are to be shown by name. A code that is listed is refused with
/// `already_exists`. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "reference",
    operation_id = "add_commune",
    request_body = CommuneInput,
    responses((status = 201, description = "Listed", body = Commune)),
    extensions(("x-problem-codes" = json!("already_exists invalid_commune invalid_text text_empty text_too_long")))
)]
#[post("/v1/reference/communes")]
async fn add_commune(caller: Caller<EditReference>, posted: IdempotentBody<CommuneInput>) -> Result<HttpResponse> {
    let commune = Commune::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    Ok(made(blocking(move || actions::add_commune(&caller, &commune)).await?))
}

/// List the neighbourhoods, each with its dated standing.
///
/// The report prints all of them; `qpv` or `watch` is their legal standing in a time. Addresses name them by `name`.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_neighbourhoods",
    responses((status = 200, description = "Every neighbourhood that is listed", body = Page<Neighbourhood>))
)]
#[get("/v1/reference/neighbourhoods")]
async fn neighbourhoods(caller: Caller<ReadReference>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.whole(blocking(move || actions::neighbourhoods(&caller)).await?)
}

/// Add a neighbourhood to the list.
///
/// With its standing through time, one period or more without a day in common (`overlapping_periods`). A name that is
/// listed is refused with `already_exists`. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "reference",
    operation_id = "add_neighbourhood",
    request_body = NeighbourhoodInput,
    responses((status = 201, description = "Listed", body = Neighbourhood)),
    extensions(("x-problem-codes" = json!("already_exists invalid_commune invalid_date invalid_period invalid_text \
        overlapping_periods text_empty text_too_long unknown_status")))
)]
#[post("/v1/reference/neighbourhoods")]
async fn add_neighbourhood(
    caller: Caller<EditReference>,
    posted: IdempotentBody<NeighbourhoodInput>,
) -> Result<HttpResponse> {
    let details = NeighbourhoodDetails::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    Ok(made(blocking(move || actions::add_neighbourhood(&caller, &details)).await?))
}

/// List the reasons why a referred person did not enter the scheme.
///
/// What an outcome takes as `reason`, with French labels. `other` needs a comment.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_reasons",
    responses((status = 200, description = "Every reason", body = Page<Code>))
)]
#[get("/v1/reference/reasons")]
async fn not_integrated_reasons(_caller: Caller<ReadReference>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.whole(reasons())
}

/// List every vocabulary: the codes that fields take, with their French labels.
///
/// For drop-down lists and for showing codes to people. Codes never change; new ones may come.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_vocabularies",
    responses((status = 200, description = "Every vocabulary", body = Page<Vocabulary>))
)]
#[get("/v1/reference/kinds")]
async fn kinds(_caller: Caller<ReadReference>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.whole(vocabularies())
}

/// The addresses of reference data.
pub fn routes(config: &mut Handlers<'_>) {
    config
        .service(communes)
        .service(add_commune)
        .service(neighbourhoods)
        .service(add_neighbourhood)
        .service(not_integrated_reasons)
        .service(kinds);
}
