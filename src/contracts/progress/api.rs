//! `/v1/lots/{id}/progress`

use actix_web::{HttpResponse, get};

use super::{Progress, actions};
use crate::access::{Caller, ReadContracts};
use crate::error::Result;
use crate::http::{Handlers, Id, blocking};
use crate::values::LotId;

/// Show how far a lot has come.
///
/// Hours due today, done, remaining, and the projected day of completion at the average pace. Counts everyone's
/// validated hours that count for the clause, from the contract's first day, whether or not the PLIE accompanies the
/// person.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "show_progress",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "The lot's progress", body = Progress))
)]
#[get("/v1/lots/{id}/progress")]
async fn show(caller: Caller<ReadContracts>, id: Id<LotId>) -> Result<HttpResponse> {
    let progress = blocking(move || actions::show(&caller, id.0)).await?;
    Ok(HttpResponse::Ok().json(progress))
}

/// Adds the route of a lot's progress.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show);
}
