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
use crate::values::{Hours, HoursDueReason, LotId, Money, Rate, parse_day};

/// An entry to be added to a lot's hours due.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "hours": "1024.59", "reason": "initial", "effective_on": "2023-03-20",
    "computation": { "amount": "1250000.00", "labour_share": "0.50", "effort": "0.05", "hourly_cost": "30.50" },
}))]
pub struct HoursDueInput {
    /// The whole amount due from that day on; what the computation gives if not said.
    hours: Option<RawDecimal>,
    /// Why it is due.
    #[schema(value_type = HoursDueReason)]
    reason: Required<String>,
    /// From which day on.
    #[schema(value_type = String, format = Date, example = "2023-03-20")]
    effective_on: Required<String>,
    /// What it was computed from, where it was.
    computation: Option<ComputationInput>,
}

/// What hours due were computed from.
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
    /// What an hour of labour costs, in euros.
    #[schema(value_type = RawCost)]
    hourly_cost: Required<RawDecimal>,
}

/// A question to the calculator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateInput {
    /// The amount before tax, in euros.
    #[schema(value_type = RawAmount)]
    amount: Required<RawDecimal>,
    /// The part of labour in the amount, between 0 and 1; the setting in force if not said.
    #[schema(value_type = Option<RawRate>)]
    labour_share: Option<RawDecimal>,
    /// The part of the labour that the clause reserves, between 0 and 1; the setting in force if not said.
    #[schema(value_type = Option<RawRate>)]
    effort: Option<RawDecimal>,
    /// What an hour of labour costs, in euros; the setting in force if not said.
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
        let (Some(reason), Some(effective_on)) = (reason, effective_on) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { hours, reason, effective_on, computation })
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

/// List what was promised on a lot, in the order it was recorded.
///
/// The entry that took effect last, up to today, is what is due. Entries are never changed: a mistake is put right by
/// a later one.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_hours_due",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "A page of hours due", body = Page<HoursDue>))
)]
#[get("/v1/lots/{id}/hours-due")]
async fn list(caller: Caller<ReadContracts>, id: Id<LotId>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.answer(caller, move |caller, after, rows| actions::list(caller, id.0, after, rows)).await
}

/// Add an entry to a lot's hours due: the whole amount that is due from a day on.
///
/// Not the difference: an amendment that adds 200 hours to 600 says 800. With a `computation` the hours may be left
/// out; given with it, they have to be its result (`computation_mismatch`). A lot has one `initial` entry
/// (`initial_hours_taken`). An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_hours_due",
    params(("id" = i64, Path, description = "The lot's id")),
    request_body = HoursDueInput,
    responses((status = 201, description = "Recorded", body = HoursDue)),
    extensions(("x-problem-codes" = json!("computation_mismatch hours_malformed hours_negative hours_too_large hours_too_precise \
        initial_hours_taken invalid_amount invalid_date invalid_rate unknown_reason")))
)]
#[post("/v1/lots/{id}/hours-due")]
async fn create(
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    posted: IdempotentBody<HoursDueInput>,
) -> Result<HttpResponse> {
    let new = NewHoursDue::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    Ok(post_response(blocking(move || actions::record(&caller, id.0, &new)).await?))
}

/// Compute hours due from an amount; nothing is kept.
///
/// Amount × labour share × effort ÷ hourly cost, to the hundredth of an hour. What is not said is taken from the
/// settings in force today; the answer names all four. Nothing is recorded, so that `Idempotency-Key` has no meaning
/// here.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "compute_hours_due",
    request_body = EstimateInput,
    responses((status = 200, description = "The hours, and everything they were computed from", body = Calculation)),
    extensions(("x-problem-codes" = json!("hours_too_large invalid_amount invalid_rate")))
)]
#[post("/v1/hours-due/computation")]
async fn compute(caller: Caller<ReadContracts>, body: Body<EstimateInput>) -> Result<HttpResponse> {
    let asked = Estimate::try_from(body.0)?;
    let calculation = blocking(move || actions::compute(&caller, &asked)).await?;
    Ok(HttpResponse::Ok().json(calculation))
}

/// The addresses of hours due.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(compute);
}
