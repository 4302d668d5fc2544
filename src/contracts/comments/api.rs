//! `/v1/lots/{id}/comments`

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LotComment, NewLotComment, actions};
use crate::access::{Caller, EditContracts};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, blocking, post_response};
use crate::values::{FreeText, LotId};

/// A comment to be added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "comment": "Deux embauches sont prévues en septembre." }))]
pub struct LotCommentInput {
    /// What the buyer reads, without anybody's name; nothing withdraws the comment before.
    #[schema(example = "Deux embauches sont prévues en septembre.", min_length = 1, max_length = 2000)]
    comment: Option<String>,
}

impl TryFrom<LotCommentInput> for NewLotComment {
    type Error = AppError;

    fn try_from(input: LotCommentInput) -> Result<Self> {
        let mut fields = Fields::default();
        let comment = fields.optional("/comment", input.comment, |text| FreeText::parse(&text));
        fields.done()?;
        Ok(Self { comment })
    }
}

/// List the comments on a lot, in the order they were written.
///
/// The last one up to a day stands in the buyer's account of that day (`/v1/organisations/{id}/account`).
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_lot_comments",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "A page of comments", body = Page<LotComment>))
)]
#[get("/v1/lots/{id}/comments")]
async fn list(caller: Caller<EditContracts>, id: Id<LotId>, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, id.0, after, rows)).await
}

/// Write a comment on a lot for its buyer.
///
/// It replaces the comment before, in the buyer's account from today on; accounts of earlier days keep theirs. The buyer
/// reads it, so it must name nobody. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_lot_comment",
    params(("id" = i64, Path, description = "The lot's id")),
    request_body = LotCommentInput,
    responses((status = 201, description = "Recorded", body = LotComment)),
    extensions(("x-problem-codes" = json!("invalid_text text_empty text_too_long")))
)]
#[post("/v1/lots/{id}/comments")]
async fn create(
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    request: IdempotentBody<LotCommentInput>,
) -> Result<HttpResponse> {
    let new = NewLotComment::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::write(&caller, id.0, &new)).await?))
}

/// Adds the routes of comments on lots.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create);
}
