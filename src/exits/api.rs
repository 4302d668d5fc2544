//! `/v1/positive-exits`

use actix_web::{HttpResponse, delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ExitDetails, ExitFilter, PositiveExit, actions, proposals, rules};
use crate::access::{Caller, EditExits, ReadExits};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, Page, Patch, RawDecimal, Required, blocking, no_content,
    post_response, with_etag,
};
use crate::values::{CandidateId, ExitKind, Hours, Name, OrganisationId, PositiveExitId, Sector, parse_day};

/// A positive exit to record or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitInput {
    /// The person; cannot change once recorded.
    #[schema(value_type = CandidateId)]
    candidate_id: Required<CandidateId>,
    /// The PLIE's criterion by which it counts.
    #[schema(value_type = ExitKind)]
    kind: Required<String>,
    /// The first day of the employment, the training or the business.
    #[schema(value_type = String, format = Date, example = "2023-02-20")]
    started_on: Required<String>,
    /// The day on which the criterion is met: the exit counts in its year.
    #[schema(value_type = String, format = Date, example = "2023-08-20")]
    met_on: Required<String>,
    /// The employer.
    employer_id: Option<OrganisationId>,
    /// Hours per week.
    weekly_hours: Option<RawDecimal>,
    /// The sector that led to it, if any.
    #[schema(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Where the proof is kept.
    #[schema(example = "SP-2023-012", min_length = 1, max_length = 200)]
    proof_reference: Option<String>,
}

impl From<&PositiveExit> for ExitInput {
    fn from(exit: &PositiveExit) -> Self {
        Self {
            candidate_id: Required::new(exit.candidate_id),
            kind: Required::new(exit.kind.to_string()),
            started_on: Required::new(exit.started_on.to_string()),
            met_on: Required::new(exit.met_on.to_string()),
            employer_id: exit.employer_id,
            weekly_hours: exit.weekly_hours.map(RawDecimal::of),
            sector: exit.sector.map(|sector| sector.to_string()),
            proof_reference: exit.proof_reference.as_ref().map(Name::to_string),
        }
    }
}

impl TryFrom<ExitInput> for ExitDetails {
    type Error = AppError;

    fn try_from(input: ExitInput) -> Result<Self> {
        let mut fields = Fields::default();
        let candidate_id = fields.required("/candidate_id", input.candidate_id, Ok);
        let kind = fields.required("/kind", input.kind, |code| ExitKind::parse(&code));
        let started_on = fields.required("/started_on", input.started_on, |text| parse_day(&text));
        let met_on = fields.required("/met_on", input.met_on, |text| parse_day(&text));
        let weekly_hours = fields.optional("/weekly_hours", input.weekly_hours, |raw| Hours::parse(raw.as_str()));
        if let Some(field_error) = weekly_hours.and_then(rules::week_error) {
            fields.push(field_error);
        }
        let sector = fields.optional("/sector", input.sector, |code| Sector::parse(&code));
        let proof_reference = fields.optional("/proof_reference", input.proof_reference, |text| Name::parse(&text));
        let (Some(candidate_id), Some(kind), Some(started_on), Some(met_on)) = (candidate_id, kind, started_on, met_on)
        else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let employer_id = input.employer_id;
        Ok(Self { candidate_id, kind, started_on, met_on, employer_id, weekly_hours, sector, proof_reference })
    }
}

/// Which positive exits to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExitQuery {
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those of this kind.
    #[param(value_type = Option<ExitKind>)]
    kind: Option<String>,
    /// Only those met from this day on.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Only those met up to this day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
}

impl ExitQuery {
    fn parse(self) -> Result<ExitFilter> {
        let mut fields = Fields::default();
        let (from, to) = fields.period(("?from", self.from), ("?to", self.to));
        let filter = ExitFilter {
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            kind: fields.optional("?kind", self.kind, |code| ExitKind::parse(&code)),
            from,
            to,
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List positive exits.
///
/// In the order they were recorded; `from` and `to` filter by the day on which the criterion was met.
#[utoipa::path(
    tag = "positive exits",
    operation_id = "list_positive_exits",
    params(ExitQuery),
    responses((status = 200, description = "A page of positive exits", body = Page<PositiveExit>)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_period unknown_kind")))
)]
#[get("/v1/positive-exits")]
async fn list(caller: Caller<ReadExits>, request: List<ExitQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Record a positive exit.
///
/// It ends the PLIE period that contains `met_on`, and counts in the bilan of that day's year. A second exit
/// of a period is refused with `exit_already_counted`. An exit outside any period is recorded with a warning. An
/// `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "positive exits",
    operation_id = "create_positive_exit",
    request_body = ExitInput,
    responses((status = 201, description = "Recorded", body = PositiveExit)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future exit_already_counted hours_malformed hours_negative \
        hours_too_large hours_too_precise invalid_date invalid_period invalid_text text_empty text_too_long \
        unknown_candidate unknown_kind unknown_organisation unknown_sector wrong_role")))
)]
#[post("/v1/positive-exits")]
async fn create(caller: Caller<EditExits>, request: IdempotentBody<ExitInput>) -> Result<HttpResponse> {
    let details = ExitDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, &details)).await?))
}

/// Show a positive exit.
///
/// With the PLIE period that it ends, and its version in `ETag`.
#[utoipa::path(
    tag = "positive exits",
    operation_id = "show_positive_exit",
    params(("id" = i64, Path, description = "The exit's id")),
    responses((status = 200, description = "The exit", body = PositiveExit))
)]
#[get("/v1/positive-exits/{id}")]
async fn show(caller: Caller<ReadExits>, id: Id<PositiveExitId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a positive exit.
///
/// A merge patch. The service finds the PLIE period again. The person cannot change: `immutable_field`. Needs
/// the `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "positive exits",
    operation_id = "update_positive_exit",
    params(
        ("id" = i64, Path, description = "The exit's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = ExitInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = PositiveExit)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future exit_already_counted hours_malformed hours_negative \
        hours_too_large hours_too_precise immutable_field invalid_date invalid_period invalid_text text_empty \
        text_too_long unknown_candidate unknown_kind unknown_organisation unknown_sector \
        wrong_role")))
)]
#[patch("/v1/positive-exits/{id}")]
async fn update(
    caller: Caller<EditExits>,
    id: Id<PositiveExitId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let change = move |current: &PositiveExit| patch.apply_to(&ExitInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Delete a positive exit that should not have been recorded.
///
/// The PLIE period that it ended continues. The audit trail keeps the deletion. Needs the `ETag` last seen in
/// `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "positive exits",
    operation_id = "delete_positive_exit",
    params(
        ("id" = i64, Path, description = "The exit's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    responses((status = 204, description = "Gone"))
)]
#[delete("/v1/positive-exits/{id}")]
async fn remove(caller: Caller<EditExits>, id: Id<PositiveExitId>, version: IfMatch) -> Result<HttpResponse> {
    no_content(move || actions::delete(&caller, id.0, &version.0)).await
}

/// Adds the routes of positive exits, and of those that employments propose.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update).service(remove);
    config.configure(proposals::api::routes);
}
