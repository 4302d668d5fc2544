//! `/v1/candidates/{id}/referrals`, `/v1/referrals`

mod input;
mod query;

use actix_web::{HttpResponse, delete, get, patch, post, put};

use self::input::{OutcomeInput, ReferralInput};
use self::query::ReferralQuery;
use super::{Outcome, Referral, ReferralDetails, ReferralView, actions};
use crate::access::{Caller, DecideReferrals, EditReferrals, ReadReferrals};
use crate::error::Result;
use crate::http::{
    Body, ChangeParameters, FollowedList, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, OptionalIfMatch, Page,
    Patch, Reason, ReasonParameters, blocking, no_content, post_response, with_etag,
};
use crate::values::{CandidateId, ReferralId};

/// List a candidate's referrals.
///
/// In the order they were recorded.
#[utoipa::path(
    tag = "referrals",
    operation_id = "list_candidate_referrals",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "A page of referrals", body = Page<ReferralView>))
)]
#[get("/v1/candidates/{id}/referrals")]
async fn list_of(caller: Caller<ReadReferrals>, id: Id<CandidateId>, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list_of(caller, id.0, after, rows)).await
}

/// Record a referral of a candidate.
///
/// A referral for two sectors counts in the bilan as one referral and two sector mentions. `prescriber_id` is absent if
/// and only if the kind is `self` (`prescriber_missing`). An `external_ref` that the sender already uses is refused
/// with `external_ref_taken`. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "referrals",
    operation_id = "create_referral",
    params(("id" = i64, Path, description = "The candidate's id")),
    request_body = ReferralInput,
    responses((status = 201, description = "Recorded", body = ReferralView)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future external_ref_taken invalid_date invalid_text prescriber_missing text_empty \
        text_too_long unknown_kind unknown_organisation unknown_origin unknown_sector wrong_role")))
)]
#[post("/v1/candidates/{id}/referrals")]
async fn create(
    caller: Caller<EditReferrals>,
    id: Id<CandidateId>,
    request: IdempotentBody<ReferralInput>,
) -> Result<HttpResponse> {
    let details = ReferralDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, id.0, &details)).await?))
}

/// List referrals.
///
/// In the order they were recorded; `from` and `to` limit the day of the referral. A partner sees those that request
/// one of its sectors or were validated for one, with the values that concern its sectors.
#[utoipa::path(
    tag = "referrals",
    operation_id = "list_referrals",
    params(ReferralQuery, ChangeParameters),
    responses((status = 200, description = "A page of referrals", body = Page<ReferralView>)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_period invalid_text text_empty text_too_long unknown_origin \
        unknown_outcome unknown_sector")))
)]
#[get("/v1/referrals")]
async fn list(caller: Caller<ReadReferrals>, request: FollowedList<ReferralQuery>) -> Result<HttpResponse> {
    let (filter, sort) = request.query.parse()?;
    let Some(sort) = sort else {
        return request
            .view
            .answer(caller, move |caller, place, rows| actions::list(caller, &filter, place, rows))
            .await;
    };
    let by_name = move |caller: &_, after, rows| actions::list_by_name(caller, &filter, sort, after, rows);
    request.view.sorted("sort")?.answer(caller, by_name).await
}

/// Show a referral.
///
/// With its outcome, `pending` until one is recorded, and its version in `ETag`.
#[utoipa::path(
    tag = "referrals",
    operation_id = "show_referral",
    params(("id" = i64, Path, description = "The referral's id")),
    responses((status = 200, description = "The referral", body = ReferralView))
)]
#[get("/v1/referrals/{id}")]
async fn show(caller: Caller<ReadReferrals>, id: Id<ReferralId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a referral.
///
/// A merge patch; the outcome is changed with `PUT /v1/referrals/{id}/outcome`. A day after the decision is refused
/// with `decision_before_referral`. A partner changes only referrals of its own, while they are pending. Needs the
/// `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "referrals",
    operation_id = "update_referral",
    params(
        ("id" = i64, Path, description = "The referral's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = ReferralInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = ReferralView)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future decision_before_referral external_ref_taken immutable_field invalid_date \
        invalid_text prescriber_missing text_empty text_too_long unknown_kind \
        unknown_organisation unknown_origin unknown_sector wrong_role")))
)]
#[patch("/v1/referrals/{id}")]
async fn update(
    caller: Caller<EditReferrals>,
    id: Id<ReferralId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let change = move |current: &Referral| patch.apply_to(&ReferralInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Record or correct the outcome of a referral.
///
/// `validated` lets the person work in its sector: assignments depend on it. The first outcome needs no `If-Match`, a
/// correction does. A validation that an assignment depends on cannot be revoked (`outcome_in_use`). A sector that was
/// not requested is recorded, with a warning. Partners may decide in their sectors if the setting `partner_validates`
/// allows it; if the referral also requests other sectors, only an officer may record `not_integrated`.
#[utoipa::path(
    tag = "referrals",
    operation_id = "decide_referral",
    params(
        ("id" = i64, Path, description = "The referral's id"),
        ("If-Match" = Option<String>, Header, description = "The ETag last seen; needed once an outcome is recorded"),
    ),
    request_body = OutcomeInput,
    responses((status = 200, description = "The referral with its outcome", body = ReferralView)),
    extensions(("x-problem-codes" = json!("comment_required date_in_future decision_before_referral invalid_date invalid_text \
        outcome_in_use text_empty text_too_long unknown_outcome unknown_reason unknown_sector")))
)]
#[put("/v1/referrals/{id}/outcome")]
async fn decide(
    caller: Caller<DecideReferrals>,
    id: Id<ReferralId>,
    version: OptionalIfMatch,
    body: Body<OutcomeInput>,
) -> Result<HttpResponse> {
    let outcome = Outcome::try_from(body.0)?;
    Ok(with_etag(&blocking(move || actions::decide(&caller, id.0, version.0.as_ref(), &outcome)).await?))
}

/// Withdraw a referral that should not have been recorded.
///
/// A partner withdraws its own, while they are pending. It is deleted for good: it is in no list, total or bilan any more, its id is
/// never used again, and the audit trail keeps the whole of it with the `reason`. What something rests on is refused with
/// `record_in_use`, and `dependents` names what it is. `GET /v1/withdrawals` tells those who could see it that it is gone.
/// Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`). Sent
/// again after it was done, it answers 204 again.
#[utoipa::path(
    tag = "referrals",
    operation_id = "withdraw_referral",
    params(
        ("id" = i64, Path, description = "The referral's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        ReasonParameters,
    ),
    responses((status = 204, description = "Withdrawn")),
    extensions(("x-problem-codes" = json!("invalid_text reason_required record_in_use text_empty text_too_long")))
)]
#[delete("/v1/referrals/{id}")]
async fn withdraw(
    caller: Caller<EditReferrals>,
    id: Id<ReferralId>,
    version: IfMatch,
    reason: Reason,
) -> Result<HttpResponse> {
    no_content(move || actions::withdraw(&caller, id.0, &version.0, &reason.0)).await
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config
        .service(list_of)
        .service(create)
        .service(list)
        .service(show)
        .service(update)
        .service(decide)
        .service(withdraw);
}
