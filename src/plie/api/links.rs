//! Links of people to participant records, and what is delivered there.

use actix_web::{HttpResponse, delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::error::{AppError, Result};
use crate::http::{
    Body, Fields, Handlers, Id, IdempotentBody, IfMatch, List, OptionalIfMatch, Page, Query, Required, blocking,
    no_content, post_response, with_etag,
};
use crate::plie::actions::{deliveries, links};
use crate::plie::model::{LinkFilter, ParticipantLink, PlieDeliveryFilter};
use crate::plie::{LinkChoice, PlieDelivery};
use crate::values::{CandidateId, DeliveryId, DeliveryState, FreeText, LinkStatus, ParticipantNumber, parse_id};

/// The choice of a participant record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkInput {
    /// The number of the record.
    #[schema(value_type = ParticipantNumber)]
    participant_number: Required<String>,
    /// Why; needed for a number that was not found for the person, or that another person has.
    #[schema(value_type = Option<String>, example = "Vue avec la référente", min_length = 1, max_length = 2000)]
    reason: Option<String>,
    /// Whether another person has this number too; not by default.
    is_shared: Option<bool>,
}

impl TryFrom<LinkInput> for LinkChoice {
    type Error = AppError;

    fn try_from(input: LinkInput) -> Result<Self> {
        let mut fields = Fields::default();
        let number =
            fields.required("/participant_number", input.participant_number, |text| ParticipantNumber::parse(&text));
        let reason = fields.optional("/reason", input.reason, |text| FreeText::parse(&text));
        let Some(number) = number else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { number, reason, is_shared: input.is_shared.unwrap_or(false) })
    }
}

/// Nothing has to be said of a retry.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryInput {}

/// The reason of a change without a body.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReasonQuery {
    /// Why; compulsory.
    #[param(example = "Homonyme", min_length = 1, max_length = 2000)]
    reason: Option<String>,
}

/// Which links to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LinkQuery {
    /// Only those with this status.
    #[param(value_type = Option<LinkStatus>, example = "ambiguous")]
    status: Option<String>,
}

/// Which deliveries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Only those with this status.
    #[param(value_type = Option<DeliveryState>, example = "dead")]
    status: Option<String>,
    /// Only those about this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
}

/// Show the link of a candidate to the PLIE's participant record.
///
/// Validated candidates whose referral is for the PLIE have one: it is looked up by birth date and names, and read again
/// every day, after a change of the person, and when it is shown after more than 15 minutes. `ambiguous`: an officer chooses
/// among `matches`; `not_found`: a referent was asked for; `failed`: see `failure`.
#[utoipa::path(
    tag = "plie",
    operation_id = "show_plie_link",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "The link", body = ParticipantLink))
)]
#[get("/v1/candidates/{id}/plie-link")]
async fn show(caller: Caller<ReadEligibility>, id: Id<CandidateId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || links::show(&caller, id.0)).await?))
}

/// Choose the participant record of a candidate.
///
/// The record is read in the next seconds, and the link stands when it was; until then it is `chosen_number`. A candidate who
/// was not informed of their rights is refused (`person_not_informed`). A number that was not among `matches`, or that
/// another candidate keeps as well (`is_shared`), needs a `reason`. An existing link needs the `ETag` last seen in `If-Match`.
#[utoipa::path(
    tag = "plie",
    operation_id = "choose_plie_link",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("If-Match" = Option<String>, Header, description = "The ETag last seen; needed if there is a link"),
    ),
    request_body = LinkInput,
    responses((status = 200, description = "The link", body = ParticipantLink)),
    extensions(("x-problem-codes" = json!("invalid_participant_number invalid_text person_not_informed reason_required \
        text_empty text_too_long")))
)]
#[put("/v1/candidates/{id}/plie-link")]
async fn choose(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    version: OptionalIfMatch,
    body: Body<LinkInput>,
) -> Result<HttpResponse> {
    let choice = LinkChoice::try_from(body.0)?;
    Ok(with_etag(&blocking(move || links::choose(&caller, id.0, version.0.as_ref(), &choice)).await?))
}

