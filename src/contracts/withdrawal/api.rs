//! `DELETE /v1/public-contracts/{id}` and `DELETE /v1/lots/{id}`

use actix_web::{HttpResponse, delete};

use super::actions;
use crate::access::{Caller, EditContracts};
use crate::error::Result;
use crate::http::{Handlers, Id, IfMatch, Reason, ReasonParameters, no_content};
use crate::values::{LotId, PublicContractId};

/// Withdraw a public contract that should not have been recorded.
///
/// With its lots and their hours due. Deleted for good: it is in no list, total or bilan any more, its id is never
/// used again, and the audit trail keeps the whole of it with the `reason`. What something rests on is refused with
/// `record_in_use`; `dependents` names it. `GET /v1/withdrawals` tells those who could see it that it is gone. Needs the
/// `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`). Sent again after
/// it was done, it answers 204 again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "withdraw_public_contract",
    params(
        ("id" = i64, Path, description = "The contract's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        ReasonParameters,
    ),
    responses((status = 204, description = "Withdrawn")),
    extensions(("x-problem-codes" = json!("invalid_text reason_required record_in_use text_empty text_too_long")))
)]
#[delete("/v1/public-contracts/{id}")]
async fn withdraw(
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    version: IfMatch,
    reason: Reason,
) -> Result<HttpResponse> {
    no_content(move || actions::withdraw(&caller, id.0, &version.0, &reason.0)).await
}

/// Withdraw a lot that should not have been recorded.
///
/// With its hours due. The only lot of a contract goes with its contract. Deleted for good: it is in no list, total or bilan any more, its id is never
/// used again, and the audit trail keeps the whole of it with the `reason`. What something rests on is refused with
/// `record_in_use`; `dependents` names it. `GET /v1/withdrawals` tells those who could see it that it is gone. Needs the
/// `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`). Sent again after
/// it was done, it answers 204 again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "withdraw_lot",
    params(
        ("id" = i64, Path, description = "The lot's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        ReasonParameters,
    ),
    responses((status = 204, description = "Withdrawn")),
    extensions(("x-problem-codes" = json!("invalid_text reason_required record_in_use text_empty text_too_long")))
)]
#[delete("/v1/lots/{id}")]
async fn withdraw_lot(
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    version: IfMatch,
    reason: Reason,
) -> Result<HttpResponse> {
    no_content(move || actions::withdraw_lot(&caller, id.0, &version.0, &reason.0)).await
}

/// Adds the routes of withdrawals.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(withdraw).service(withdraw_lot);
}
