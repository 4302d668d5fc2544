//! `/v1/lots/{id}/hours-due` and `/v1/hours-due/computation`

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Calculation, Computation, Estimate, HoursDue, NewHoursDue, actions};
use crate::access::{Caller, EditContracts, ReadContracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{
    Body, Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, RawAmount, RawCost, RawDecimal, RawRate,
    Required, blocking, post_response,
};
use crate::values::{FreeText, Hours, HoursDueReason, LotId, Money, Name, Rate, parse_day};

/// An entry to be added to a lot's hours due.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "hours": "1024.59", "reason": "initial", "effective_on": "2023-03-20",
    "computation": { "amount": "1250000.00", "labour_share": "0.50", "effort": "0.05", "hourly_cost": "30.50" },
}))]
pub struct HoursDueInput {
    /// All hours due from that day on; by default the result of the computation.
    hours: Option<RawDecimal>,
    /// The reason of the entry.
    #[schema(value_type = HoursDueReason)]
    reason: Required<String>,
    /// The day from which it applies.
    #[schema(value_type = String, format = Date, example = "2023-03-20")]
    effective_on: Required<String>,
    /// The inputs of the computation, if it was computed.
    computation: Option<ComputationInput>,
    /// The document that it rests on: an amendment's number, an order's.
    #[schema(example = "Avenant n° 2", min_length = 1, max_length = 200)]
    reference: Option<String>,
    /// Why the hours are these.
    #[schema(example = "Deux classes de plus", min_length = 1, max_length = 2000)]
    comment: Option<String>,
}

/// The inputs of a computation of hours due.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComputationInput {
    /// The amount before tax, in euros.
    #[schema(value_type = RawAmount)]
    amount: Required<RawDecimal>,
    /// The part of labour in the amount, between 0 and 1.
    #[schema(value_type = RawRate)]
    labour_share: Required<RawDecimal>,
    /// The part of the labour that the clause reserves, between 0 and 1.
    #[schema(value_type = RawRate)]
    effort: Required<RawDecimal>,
    /// The cost of an hour of labour, in euros.
    #[schema(value_type = RawCost)]
    hourly_cost: Required<RawDecimal>,
}

/// The inputs of an estimate.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateInput {
    /// The amount before tax, in euros.
    #[schema(value_type = RawAmount)]
    amount: Required<RawDecimal>,
    /// The part of labour in the amount, between 0 and 1; by default the setting in force.
    #[schema(value_type = Option<RawRate>)]
    labour_share: Option<RawDecimal>,
    /// The part of the labour that the clause reserves, between 0 and 1; by default the setting in force.
    #[schema(value_type = Option<RawRate>)]
    effort: Option<RawDecimal>,
    /// The cost of an hour of labour, in euros; by default the setting in force.
    #[schema(value_type = Option<RawCost>)]
    hourly_cost: Option<RawDecimal>,
}

impl TryFrom<HoursDueInput> for NewHoursDue {
    type Error = AppError;

    fn try_from(input: HoursDueInput) -> Result<Self> {
        let mut fields = Fields::default();
        if input.hours.is_none() && input.computation.is_none() {
            fields.push(FieldError::new("/hours", ProblemCode::Missing));
        }
        let hours = fields.optional("/hours", input.hours, |raw| Hours::parse(raw.as_str()));
        let reason = fields.required("/reason", input.reason, |code| HoursDueReason::parse(&code));
        let effective_on = fields.required("/effective_on", input.effective_on, |text| parse_day(&text));
        let computation = input.computation.map(Computation::try_from).transpose();
        let computation = fields.nested("/computation", computation)?.flatten();
        let reference = fields.optional("/reference", input.reference, |text| Name::parse(&text));
        let comment = fields.optional("/comment", input.comment, |text| FreeText::parse(&text));
        let (Some(reason), Some(effective_on)) = (reason, effective_on) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { hours, reason, effective_on, computation, reference, comment })
    }
}

