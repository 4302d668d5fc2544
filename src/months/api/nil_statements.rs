//! `/v1/months/{month}/nil-statements`

use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, ReadMonths, StateNil};
use crate::error::Result;
use crate::http::{
    Fields, Id, IdempotentBody, IfMatch, List, MonthPath, NoFilter, Page, Required, blocking, no_content,
    post_response, with_etag,
};
use crate::months::NilStatement;
use crate::months::actions::nil_statements as actions;
use crate::values::{LotId, Month, NilStatementId};

/// A nil statement to record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NilStatementInput {
    /// The lot.
    #[schema(value_type = LotId)]
    lot_id: Required<LotId>,
}

/// List the nil statements of a month.
///
/// In the order they were recorded, for lots in the caller's sectors.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    responses((status = 200, description = "A page of nil statements", body = Page<NilStatement>))
)]
#[get("/v1/months/{month}/nil-statements")]
pub(super) async fn list(
    caller: Caller<ReadMonths>,
    month: MonthPath,
    request: List<NoFilter>,
) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, month.0, after, rows)).await
}

/// State that a lot has no hours in a month.
///
/// Without a statement a lot without hours becomes late. Refused if the lot has hours or none are expected from it.
/// Hours that arrive later cancel the statement. Partners may state it in their sectors if the setting
/// `partner_states_nil` allows it.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    request_body = NilStatementInput,
    responses((status = 201, description = "Recorded", body = NilStatement)),
    extensions(("x-problem-codes" = json!("already_exists lot_has_hours lot_not_expected month_closed month_in_future unknown_lot")))
)]
#[post("/v1/months/{month}/nil-statements")]
pub(super) async fn create(
    caller: Caller<StateNil>,
    month: MonthPath,
    request: IdempotentBody<NilStatementInput>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let lot = fields.required("/lot_id", request.body.lot_id, Ok);
    let Some(lot) = lot else { return Err(fields.refusal()) };
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, month.0, lot)).await?))
}

/// Show a nil statement.
///
/// Under its month only.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("id" = i64, Path, description = "The statement's id"),
    ),
    responses((status = 200, description = "The statement", body = NilStatement))
)]
#[get("/v1/months/{month}/nil-statements/{id}")]
pub(super) async fn show(caller: Caller<ReadMonths>, month: MonthPath, id: Id<NilStatementId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, month.0, id.0)).await?))
}

/// Delete a nil statement.
///
/// The lot is awaited or late again. Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another
/// version: `precondition_failed`).
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("id" = i64, Path, description = "The statement's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    responses((status = 204, description = "Gone")),
    extensions(("x-problem-codes" = json!("month_closed")))
)]
#[delete("/v1/months/{month}/nil-statements/{id}")]
pub(super) async fn remove(
    caller: Caller<StateNil>,
    month: MonthPath,
    id: Id<NilStatementId>,
    version: IfMatch,
) -> Result<HttpResponse> {
    no_content(move || actions::delete(&caller, month.0, id.0, &version.0)).await
}
