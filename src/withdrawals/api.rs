//! `/v1/withdrawals`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Withdrawal, WithdrawalFilter, actions};
use crate::access::{Caller, ReadWithdrawals};
use crate::error::Result;
use crate::http::{ChangeParameters, Fields, FollowedList, Handlers, Page};
use crate::values::RecordKind;

/// Which withdrawals to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WithdrawalQuery {
    /// Only those of this kind of record.
    #[param(value_type = Option<RecordKind>, example = "referral")]
    kind: Option<String>,
    /// Only that of the record that had this id.
    #[param(value_type = Option<i64>, minimum = 1)]
    record_id: Option<String>,
}

impl WithdrawalQuery {
    fn parse(self) -> Result<WithdrawalFilter> {
        let mut fields = Fields::default();
        let filter = WithdrawalFilter {
            kind: fields.optional("?kind", self.kind, |code| RecordKind::parse(&code)),
            record_id: fields.id("?record_id", self.record_id),
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List withdrawals: records that were taken back because they should not have been recorded.
///
/// In the order they were withdrawn. They are in no other list any more, in no total and no bilan, their ids answer
/// `not_found` and are never used again. Those who could see a record find it here: clients that keep ids ask with
/// `changed_since`, as of the lists of records.
#[utoipa::path(
    tag = "withdrawals",
    operation_id = "list_withdrawals",
    params(WithdrawalQuery, ChangeParameters),
    responses((status = 200, description = "A page of withdrawals", body = Page<Withdrawal>)),
    extensions(("x-problem-codes" = json!("unknown_kind")))
)]
#[get("/v1/withdrawals")]
async fn list(caller: Caller<ReadWithdrawals>, request: FollowedList<WithdrawalQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, place, rows| actions::list(caller, &filter, place, rows)).await
}

/// The routes of withdrawals.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list);
}
