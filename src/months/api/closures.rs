//! `/v1/months/{month}/closures/{sector}`

use actix_web::{HttpResponse, delete, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::{Caller, CloseMonths};
use crate::error::Result;
use crate::http::{Body, Fields, MonthPath, Query, SectorPath, blocking};
use crate::months::{Closure, Following, actions};
use crate::values::{FreeText, Month, Sector};

/// How a month is closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureInput {
    /// Close it though hours wait or lots said nothing; needs a reason.
    #[schema(example = true)]
    force: Option<bool>,
    /// Why it is closed all the same.
    #[schema(example = "Entreprise en liquidation, heures perdues")]
    reason: Option<String>,
}

/// Close a month of a sector: its hours no longer change.
///
/// Refused while hours are `submitted` or corrections wait, or while lots are awaited or late, unless it is forced with a
/// reason. A month that is closed already stays as it is. No `If-Match`: the same state again changes nothing.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("sector" = Sector, Path, description = "The sector", example = "BTP"),
    ),
    request_body = ClosureInput,
    responses((status = 200, description = "Closed, or so already", body = Closure)),
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

/// Why a month is opened again.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReopeningQuery {
    /// Why; compulsory.
    #[param(example = "Feuilles de juin retrouvées")]
    reason: Option<String>,
}

/// Open a month of a sector again.
///
/// Its hours take anew what they carry of people, contracts and settings, as these are by now. A month that is open
/// already stays as it is.
#[utoipa::path(
    tag = "months",
    params(
        ("month" = Month, Path, description = "The month", example = "2023-06"),
        ("sector" = Sector, Path, description = "The sector", example = "BTP"),
        ReopeningQuery,
    ),
    responses((status = 200, description = "Open, or so already", body = Closure)),
    extensions(("x-problem-codes" = json!("invalid_text reason_required text_empty text_too_long")))
)]
#[delete("/v1/months/{month}/closures/{sector}")]
pub(super) async fn reopen(
    caller: Caller<CloseMonths>,
    month: MonthPath,
    sector: SectorPath,
    query: Query<ReopeningQuery>,
    following: web::Data<Following>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.optional("?reason", query.0.reason, |text| FreeText::parse(&text));
    fields.done()?;
    let opened = blocking(move || actions::reopen(&caller, month.0, sector.0, reason.as_ref(), **following)).await?;
    Ok(HttpResponse::Ok().json(opened))
}