impl TryFrom<ComputationInput> for Computation {
    type Error = AppError;

    fn try_from(input: ComputationInput) -> Result<Self> {
        let mut fields = Fields::default();
        let amount = fields.required("/amount", input.amount, |raw| Money::parse(raw.as_str()));
        let labour_share = fields.required("/labour_share", input.labour_share, |raw| Rate::parse(raw.as_str()));
        let effort = fields.required("/effort", input.effort, |raw| Rate::parse(raw.as_str()));
        let hourly_cost = fields.required("/hourly_cost", input.hourly_cost, |raw| Money::parse(raw.as_str()));
        match (amount, labour_share, effort, hourly_cost) {
            (Some(amount), Some(labour_share), Some(effort), Some(hourly_cost)) => {
                Ok(Self { amount, labour_share, effort, hourly_cost })
            }
            _ => Err(fields.refusal()),
        }
    }
}

impl TryFrom<EstimateInput> for Estimate {
    type Error = AppError;

    fn try_from(input: EstimateInput) -> Result<Self> {
        let mut fields = Fields::default();
        let amount = fields.required("/amount", input.amount, |raw| Money::parse(raw.as_str()));
        let labour_share = fields.optional("/labour_share", input.labour_share, |raw| Rate::parse(raw.as_str()));
        let effort = fields.optional("/effort", input.effort, |raw| Rate::parse(raw.as_str()));
        let hourly_cost = fields.optional("/hourly_cost", input.hourly_cost, |raw| Money::parse(raw.as_str()));
        let Some(amount) = amount else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { amount, labour_share, effort, hourly_cost })
    }
}

/// List the entries of hours due of a lot, in the order they were recorded.
///
/// The entry that took effect last, up to today, is due. Entries never change: a later entry corrects a mistake.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_hours_due",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "A page of hours due", body = Page<HoursDue>))
)]
#[get("/v1/lots/{id}/hours-due")]
async fn list(caller: Caller<ReadContracts>, id: Id<LotId>, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, id.0, after, rows)).await
}

/// Add an entry to a lot's hours due: all hours due from a day on.
///
/// Not the difference: an amendment that adds 200 hours to 600 gives 800. With a `computation` the hours are optional;
/// if given, they must be its result (`computation_mismatch`). A lot has one `initial` entry
/// (`initial_hours_taken`). An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_hours_due",
    params(("id" = i64, Path, description = "The lot's id")),
    request_body = HoursDueInput,
    responses((status = 201, description = "Recorded", body = HoursDue)),
    extensions(("x-problem-codes" = json!("computation_mismatch hours_malformed hours_negative hours_too_large hours_too_precise \
        initial_hours_taken invalid_amount invalid_date invalid_rate invalid_text text_empty text_too_long unknown_reason")))
)]
#[post("/v1/lots/{id}/hours-due")]
async fn create(
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    request: IdempotentBody<HoursDueInput>,
) -> Result<HttpResponse> {
    let new = NewHoursDue::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::record(&caller, id.0, &new)).await?))
}

/// Compute hours due from an amount, without recording anything.
///
/// Amount × labour share × effort ÷ hourly cost, to the hundredth of an hour. Missing inputs come from the settings in
/// force today; the answer has all four. As nothing is recorded, an `Idempotency-Key` has no effect.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "compute_hours_due",
    request_body = EstimateInput,
    responses((status = 200, description = "The hours and their inputs", body = Calculation)),
    extensions(("x-problem-codes" = json!("hours_too_large invalid_amount invalid_rate")))
)]
#[post("/v1/hours-due/computation")]
async fn compute(caller: Caller<ReadContracts>, body: Body<EstimateInput>) -> Result<HttpResponse> {
    let estimate = Estimate::try_from(body.0)?;
    let calculation = blocking(move || actions::compute(&caller, &estimate)).await?;
    Ok(HttpResponse::Ok().json(calculation))
}

/// Adds the routes of hours due.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(compute);
}
