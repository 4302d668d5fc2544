//! `/v1/candidates/{id}/waivers`, `/v1/waivers`

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Waiver, WaiverDetails, actions};
use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, Page, Patch, Required, blocking, post_response,
    with_etag,
};
use crate::values::{CandidateId, FreeText, Sector, WaiverId, parse_day};

/// The values of a waiver to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverInput {
    /// The sector in which the person may work; it cannot be changed.
    #[schema(value_type = Sector)]
    sector: Required<String>,
    /// The reason.
    #[schema(value_type = String, example = "Remplacement urgent sur le chantier", min_length = 1, max_length = 2000)]
    reason: Required<String>,
    /// The date of the waiver; today by default.
    #[schema(value_type = Option<String>, format = Date)]
    granted_on: Option<String>,
}

impl From<&Waiver> for WaiverInput {
    fn from(waiver: &Waiver) -> Self {
        Self {
            sector: Required::new(waiver.sector.to_string()),
            reason: Required::new(waiver.reason.to_string()),
            granted_on: Some(waiver.granted_on.to_string()),
        }
    }
}

impl TryFrom<WaiverInput> for WaiverDetails {
    type Error = AppError;

    fn try_from(input: WaiverInput) -> Result<Self> {
        let mut fields = Fields::default();
        let sector = fields.required("/sector", input.sector, |code| Sector::parse(&code));
        let reason = fields.required("/reason", input.reason, |text| FreeText::parse(&text));
        let granted_on = fields.optional("/granted_on", input.granted_on, |text| parse_day(&text));
        let (Some(sector), Some(reason)) = (sector, reason) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { sector, reason, granted_on })
    }
}

/// List a candidate's waivers.
///
/// All of them, by sector.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_waivers",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "All the candidate's waivers", body = Page<Waiver>))
)]
#[get("/v1/candidates/{id}/waivers")]
async fn list(caller: Caller<ReadEligibility>, id: Id<CandidateId>, request: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller, id.0)).await?;
    request.view.whole(items)
}

/// Let a candidate work in a sector without a validated referral.
///
/// From that day on, the candidate may be assigned to lots of the sector without one; the bilan counts these
/// assignments separately. There is one waiver for each candidate and sector: a second is refused with
/// `already_exists`. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "create_waiver",
    params(("id" = i64, Path, description = "The candidate's id")),
    request_body = WaiverInput,
    responses((status = 201, description = "Recorded", body = Waiver)),
    extensions(("x-problem-codes" = json!("already_exists before_birth date_in_future invalid_date invalid_text text_empty text_too_long \
        unknown_sector")))
)]
#[post("/v1/candidates/{id}/waivers")]
async fn create(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    request: IdempotentBody<WaiverInput>,
) -> Result<HttpResponse> {
    let details = WaiverDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, id.0, &details)).await?))
}

/// Show a waiver.
///
/// With its version in `ETag`, which a change requires.
#[utoipa::path(
    tag = "candidates",
    operation_id = "show_waiver",
    params(("id" = i64, Path, description = "The waiver's id")),
    responses((status = 200, description = "The waiver", body = Waiver))
)]
#[get("/v1/waivers/{id}")]
async fn show(caller: Caller<ReadEligibility>, id: Id<WaiverId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a waiver's reason or date.
///
/// The sector cannot change (`immutable_field`), nor the date to one after an assignment that depends on it (`in_use`).
/// Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "candidates",
    operation_id = "update_waiver",
    params(
        ("id" = i64, Path, description = "The waiver's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = WaiverInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Waiver)),
    extensions(("x-problem-codes" = json!("already_exists before_birth date_in_future immutable_field in_use invalid_date invalid_text text_empty \
        text_too_long unknown_sector")))
)]
#[patch("/v1/waivers/{id}")]
async fn update(
    caller: Caller<EditEligibility>,
    id: Id<WaiverId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let change = move |current: &Waiver| patch.apply_to(&WaiverInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update);
}
