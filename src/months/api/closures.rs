//! `/v1/months/{month}/closures/{sector}`

use actix_web::{HttpResponse, delete, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::{Caller, CloseMonths};
use crate::error::Result;
use crate::http::{Body, Fields, List, MonthPath, NoFilter, Page, Query, SectorPath, blocking};
use crate::months::{Closure, ClosureChange, ReopenHooks, actions};
use crate::values::{FreeText, Month, Sector};

/// The parameters of a closure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureInput {
    /// Close it despite waiting hours or missing lots, or before it has ended; needs a reason.
    #[schema(example = true)]
    force: Option<bool>,
    /// The reason.
    #[schema(example = "Entreprise en liquidation, heures perdues")]
    reason: Option<String>,
}

/// List the closings and reopenings of a month.
///
/// In the order they happened, in the caller's sectors.
#[utoipa::path(
    tag = "months",
    operation_id = "list_closures",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    responses((status = 200, description = "Its closings and reopenings", body = Page<ClosureChange>))
)]
#[get("/v1/months/{month}/closures")]
pub(super) async fn list(caller: Caller<CloseMonths>, month: MonthPath, list: List<NoFilter>) -> Result<HttpResponse> {
    let changes = blocking(move || actions::history(&caller, month.0)).await?;
    list.view.whole(changes)
}

/// Close a month of a sector: its hours no longer change.
///
/// Refused while hours are `submitted`, corrections wait, lots are awaited or late, or the month has not ended, unless
/// `force` comes with a reason; `obstacles` has what is in the way. Lots from which only a part came (`partial`) give the
/// warning `lots_partial`, or are in the way where the setting `closing_needs_all_employments` says so. A closed month
/// stays as it is. Needs no `If-Match`, as a repetition changes nothing.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("sector" = Sector, Path, description = "The sector", example = "BTP"),
    ),
    request_body = ClosureInput,
    responses((status = 200, description = "Closed", body = Closure)),
    extensions(("x-problem-codes" = json!("invalid_text month_in_future month_not_ready reason_required text_empty text_too_long")))
)]
#[put("/v1/months/{month}/closures/{sector}")]
pub(super) async fn close(
    caller: Caller<CloseMonths>,
    month: MonthPath,
    sector: SectorPath,
    body: Body<ClosureInput>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let force = body.0.force.unwrap_or_default();
    let reason = fields.optional("/reason", body.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    let closed = blocking(move || actions::close(&caller, month.0, sector.0, force, reason.as_ref())).await?;
    Ok(HttpResponse::Ok().json(closed))
}

/// The parameters of a reopening.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReopeningQuery {
    /// The reason; required.
    #[param(example = "Feuilles de juin retrouvées")]
    reason: Option<String>,
}

/// Reopen a month of a sector.
///
/// Refreshes the snapshots of its hours from people, contracts and settings as they are now. An open month stays as it
/// is.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("sector" = Sector, Path, description = "The sector", example = "BTP"),
        ReopeningQuery,
    ),
    responses((status = 200, description = "Open", body = Closure)),
    extensions(("x-problem-codes" = json!("invalid_text reason_required text_empty text_too_long")))
)]
#[delete("/v1/months/{month}/closures/{sector}")]
pub(super) async fn reopen(
    caller: Caller<CloseMonths>,
    month: MonthPath,
    sector: SectorPath,
    query: Query<ReopeningQuery>,
    hooks: web::Data<ReopenHooks>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", query.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    let opened = blocking(move || actions::reopen(&caller, month.0, sector.0, reason.as_ref(), **hooks)).await?;
    Ok(HttpResponse::Ok().json(opened))
}
