//! `/v1/months/{month}/evidence`

use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LotEvidence, NewLotEvidence, actions};
use crate::access::{Caller, ProveHours, ReadMonths};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, MonthPath, NoFilter, Page, Required, blocking, no_content,
    post_response, with_etag,
};
use crate::values::{EvidenceKind, LotEvidenceId, LotId, Month, Name, parse_day};

/// Evidence to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "lot_id": 2, "kind": "timesheet", "reference": "FH-2023-06, feuilles 1 à 14", "dated_on": "2023-07-03",
}))]
pub struct LotEvidenceInput {
    /// The lot.
    #[schema(value_type = LotId)]
    lot_id: Required<LotId>,
    /// The kind of document.
    #[schema(value_type = EvidenceKind)]
    kind: Required<String>,
    /// The reference under which it is filed.
    #[schema(value_type = String, example = "FH-2023-06, feuilles 1 à 14", min_length = 1, max_length = 200)]
    reference: Required<String>,
    /// Its date.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    dated_on: Option<String>,
}

impl TryFrom<LotEvidenceInput> for NewLotEvidence {
    type Error = AppError;

    fn try_from(input: LotEvidenceInput) -> Result<Self> {
        let mut fields = Fields::default();
        let lot = fields.required("/lot_id", input.lot_id, Ok);
        let kind = fields.required("/kind", input.kind, |code| EvidenceKind::parse(&code));
        let reference = fields.required("/reference", input.reference, |text| Name::parse(&text));
        let dated_on = fields.optional("/dated_on", input.dated_on, |day| parse_day(&day));
        let (Some(lot), Some(kind), Some(reference)) = (lot, kind, reference) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { lot, kind, reference, dated_on })
    }
}

/// List the evidence for lots in a month.
///
/// In the order it was recorded, for lots in the caller's sectors. Evidence for a single cell is part of the cell.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    responses((status = 200, description = "A page of evidence", body = Page<LotEvidence>))
)]
#[get("/v1/months/{month}/evidence")]
async fn list(caller: Caller<ReadMonths>, month: MonthPath, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, month.0, after, rows)).await
}

/// Record evidence for all hours of a lot in a month.
///
/// With it, hours of that lot and month are validated without evidence of their own. A lot may have several in a
/// month; a duplicate is refused (`already_exists`). Partners may record it in their sectors.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    request_body = LotEvidenceInput,
    responses((status = 201, description = "Recorded", body = LotEvidence)),
    extensions(("x-problem-codes" = json!("already_exists invalid_date invalid_text month_closed month_in_future \
        text_empty text_too_long unknown_kind unknown_lot")))
)]
#[post("/v1/months/{month}/evidence")]
async fn create(
    caller: Caller<ProveHours>,
    month: MonthPath,
    request: IdempotentBody<LotEvidenceInput>,
) -> Result<HttpResponse> {
    let new = NewLotEvidence::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, month.0, &new)).await?))
}

/// Show a piece of evidence for a lot and month.
///
/// Under its month only.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("id" = i64, Path, description = "The evidence's id"),
    ),
    responses((status = 200, description = "The evidence", body = LotEvidence))
)]
#[get("/v1/months/{month}/evidence/{id}")]
async fn show(caller: Caller<ReadMonths>, month: MonthPath, id: Id<LotEvidenceId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, month.0, id.0)).await?))
}

/// Delete a piece of evidence.
///
/// Hours that were validated with it stay validated. Partners delete evidence of their own organisation only (another's:
/// `forbidden`). Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another version:
/// `precondition_failed`).
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("id" = i64, Path, description = "The evidence's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    responses((status = 204, description = "Gone")),
    extensions(("x-problem-codes" = json!("month_closed")))
)]
#[delete("/v1/months/{month}/evidence/{id}")]
async fn remove(
    caller: Caller<ProveHours>,
    month: MonthPath,
    id: Id<LotEvidenceId>,
    version: IfMatch,
) -> Result<HttpResponse> {
    no_content(move || actions::delete(&caller, month.0, id.0, &version.0)).await
}

/// Adds the routes of evidence.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(remove);
}
