//! `/v1/candidates/{id}/distinct-from`

use actix_web::{HttpResponse, delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Distinction, actions};
use crate::access::{Caller, MergeCandidates};
use crate::error::Result;
use crate::http::{Body, Fields, Handlers, Id, List, NoFilter, OtherId, Page, Required, blocking, no_content};
use crate::values::{CandidateId, FreeText};

/// Why two records are about two people.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistinctionInput {
    /// The reason.
    #[schema(value_type = String, example = "Deux cousins, nés le même jour")]
    reason: Required<String>,
}

/// List the records that an officer found to be about another person.
///
/// All of them, by id.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_distinctions",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "All decisions about the candidate", body = Page<Distinction>))
)]
#[get("/v1/candidates/{id}/distinct-from")]
async fn list(caller: Caller<MergeCandidates>, id: Id<CandidateId>, request: List<NoFilter>) -> Result<HttpResponse> {
    let items = blocking(move || actions::list(&caller, id.0)).await?;
    request.view.whole(items)
}

/// Record that two candidates are two people.
///
/// The finding `possible_duplicate` about the two disappears and does not come back, and warnings no longer name them to
/// each other. Again with another reason, it takes the place of the first. They are merged only after this is taken back.
#[utoipa::path(
    tag = "candidates",
    operation_id = "set_distinction",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("other_id" = i64, Path, description = "The other candidate's id"),
    ),
    request_body = DistinctionInput,
    responses((status = 200, description = "Recorded", body = Distinction)),
    extensions(("x-problem-codes" = json!("invalid_text same_candidate text_empty text_too_long")))
)]
#[put("/v1/candidates/{id}/distinct-from/{other_id}")]
async fn set(
    caller: Caller<MergeCandidates>,
    id: Id<CandidateId>,
    other: OtherId<CandidateId>,
    body: Body<DistinctionInput>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let reason = fields.required("/reason", body.0.reason, |text| FreeText::parse(&text));
    let Some(reason) = reason else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(HttpResponse::Ok().json(blocking(move || actions::set(&caller, id.0, other.0, &reason)).await?))
}

/// Take back that two candidates are two people.
///
/// If their names and birth dates are alike, they are possible duplicates again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "delete_distinction",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("other_id" = i64, Path, description = "The other candidate's id"),
    ),
    responses((status = 204, description = "Taken back")),
    extensions(("x-problem-codes" = json!("same_candidate")))
)]
#[delete("/v1/candidates/{id}/distinct-from/{other_id}")]
async fn remove(
    caller: Caller<MergeCandidates>,
    id: Id<CandidateId>,
    other: OtherId<CandidateId>,
) -> Result<HttpResponse> {
    no_content(move || actions::remove(&caller, id.0, other.0)).await
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(set).service(remove);
}
