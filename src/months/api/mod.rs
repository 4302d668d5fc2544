//! `/v1/months`

mod closures;
mod nil_statements;

use actix_web::{HttpResponse, get, web};

use super::{Board, Following, actions, evidence};
use crate::access::{Caller, ReadMonths};
use crate::error::Result;
use crate::http::{Conditional, Handlers, MonthPath, Negotiated, Representation};
use crate::values::Month;

/// Show the board of a month: what came, what is missing, and what is closed.
///
/// Hours are expected from each lot whose public contract is open and runs in the month. A lot that said nothing is
/// `awaited` up to the deadline, a day of the next month, and `late` after it; a nil statement says that it has none.
/// Hours sent or validated make it `received`; drafts and rejected hours do not. Lots that have hours though none were
/// expected are shown as well. Partners see their own sectors alone.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    responses((status = 200, description = "The board", body = Board))
)]
#[get("/v1/months/{month}")]
async fn board(
    caller: Caller<ReadMonths>,
    month: MonthPath,
    negotiated: Negotiated,
    conditional: Conditional,
) -> Result<HttpResponse> {
    // What is awaited one day is late the next.
    let question = format!("month {} {}", month.0, caller.today());
    let representation = Representation::of(&question, caller.scope(), negotiated);
    let work = move |caller: &Caller<ReadMonths>| actions::board(caller, month.0);
    conditional.answer(caller, representation, work, |board| Ok(HttpResponse::Ok().json(board))).await
}

/// The addresses of months, with what goes with opening one again elsewhere.
pub fn routes(config: &mut Handlers<'_>, following: Following) {
    config
        .app_data(web::Data::new(following))
        .service(board)
        .service(closures::close)
        .service(closures::reopen)
        .service(nil_statements::list)
        .service(nil_statements::create)
        .service(nil_statements::show)
        .service(nil_statements::remove)
        .configure(evidence::api::routes);
}
