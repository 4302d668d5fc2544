//! `/v1/candidates/{id}/eligibility-windows`, `/v1/eligibility-windows`

use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{EligibilityWindow, EndingEligibility, WindowDetails, actions};
use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, Required, blocking, post_response};
use crate::values::{CandidateId, FreeText, InvalidValue, parse_day};

/// What is said of a window of eligibility.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EligibilityWindowInput {
    /// The last day on which hours count.
    #[schema(value_type = String, format = Date)]
    ends_on: Required<String>,
    /// Why.
    #[schema(value_type = String, example = "Chantier prolongé de deux mois", min_length = 1, max_length = 2000)]
    reason: Required<String>,
}

impl TryFrom<EligibilityWindowInput> for WindowDetails {
    type Error = AppError;

    fn try_from(input: EligibilityWindowInput) -> Result<Self> {
        let mut fields = Fields::default();
        let ends_on = fields.required("/ends_on", input.ends_on, |text| parse_day(&text));
        let reason = fields.required("/reason", input.reason, |text| FreeText::parse(&text));
        match (ends_on, reason) {
            (Some(ends_on), Some(reason)) => Ok(Self { ends_on, reason }),
            _ => Err(fields.refusal()),
        }
    }
}

/// Whose eligibility to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EndingQuery {
    /// Within how many days from today it ends, 0 to 3,650; 60 if not said.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 3650, example = 60)]
    ending_within: Option<String>,
}

impl EndingQuery {
    fn read(self) -> Result<i64> {
        let mut fields = Fields::default();
        let days = fields.optional("?ending_within", self.ending_within, |text| {
            let days = text.parse::<i64>().ok().filter(|days| (0..=3650).contains(days));
            let detail = "« ending_within » est un nombre de jours, de 0 à 3650.";
            days.ok_or_else(|| InvalidValue::new(ProblemCode::InvalidQuery, detail))
        });
        fields.done()?;
        Ok(days.unwrap_or(60))
    }
}

/// List the candidates whose eligibility ends soon, the soonest first.
///
/// By the settings of today, over everything that gives eligibility: the first assignment, the employments, and
/// windows opened by hand. For calling people before their hours stop counting.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_ending_eligibility",
    params(EndingQuery),
    responses((status = 200, description = "A page of candidates", body = Page<EndingEligibility>))
)]
#[get("/v1/eligibility-windows")]
async fn ending(caller: Caller<ReadEligibility>, asked: List<EndingQuery>) -> Result<HttpResponse> {
    let days = asked.query.read()?;
    asked.view.answer(caller, move |caller, after, rows| actions::ending(caller, days, after, rows)).await
}

/// List the windows of eligibility that officers opened for a candidate.
///
/// All of them, the first one first. What the rules give by themselves is in the candidate's `eligible_until`.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_eligibility_windows",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "All the candidate's windows", body = Page<EligibilityWindow>))
)]
#[get("/v1/candidates/{id}/eligibility-windows")]
async fn list(caller: Caller<ReadEligibility>, id: Id<CandidateId>, asked: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller, id.0)).await?;
    asked.view.whole(items)
}

/// Open a window of eligibility for a candidate, beyond what the rules give.
///
/// Hours of months that begin in the window count for the clause, also those recorded before, unless their month is
/// closed. The latest of all days that give eligibility decides; a window never shortens it. An `Idempotency-Key`
/// makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "open_eligibility_window",
    params(("id" = i64, Path, description = "The candidate's id")),
    request_body = EligibilityWindowInput,
    responses((status = 201, description = "Opened", body = EligibilityWindow)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_text text_empty text_too_long")))
)]
#[post("/v1/candidates/{id}/eligibility-windows")]
async fn open(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    posted: IdempotentBody<EligibilityWindowInput>,
) -> Result<HttpResponse> {
    let details = WindowDetails::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    Ok(post_response(blocking(move || actions::open(&caller, id.0, &details)).await?))
}

/// The addresses of windows of eligibility.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(ending).service(list).service(open);
}
