//! `/v1/organisations/{id}/account`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{BuyerAccount, actions};
use crate::access::{Caller, ReadBuyerAccounts};
use crate::error::Result;
use crate::http::{
    DocumentParameters, DocumentQuery, Fields, Format, Handlers, Id, blocking, document, with_content_tag,
};
use crate::values::{OrganisationId, parse_day};

/// The parameters of a buyer's account.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// The day, today or before; today by default.
    #[param(value_type = Option<chrono::NaiveDate>, example = "2023-12-31")]
    on: Option<String>,
}

/// Show a buyer's account: how far its public contracts have come on a day.
///
/// All its public contracts that had begun, with their lots: hours due in force on the day, hours done up to its month,
/// remaining, rate, projected end, people, hours by type of contract and by modality, share of the QPV, and what ended
/// contracts lack, in hours and in penalties. Everyone's hours count, validated and counted, from each contract's start;
/// hours that were validated, corrected or taken back later are as they are now. No names of people. An officer of single
/// sectors reads the contracts of these (`sectors`).
#[utoipa::path(
    tag = "organisations",
    operation_id = "show_buyer_account",
    params(("id" = i64, Path, description = "The buyer's id"), AccountQuery, DocumentParameters),
    responses((status = 200, description = "The account", body = BuyerAccount)),
    extensions(("x-problem-codes" = json!("invalid_date")))
)]
#[get("/v1/organisations/{id}/account")]
async fn show(
    caller: Caller<ReadBuyerAccounts>,
    id: Id<OrganisationId>,
    request: DocumentQuery<AccountQuery>,
) -> Result<HttpResponse> {
    let DocumentQuery { query, negotiated } = request;
    let mut fields = Fields::default();
    let on = fields.optional("?on", query.on, |day| parse_day(&day));
    fields.done()?;
    let Format::Document(form) = negotiated.format else {
        let account = blocking(move || actions::account(&caller, id.0, on)).await?;
        return with_content_tag(&account, negotiated);
    };
    let work = move || {
        let account = actions::account(&caller, id.0, on)?;
        Ok((
            format!("etat-{}-{}", account.organisation_id, account.on),
            actions::written(&account, caller.today(), form)?,
        ))
    };
    let (name, bytes) = blocking(work).await?;
    Ok(document(form, &name, bytes))
}

/// Adds the route of buyers' accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(show);
}
