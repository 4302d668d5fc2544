//! `/v1/months`

mod closures;
mod nil_statements;

use actix_web::{HttpResponse, get, web};

use super::actions::board::board as board_of;
use super::{Board, ReopenHooks, evidence};
use crate::access::{Caller, ReadMonths};
use crate::error::Result;
use crate::http::{Handlers, MonthPath, Negotiated, blocking, with_content_tag};
use crate::values::Month;

/// Show the board of a month: hours received and missing, and the state of each sector.
///
/// Hours are expected from each lot whose public contract is open and runs in the month. Without hours a lot is `awaited`
/// up to the deadline, a day of the next month, and `late` after it; a nil statement makes it `nil`. Submitted or
/// validated hours make it `received`, or `partial` if none were sent for some employments on it; drafts and rejected
/// hours do not. The board also shows lots with hours from which none were expected. Partners see their sectors only.
#[utoipa::path(
    tag = "months",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    responses((status = 200, description = "The board", body = Board))
)]
#[get("/v1/months/{month}")]
async fn board(caller: Caller<ReadMonths>, month: MonthPath, negotiated: Negotiated) -> Result<HttpResponse> {
    let board = blocking(move || board_of(&caller, month.0)).await?;
    with_content_tag(&board, negotiated)
}

/// Adds the routes of months, nil statements and evidence.
pub fn routes(config: &mut Handlers<'_>, hooks: ReopenHooks) {
    config
        .app_data(web::Data::new(hooks))
        .service(board)
        .service(closures::list)
        .service(closures::close)
        .service(closures::reopen)
        .service(nil_statements::list)
        .service(nil_statements::create)
        .service(nil_statements::show)
        .service(nil_statements::remove)
        .configure(evidence::api::routes);
}
