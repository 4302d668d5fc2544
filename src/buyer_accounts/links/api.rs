//! `/v1/organisations/{id}/account-links` and `/v1/account-links/{id}`

use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AccountLink, IssuedLink, NewLink, actions};
use crate::access::{Caller, ShareBuyerAccounts};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, Required, blocking, no_content, post_response_with,
};
use crate::values::{AccountLinkId, OrganisationId, parse_day};

/// A link to be issued.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountLinkInput {
    /// The last day on which it opens: today in France or later, a year from now at most.
    #[schema(value_type = String, format = Date, example = "2024-12-31")]
    expires_on: Required<String>,
}

impl TryFrom<AccountLinkInput> for NewLink {
    type Error = AppError;

    fn try_from(input: AccountLinkInput) -> Result<Self> {
        let mut fields = Fields::default();
        let expires_on = fields.required("/expires_on", input.expires_on, |text| parse_day(&text));
        let Some(expires_on) = expires_on else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { expires_on })
    }
}

/// A link with its address, shown only in this answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewAccountLink {
    /// The link.
    #[serde(flatten)]
    link: AccountLink,
    /// The path of its page. It is not stored, so a replay comes without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/etats/0vfAaM3x3hM0mVxgQv0cTtq2f0vWQWmJ0lq7mS0wq3E")]
    path: Option<String>,
}

/// List the links to a buyer's account.
///
/// In the order of their ids, ended and revoked ones included, without their addresses. An officer of single sectors is
/// refused (`forbidden`): a link opens all public contracts of its buyer.
#[utoipa::path(
    tag = "organisations",
    operation_id = "list_account_links",
    params(("id" = i64, Path, description = "The buyer's id")),
    responses((status = 200, description = "A page of links", body = Page<AccountLink>))
)]
#[get("/v1/organisations/{id}/account-links")]
async fn list(
    caller: Caller<ShareBuyerAccounts>,
    id: Id<OrganisationId>,
    request: List<NoFilter>,
) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, id.0, after, rows)).await
}

/// Issue a link with which a buyer reads its own account.
///
/// Who has the address reads the account of the day, without a key or a password, until the link ends or is revoked:
/// without names, and without counts of a few people or what would tell them. Each opening stands in the read log. Only
/// this answer holds the address; a replay under an `Idempotency-Key` comes without it. An officer of single sectors is
/// refused (`forbidden`).
#[utoipa::path(
    tag = "organisations",
    operation_id = "create_account_link",
    params(("id" = i64, Path, description = "The buyer's id")),
    request_body = AccountLinkInput,
    responses((status = 201, description = "Issued", body = NewAccountLink)),
    extensions(("x-problem-codes" = json!("date_in_past invalid_date")))
)]
#[post("/v1/organisations/{id}/account-links")]
async fn create(
    caller: Caller<ShareBuyerAccounts>,
    id: Id<OrganisationId>,
    request: IdempotentBody<AccountLinkInput>,
) -> Result<HttpResponse> {
    let new = NewLink::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    let IssuedLink { link, token } = blocking(move || actions::issue(&caller, id.0, &new)).await?;
    post_response_with(link, "path", format!("/etats/{}", token.expose()))
}

/// Revoke a link to a buyer's account.
///
/// It opens nothing from the next request on, and stays in the list. Revoking it again changes nothing. Needs no version.
#[utoipa::path(
    tag = "organisations",
    operation_id = "revoke_account_link",
    params(("id" = i64, Path, description = "The link's id")),
    responses((status = 204, description = "Revoked"))
)]
#[delete("/v1/account-links/{id}")]
async fn revoke(caller: Caller<ShareBuyerAccounts>, id: Id<AccountLinkId>) -> Result<HttpResponse> {
    no_content(move || actions::revoke(&caller, id.0).map(drop)).await
}

/// Adds the routes of links to buyers' accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(revoke);
}
