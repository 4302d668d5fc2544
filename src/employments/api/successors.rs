//! `/v1/employments/{id}/successors`

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Employment, Succession, actions};
use super::weekly::weekly_hours;
use crate::access::{Caller, EditEmployments};
use crate::error::{AppError, Result};
use crate::http::{Fields, Id, IdempotentBody, IfMatch, RawDecimal, Required, blocking, post_response};
use crate::values::{ContractType, EmploymentId, Name, RomeCode, parse_day};

/// The employment of another type that takes the place of one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "contract_type": "CDI", "starts_on": "2023-09-01", "weekly_hours": "35" }))]
pub struct SuccessorInput {
    /// The new type of contract.
    #[schema(value_type = ContractType)]
    contract_type: Required<String>,
    /// The first day of the new type; the employment before ends on the day before.
    #[schema(value_type = chrono::NaiveDate)]
    starts_on: Required<String>,
    /// The last day; only a CDI may have none.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    ends_on: Option<String>,
    /// The occupation: a ROME code; by default that of the employment before.
    #[schema(example = "F1704", pattern = r"^[A-N]\d{4}$")]
    occupation: Option<String>,
    /// Hours per week; by default those of the employment before.
    weekly_hours: Option<RawDecimal>,
    /// The sender's reference of the new employment.
    #[schema(example = "ARIQ-E-312", min_length = 1, max_length = 200)]
    external_ref: Option<String>,
}

impl TryFrom<SuccessorInput> for Succession {
    type Error = AppError;

    fn try_from(input: SuccessorInput) -> Result<Self> {
        let mut fields = Fields::default();
        let contract_type = fields.required("/contract_type", input.contract_type, |code| ContractType::parse(&code));
        let starts_on = fields.required("/starts_on", input.starts_on, |day| parse_day(&day));
        let ends_on = fields.optional("/ends_on", input.ends_on, |day| parse_day(&day));
        let occupation = fields.optional("/occupation", input.occupation, |code| RomeCode::parse(&code));
        let weekly_hours = weekly_hours(&mut fields, input.weekly_hours);
        let external_ref = fields.optional("/external_ref", input.external_ref, |text| Name::parse(&text));
        let (Some(contract_type), Some(starts_on)) = (contract_type, starts_on) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { contract_type, starts_on, ends_on, occupation, weekly_hours, external_ref })
    }
}

/// Change the type of contract: end an employment and record the next.
///
/// One transaction: the employment ends on the day before `starts_on`, and another one of the same person with the same
/// employer begins, with the assignments that run on that day; they end with the one and go on with the other. It begins
/// within the employment before or on the day after it (`invalid_period`), with another type (`immutable_field`). Hours that
/// are recorded for months after the change are in the way (`hours_would_be_orphaned`). A partner changes only what it
/// recorded. Needs the `ETag` last seen of the employment that ends in `If-Match` (none: `precondition_required`; another
/// version: `precondition_failed`). An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "employments",
    operation_id = "succeed_employment",
    params(
        ("id" = i64, Path, description = "The id of the employment that ends"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body = SuccessorInput,
    responses((status = 201, description = "The new employment", body = Employment)),
    extensions(("x-problem-codes" = json!("assignment_outside_employment assignment_without_validation before_birth end_required \
        external_ref_taken hours_malformed hours_negative hours_too_large hours_too_precise \
        hours_would_be_orphaned immutable_field invalid_date invalid_occupation invalid_period invalid_text \
        overlapping_periods text_empty text_too_long unknown_contract_type unknown_organisation wrong_role")))
)]
#[post("/v1/employments/{id}/successors")]
pub(super) async fn succeed(
    caller: Caller<EditEmployments>,
    id: Id<EmploymentId>,
    version: IfMatch,
    request: IdempotentBody<SuccessorInput>,
) -> Result<HttpResponse> {
    let new = Succession::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::succeed(&caller, id.0, &version.0, &new)).await?))
}
