//! `/v1/candidates`, with the routes of periods, waivers, windows, merges and distinctions.

mod input;
mod partner_input;

use actix_web::{HttpResponse, delete, get, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;

use self::input::CandidateInput;
use super::{Candidate, CandidateFilter, CandidateView, actions, distinct, merges, periods, waivers, windows};
use crate::access::{Caller, EditCandidates, ReadCandidates};
use crate::error::Result;
use crate::http::{
    ChangeParameters, Fields, FollowedList, Handlers, Id, IdempotentBody, IfMatch, Page, Patch, Reason,
    ReasonParameters, blocking, no_content, post_response, with_etag,
};
use crate::values::{CandidateId, OutcomeKind, SearchText, Sector};

/// Which candidates to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CandidateQuery {
    /// Only those whose names contain each of these words; accents, case and punctuation are ignored.
    #[param(example = "rosée fatou")]
    q: Option<String>,
    /// Only those referred to this sector or assigned to a lot of it.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only those whose latest referral has this outcome.
    #[param(value_type = Option<OutcomeKind>)]
    status: Option<String>,
    /// Only the one with this reference of its sender.
    #[param(example = "PLIE-2023-0147")]
    external_ref: Option<String>,
}

impl CandidateQuery {
    fn parse(self) -> Result<CandidateFilter> {
        let mut fields = Fields::default();
        let filter = CandidateFilter {
            name: self.q.as_deref().and_then(SearchText::read),
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            status: fields.optional("?status", self.status, |code| OutcomeKind::parse(&code)),
            external_ref: self.external_ref,
            ..CandidateFilter::default()
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List candidates.
///
/// In the order they were recorded. `q` searches first and last names, word by word; `external_ref` finds the one with
/// that reference. A partner sees those whom it recorded, and those with a referral or an employment in its sectors.
#[utoipa::path(
    tag = "candidates",
    operation_id = "list_candidates",
    params(CandidateQuery, ChangeParameters),
    responses((status = 200, description = "A page of candidates", body = Page<CandidateView>)),
    extensions(("x-problem-codes" = json!("unknown_outcome unknown_sector")))
)]
#[get("/v1/candidates")]
async fn list(caller: Caller<ReadCandidates>, request: FollowedList<CandidateQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.refuse_with_changes("sector", filter.sector.is_some())?;
    request.view.refuse_with_changes("status", filter.status.is_some())?;
    request.view.answer(caller, move |caller, place, rows| actions::list(caller, &filter, place, rows)).await
}

/// Record a candidate.
///
/// With dated addresses and eligibility criteria: those in force on the first day of a month decide how its hours
/// count. Records that may be about the same person are listed in `warnings`; the candidate is recorded all the same.
/// An `external_ref` that the caller's organisation already uses is refused with `external_ref_taken`. A partner
/// records names, birth date, sex and its own reference; the other fields, which it cannot read, only an officer
/// records (`field_not_allowed`). An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "create_candidate",
    request_body = CandidateInput,
    responses((status = 201, description = "Recorded", body = CandidateView)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future external_ref_taken field_not_allowed invalid_commune invalid_date \
        invalid_email invalid_level invalid_period invalid_phone invalid_text neighbourhood_elsewhere \
        overlapping_periods text_empty text_too_long unknown_criterion unknown_neighbourhood \
        unknown_sex")))
)]
#[post("/v1/candidates")]
async fn create(caller: Caller<EditCandidates>, request: IdempotentBody<CandidateInput>) -> Result<HttpResponse> {
    request.body.refuse_hidden(caller.scope())?;
    let details = request.body.parse(caller.today())?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, &details)).await?))
}

/// Show a candidate.
///
/// With addresses, criteria, and in `eligible_until` the last day on which hours count for the clause, by the settings
/// of today. A partner sees names, birth date and that day only.
#[utoipa::path(
    tag = "candidates",
    operation_id = "show_candidate",
    params(("id" = i64, Path, description = "The candidate's id")),
    responses((status = 200, description = "The candidate", body = CandidateView))
)]
#[get("/v1/candidates/{id}")]
async fn show(caller: Caller<ReadCandidates>, id: Id<CandidateId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a candidate.
///
/// A merge patch; the lists of addresses and criteria are replaced as a whole. Hours of open months get the new
/// address, level and age; those of closed months keep theirs. A partner changes only records of its own, and only the
/// fields that it may record (`field_not_allowed`); to a person of others it gives a reference of its own, by a patch with
/// `external_ref` alone (`null` takes it away), which changes neither the record nor its version. Needs the `ETag` last
/// seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "candidates",
    operation_id = "update_candidate",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = CandidateInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = CandidateView)),
    extensions(("x-problem-codes" = json!("before_birth date_in_future external_ref_taken field_not_allowed invalid_commune invalid_date \
        invalid_email invalid_level invalid_period invalid_phone invalid_text neighbourhood_elsewhere \
        overlapping_periods text_empty text_too_long unknown_criterion unknown_neighbourhood \
        unknown_sex")))
)]
#[patch("/v1/candidates/{id}")]
async fn update(
    caller: Caller<EditCandidates>,
    id: Id<CandidateId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let (today, scope) = (caller.today(), caller.scope().clone());
    let is_reference_alone = patch.has_only("external_ref");
    let change = move |current: &Candidate| {
        let patched = patch.apply_to(&CandidateInput::from(current).without_hidden(&scope)?)?;
        patched.refuse_hidden(&scope)?;
        let whole = patched.with_hidden_of(current, &scope)?;
        whole.parse(today)
    };
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, is_reference_alone, change)).await?))
}

/// Withdraw a person's record that should not have been recorded.
///
/// With its addresses and criteria; nothing else may be recorded about the person. A partner withdraws its own. Deleted for good: it is in no list, total or bilan any more, its id is never
/// used again, and the audit trail keeps the whole of it with the `reason`. What something rests on is refused with
/// `record_in_use`; `dependents` names it. `GET /v1/withdrawals` tells those who could see it that it is gone. Needs the
/// `ETag` last seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`). Sent again after
/// it was done, it answers 204 again.
#[utoipa::path(
    tag = "candidates",
    operation_id = "withdraw_candidate",
    params(
        ("id" = i64, Path, description = "The candidate's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
        ReasonParameters,
    ),
    responses((status = 204, description = "Withdrawn")),
    extensions(("x-problem-codes" = json!("invalid_text reason_required record_in_use text_empty text_too_long")))
)]
#[delete("/v1/candidates/{id}")]
async fn withdraw(
    caller: Caller<EditCandidates>,
    id: Id<CandidateId>,
    version: IfMatch,
    reason: Reason,
) -> Result<HttpResponse> {
    no_content(move || actions::withdraw(&caller, id.0, &version.0, &reason.0)).await
}

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update).service(withdraw);
    config.configure(periods::api::routes).configure(waivers::api::routes).configure(windows::api::routes);
    config.configure(merges::api::routes).configure(distinct::api::routes);
}
