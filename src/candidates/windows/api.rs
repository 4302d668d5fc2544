//! `/v1/candidates/{id}/eligibility-windows`, `/v1/eligibility-windows`

use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{EligibilityWindow, EndingEligibility, WindowDetails, actions};
use crate::access::{Caller, EditEligibility, ReadEligibility};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, Required, blocking, post_response};
use crate::values::{CandidateId, FreeText, InvalidValue, parse_day, parse_whole};

/// The values of an eligibility window to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EligibilityWindowInput {
    /// The last day on which hours count.
    #[schema(value_type = String, format = Date)]
    ends_on: Required<String>,
    /// The reason.
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

/// Which ends of eligibility to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EndingQuery {
    /// The number of days from today within which it ends, 0 to 3,650; 60 by default.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 3650, example = 60)]
    ending_within: Option<String>,
}

impl EndingQuery {
    fn parse(self) -> Result<i64> {
        let mut fields = Fields::default();
        let days = fields.optional("?ending_within", self.ending_within, |text| {
            let days = parse_whole::<i64>(&text).filter(|days| (0..=3650).contains(days));
            let detail = "« ending_within » est un nombre de jours, de 0 à 3650.";
            days.ok_or_else(|| InvalidValue::new(ProblemCode::InvalidQuery, detail))
        });
        fields.done()?;
        Ok(days.unwrap_or(60))
    }
}

/// List the candidates whose eligibility ends soon, the soonest first.
///
/// By the settings of today and by all that gives eligibility: the first assignment, the employments, and windows
/// opened by hand. It helps to contact people before their hours stop counting.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_ending_eligibility",
    params(EndingQuery),
    responses((status = 200, description = "A page of candidates", body = Page<EndingEligibility>))
)]
#[get("/v1/eligibility-windows")]
async fn ending(caller: Caller<ReadEligibility>, request: List<EndingQuery>) -> Result<HttpResponse> {
    let days = request.query.parse()?;
    request.view.answer(caller, move |caller, after, rows| actions::ending(caller, days, after, rows)).await
}

/// List the eligibility windows that officers opened for a candidate.
///
/// All of them, in the order they were opened. The candidate's `eligible_until` takes these and the rules into account.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_eligibility_windows",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "All the candidate's windows", body = Page<EligibilityWindow>))
)]
#[get("/v1/candidates/{id}/eligibility-windows")]
async fn list(caller: Caller<ReadEligibility>, id: Id<CandidateId>, request: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller, id.0)).await?;
    request.view.whole(items)
}

/// Open an eligibility window for a candidate, beyond what the rules give.
///
/// Hours of open months that begin within the window count for the clause, also those recorded before. The latest of
/// all days that give eligibility decides; a window never shortens it. An `Idempotency-Key`
/// makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "open_eligibility_window",
    params(("id" = i64, Path, description = "The candidate's id")),
    request_body = EligibilityWindowInput,
    responses((status = 201, description = "Opened", body = EligibilityWindow)),
    extensions(("x-problem-codes" = json!("before_birth invalid_date invalid_text text_empty text_too_long")))
)]
#[post("/v1/candidates/{id}/eligibility-windows")]
async fn open(
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    request: IdempotentBody<EligibilityWindowInput>,
) -> Result<HttpResponse> {
    let details = WindowDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::open(&caller, id.0, &details)).await?))
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(ending).service(list).service(open);
}