/// Take a wrong participant record off a candidate.
///
/// Also all the `matches` of an ambiguous link. They are not found again for this candidate; what was announced to the record is
/// withdrawn there, its periods are removed here, and the search begins again.
#[utoipa::path(
    tag = "plie",
    operation_id = "take_off_plie_link",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        ReasonQuery,
    ),
    responses((status = 204, description = "Taken off")),
    extensions(("x-problem-codes" = json!("invalid_text reason_required text_empty text_too_long")))
)]
#[delete("/v1/candidates/{id}/plie-link")]
async fn take_off(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    version: IfMatch,
    query: Query<ReasonQuery>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", query.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    no_content(move || links::take_off(&caller, id.0, &version.0, reason.as_ref())).await
}

/// List the links of candidates to participant records.
///
/// In the order of the candidates' ids.
#[utoipa::path(
    tag = "plie",
    operation_id = "list_plie_links",
    params(LinkQuery),
    responses((status = 200, description = "A page of links", body = Page<ParticipantLink>)),
    extensions(("x-problem-codes" = json!("unknown_status")))
)]
#[get("/v1/plie/links")]
async fn list(caller: Caller<ReadEligibility>, request: List<LinkQuery>) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let status = fields.optional("?status", request.query.status, |code| LinkStatus::parse(&code));
    fields.done()?;
    let filter = LinkFilter { status };
    request.view.answer(caller, move |caller, after, rows| links::list(caller, &filter, after, rows)).await
}

/// List what was or is to be announced to the PLIE.
///
/// Steps of people's paths and requests for referents, in the order they were written. `held` ones wait for the link,
/// `pending` ones are sent, `sent` ones arrived, `dead` ones were given up: see `failure`, and try them again.
#[utoipa::path(
    tag = "plie",
    operation_id = "list_plie_deliveries",
    params(DeliveryQuery),
    responses((status = 200, description = "A page of deliveries", body = Page<PlieDelivery>)),
    extensions(("x-problem-codes" = json!("unknown_status")))
)]
#[get("/v1/plie/deliveries")]
async fn list_deliveries(caller: Caller<ReadEligibility>, request: List<DeliveryQuery>) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let status = fields.optional("?status", request.query.status, |code| DeliveryState::parse(&code));
    let person = fields.optional("?candidate_id", request.query.candidate_id, |text| parse_id::<CandidateId>(&text));
    fields.done()?;
    let filter = PlieDeliveryFilter { status, candidate: person };
    request.view.answer(caller, move |caller, after, rows| deliveries::list(caller, &filter, after, rows)).await
}

/// Show a delivery.
///
/// With its status, and why the last attempt failed.
#[utoipa::path(
    tag = "plie",
    operation_id = "show_plie_delivery",
    params(("id" = i64, Path, description = "The delivery's id")),
    responses((status = 200, description = "The delivery", body = PlieDelivery))
)]
#[get("/v1/plie/deliveries/{id}")]
async fn show_delivery(caller: Caller<ReadEligibility>, id: Id<DeliveryId>) -> Result<HttpResponse> {
    let delivery = blocking(move || deliveries::show(&caller, id.0)).await?;
    Ok(HttpResponse::Ok().json(delivery))
}

/// Try a delivery again that was given up.
///
/// It is sent in the next seconds, under its old key: what it had as an effect it does not have twice. Those of the same
/// record that waited behind it follow. Nothing happens to a delivery that is not `dead`.
#[utoipa::path(
    tag = "plie",
    operation_id = "retry_plie_delivery",
    params(("id" = i64, Path, description = "The delivery's id")),
    request_body = RetryInput,
    responses((status = 201, description = "The delivery", body = PlieDelivery))
)]
#[post("/v1/plie/deliveries/{id}/retries")]
async fn retry(
    caller: Caller<EditEligibility>,
    id: Id<DeliveryId>,
    request: IdempotentBody<RetryInput>,
) -> Result<HttpResponse> {
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || deliveries::retry(&caller, id.0)).await?))
}

/// Registers the handlers.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.service(show).service(choose).service(take_off).service(list);
    config.service(list_deliveries).service(show_delivery).service(retry);
}
