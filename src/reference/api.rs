//! `/v1/reference`

use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Code, Commune, Neighbourhood, NeighbourhoodDetails, Vocabulary, actions, reasons, vocabularies};
use crate::access::{Caller, EditReference, ReadReference};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, IdempotentBody, List, NoFilter, Page, Required, blocking, post_response};
use crate::values::{CommuneCode, Name, NeighbourhoodStatus, Period, parse_day};

/// A commune to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommuneInput {
    /// The INSEE code.
    #[schema(value_type = String, pattern = r"^(\d{2}|2[AB])\d{3}$", example = "21054")]
    code: Required<String>,
    /// The name.
    #[schema(value_type = String, example = "Beaune", min_length = 1, max_length = 200)]
    name: Required<String>,
}

/// A neighbourhood to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NeighbourhoodInput {
    /// The name in reports: the commune's name, a dash, the neighbourhood's name.
    #[schema(value_type = String, example = "Dijon – Grésilles", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// The commune.
    #[schema(value_type = CommuneCode)]
    commune_code: Required<String>,
    /// The official code, if it is known.
    #[schema(example = "QP000000", min_length = 1, max_length = 200)]
    official_code: Option<String>,
    /// The legal status in each period: at least one period, none overlapping another.
    #[schema(value_type = Vec<StandingInput>, min_items = 1)]
    statuses: Required<Vec<StandingInput>>,
}

/// The legal status of a neighbourhood in a period.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingInput {
    /// The status.
    #[schema(value_type = NeighbourhoodStatus)]
    status: Required<String>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Required<String>,
    /// The last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

impl TryFrom<CommuneInput> for Commune {
    type Error = AppError;

    fn try_from(input: CommuneInput) -> Result<Self> {
        let mut fields = Fields::default();
        let code = fields.required("/code", input.code, |text| CommuneCode::parse(&text));
        let name = fields.required("/name", input.name, |text| Name::parse(&text));
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
        let status = fields.required("/status", input.status, |code| NeighbourhoodStatus::parse(&code));
        let from = fields.required("/from", input.from, |text| parse_day(&text));
        let to = fields.optional("/to", input.to, |text| parse_day(&text));
        let (Some(status), Some(from)) = (status, from) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok((status, Period { from, to }))
    }
}

impl TryFrom<NeighbourhoodInput> for NeighbourhoodDetails {
    type Error = AppError;

    fn try_from(input: NeighbourhoodInput) -> Result<Self> {
        let mut fields = Fields::default();
        let name = fields.required("/name", input.name, |text| Name::parse(&text));
        let commune_code = fields.required("/commune_code", input.commune_code, |text| CommuneCode::parse(&text));
        let official_code = fields.optional("/official_code", input.official_code, |text| Name::parse(&text));
        let mut statuses: Vec<(NeighbourhoodStatus, Period)> = Vec::new();
        for (index, standing) in fields.required("/statuses", input.statuses, Ok).into_iter().flatten().enumerate() {
            statuses.extend(
                fields.nested(&format!("/statuses/{index}"), <(NeighbourhoodStatus, Period)>::try_from(standing))?,
            );
        }
        let (Some(name), Some(commune_code)) = (name, commune_code) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { name, commune_code, official_code, statuses })
    }
}

/// List the communes of the territory.
///
/// Addresses may also lie in other communes: any well-formed code is accepted.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_communes",
    responses((status = 200, description = "Every listed commune", body = Page<Commune>))
)]
#[get("/v1/reference/communes")]
async fn communes(caller: Caller<ReadReference>, list: List<NoFilter>) -> Result<HttpResponse> {
    list.view.whole(blocking(move || actions::communes(&caller)).await?)
}

/// Add a commune to the list.
///
/// For communes outside the territory that should appear by name. A listed code is refused with `already_exists`. An `Idempotency-Key` makes it safe to retry.
#[utoipa::path(
    tag = "reference",
    operation_id = "add_commune",
    request_body = CommuneInput,
    responses((status = 201, description = "Listed", body = Commune)),
    extensions(("x-problem-codes" = json!("already_exists invalid_commune invalid_text text_empty text_too_long")))
)]
#[post("/v1/reference/communes")]
async fn add_commune(caller: Caller<EditReference>, request: IdempotentBody<CommuneInput>) -> Result<HttpResponse> {
    let commune = Commune::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::add_commune(&caller, &commune)).await?))
}

/// List the neighbourhoods, each with its legal status in each period.
///
/// The report prints all of them; `qpv` and `watch` are legal statuses. Addresses refer to them by `name`.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_neighbourhoods",
    responses((status = 200, description = "Every listed neighbourhood", body = Page<Neighbourhood>))
)]
#[get("/v1/reference/neighbourhoods")]
async fn neighbourhoods(caller: Caller<ReadReference>, list: List<NoFilter>) -> Result<HttpResponse> {
    list.view.whole(blocking(move || actions::neighbourhoods(&caller)).await?)
}

/// Add a neighbourhood to the list.
///
/// With its legal status in each period; periods must not overlap (`overlapping_periods`). A listed name is refused with
/// `already_exists`. An `Idempotency-Key` makes it safe to retry.
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
    request: IdempotentBody<NeighbourhoodInput>,
) -> Result<HttpResponse> {
    let details = NeighbourhoodDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::add_neighbourhood(&caller, &details)).await?))
}

/// List the reasons why a referred person did not enter the scheme.
///
/// The values of an outcome's `reason`, with French labels. `other` requires a comment.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_reasons",
    responses((status = 200, description = "Every reason", body = Page<Code>))
)]
#[get("/v1/reference/reasons")]
async fn not_integrated_reasons(_caller: Caller<ReadReference>, list: List<NoFilter>) -> Result<HttpResponse> {
    list.view.whole(reasons())
}

/// List every vocabulary: the codes of fields, with their French labels.
///
/// For drop-down lists and for labels. Codes never change; new ones may be added.
#[utoipa::path(
    tag = "reference",
    operation_id = "list_vocabularies",
    responses((status = 200, description = "Every vocabulary", body = Page<Vocabulary>))
)]
#[get("/v1/reference/kinds")]
async fn kinds(_caller: Caller<ReadReference>, list: List<NoFilter>) -> Result<HttpResponse> {
    list.view.whole(vocabularies())
}

/// The routes of reference data.
pub fn routes(config: &mut Handlers<'_>) {
    config
        .service(communes)
        .service(add_commune)
        .service(neighbourhoods)
        .service(add_neighbourhood)
        .service(not_integrated_reasons)
        .service(kinds);
}
