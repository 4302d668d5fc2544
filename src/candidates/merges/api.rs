//! `/v1/candidates/{id}/merges`

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Merge, NewMerge, actions};
use crate::access::{Caller, MergeCandidates};
use crate::error::Result;
use crate::http::{Handlers, Id, IdempotentBody, IfMatch, Required, blocking, other_record, post_response};
use crate::values::CandidateId;

/// The merge to carry out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeInput {
    /// The record that goes; the one of the address stays.
    #[schema(value_type = i64, example = 148)]
    other_id: Required<i64>,
    /// Its version, as last seen.
    #[schema(value_type = i64, example = 1)]
    other_version: Required<i64>,
    /// Why the two are one person.
    #[schema(example = "Même pièce d’identité")]
    reason: Option<String>,
    /// Only say what the merge would do.
    dry_run: Option<bool>,
}

/// Merge another record of the same person into this one.
///
/// The record of the address stays, the one of `other_id` goes. Its referrals, employments with their assignments and hours,
/// eligibility windows and positive exits pass to the record that stays, in one transaction; so do addresses, criteria, PLIE
/// periods and waivers that overlap none there. What the record that stays says wins; what is empty in it is filled, and the
/// earlier `informed_on` is taken. `conflicts` lists what is not taken. Hours of closed months change whose they are and
/// nothing else; those of open months are refreshed. References go on finding the person. Afterwards the id that went answers
/// `not_found` with the `existing_id` of the record that stays.
///
/// With `dry_run` the answer is the same, with `version` `null`, and nothing is kept. Refused by name: two records that an
/// officer found to be two people (`recorded_as_distinct`), different sexes (`sex_differs`), something recorded before the
/// birth date that stays (`before_birth`), two positive exits of one PLIE period (`exit_already_counted`), a positive exit
/// that would be left without its period (`in_use`). For those who see every sector of both people. Needs the `ETag` last seen
/// of the record that stays in `If-Match`, and the version last seen of the other in `other_version`; an `Idempotency-Key`
/// makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "merge_candidates",
    params(
        ("id" = i64, Path, description = "The id of the record that stays"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body = MergeInput,
    responses((status = 200, description = "Merged, or what the merge would do", body = Merge)),
    extensions(("x-problem-codes" = json!("before_birth exit_already_counted in_use invalid_text recorded_as_distinct \
        same_candidate sex_differs text_empty text_too_long unknown_candidate")))
)]
#[post("/v1/candidates/{id}/merges")]
async fn merge(
    caller: Caller<MergeCandidates>,
    id: Id<CandidateId>,
    version: IfMatch,
    request: IdempotentBody<MergeInput>,
) -> Result<HttpResponse> {
    let MergeInput { other_id, other_version, reason, dry_run } = request.body;
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
