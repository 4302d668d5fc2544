//! `/v1/candidates/{id}/plie-periods`, `/v1/plie-periods`

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PliePeriod, PliePeriodDetails, actions};
use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, Page, Patch, Required, blocking, post_response,
    with_etag,
};
use crate::values::{CandidateId, Period, PeriodId, parse_day};

/// The values of a PLIE period to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PliePeriodInput {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Required<String>,
    /// The last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

impl From<&PliePeriod> for PliePeriodInput {
    fn from(period: &PliePeriod) -> Self {
        Self { from: Required::new(period.from.to_string()), to: period.to.map(|day| day.to_string()) }
    }
}

impl TryFrom<PliePeriodInput> for PliePeriodDetails {
    type Error = AppError;

    fn try_from(input: PliePeriodInput) -> Result<Self> {
        let mut fields = Fields::default();
        let from = fields.required("/from", input.from, |text| parse_day(&text));
        let to = fields.optional("/to", input.to, |text| parse_day(&text));
        let Some(from) = from else { return Err(fields.refusal()) };
        let period = Period { from, to };
        if !period.is_ordered() {
            fields.push(FieldError::new("/to", ProblemCode::InvalidPeriod));
        }
        fields.done()?;
        Ok(Self { period })
    }
}

/// List the periods during which the PLIE accompanies a candidate.
///
/// All the candidate's periods, in order of time. They decide which hours the scope `plie` of totals and bilans
/// contains.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_plie_periods",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "All the candidate's periods", body = Page<PliePeriod>))
)]
#[get("/v1/candidates/{id}/plie-periods")]
async fn list(caller: Caller<ReadEligibility>, id: Id<CandidateId>, request: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller, id.0)).await?;
    request.view.whole(items)
}

/// Record a period during which the PLIE accompanies a candidate.
///
/// From now on, hours of open months that have a day in the period count in the scope `plie`. A positive exit within
/// the period ends it. A period with a day in common with another one is refused with `overlapping_periods`. An
/// `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "create_plie_period",
    params(("id" = i64, Path, description = "The candidate's id")),
    request_body = PliePeriodInput,
    responses((status = 201, description = "Recorded", body = PliePeriod)),
    extensions(("x-problem-codes" = json!("before_birth exit_already_counted invalid_date invalid_period overlapping_periods")))
)]
#[post("/v1/candidates/{id}/plie-periods")]
async fn create(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    request: IdempotentBody<PliePeriodInput>,
) -> Result<HttpResponse> {
    let details = PliePeriodDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, id.0, details)).await?))
}

/// Show a PLIE period.
///
/// With its version in `ETag`, which a change requires.
#[utoipa::path(
    tag = "candidates",
    operation_id = "show_plie_period",
    params(("id" = i64, Path, description = "The period's id")),
    responses((status = 200, description = "The period", body = PliePeriod))
)]
#[get("/v1/plie-periods/{id}")]
async fn show(caller: Caller<ReadEligibility>, id: Id<PeriodId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a PLIE period.
///
/// Open months and positive exits are recounted. A positive exit that ends the period must stay within it (`in_use`).
/// Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "candidates",
    operation_id = "update_plie_period",
    params(
        ("id" = i64, Path, description = "The period's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = PliePeriodInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = PliePeriod)),
    extensions(("x-problem-codes" = json!("before_birth exit_already_counted immutable_field in_use invalid_date invalid_period \
        overlapping_periods")))
)]
#[patch("/v1/plie-periods/{id}")]
async fn update(
    caller: Caller<EditEligibility>,
    id: Id<PeriodId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let change = move |current: &PliePeriod| patch.apply_to(&PliePeriodInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update);
}
