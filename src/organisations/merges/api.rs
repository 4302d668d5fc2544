//! `/v1/organisations/{id}/merges`

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NewMerge, OrganisationMerge, actions};
use crate::access::{Caller, MergeOrganisations};
use crate::error::Result;
use crate::http::{Handlers, Id, IdempotentBody, IfMatch, Required, blocking, other_record, post_response};
use crate::values::OrganisationId;

/// The merge to carry out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationMergeInput {
    /// The record that goes; the one of the address stays.
    #[schema(value_type = i64, example = 31)]
    other_id: Required<i64>,
    /// Its version, as last seen.
    #[schema(value_type = i64, example = 1)]
    other_version: Required<i64>,
    /// Why the two are one organisation.
    #[schema(example = "Même SIRET")]
    reason: Option<String>,
    /// Only say what the merge would do.
    dry_run: Option<bool>,
}

/// Merge another record of the same organisation into this one.
///
/// The record of the address stays, the one of `other_id` goes. Contracts, lots, employments with their hours, referrals,
/// positive exits, reminders, links to its account, what its keys and accounts recorded with their references, keys and
/// accounts pass to the record that stays, in one transaction. What the record that stays says wins; what is empty in it is filled. `conflicts` lists what
/// is not taken. Hours stay the same, closed months change which record of the employer they name and nothing else. Afterwards
/// the id that went answers `not_found` with the `existing_id` of the record that stays.
///
/// With `dry_run` the answer is the same, with `version` `null`, and nothing is kept. Refused by name: kinds of buyer or
/// employer by which totals would change (`kind_differs`), two legal persons (`siren_differs`), a contract's number or a
/// reference that both have (`reference_taken`, `external_ref_taken`). For those who see every sector; if the other record has
/// keys or accounts, for administrators. Needs the `ETag` last seen of the record that stays in `If-Match`, and the version
/// last seen of the other in `other_version`; an `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "organisations",
    operation_id = "merge_organisations",
    params(
        ("id" = i64, Path, description = "The id of the record that stays"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body = OrganisationMergeInput,
    responses((status = 200, description = "Merged, or what the merge would do", body = OrganisationMerge)),
    extensions(("x-problem-codes" = json!("external_ref_taken invalid_text kind_differs reference_taken same_organisation siren_differs \
        text_empty text_too_long unknown_organisation")))
)]
#[post("/v1/organisations/{id}/merges")]
async fn merge(
    caller: Caller<MergeOrganisations>,
    id: Id<OrganisationId>,
    version: IfMatch,
    request: IdempotentBody<OrganisationMergeInput>,
) -> Result<HttpResponse> {
    let OrganisationMergeInput { other_id, other_version, reason, dry_run } = request.body;
    let (other, other_version, reason) = other_record(other_id, other_version, reason)?;
    let new = NewMerge { other, other_version, reason };
    if dry_run.unwrap_or_default() {
        return Ok(HttpResponse::Ok().json(blocking(move || actions::preview(&caller, id.0, &version.0, &new)).await?));
    }
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::merge(&caller, id.0, &version.0, &new)).await?))
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(merge);
}
