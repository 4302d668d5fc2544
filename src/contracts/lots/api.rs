//! `/v1/public-contracts/{id}/lots` and `/v1/lots`

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Lot, LotDetails, NewLot, actions};
use crate::access::{Caller, EditContracts, ReadContracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{
    ChangeParameters, Fields, FollowedList, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, Page, Patch,
    RawCost, RawDecimal, Required, blocking, post_response, with_etag,
};
use crate::values::{Hours, LotId, Money, Name, OrganisationId, PublicContractId, Title};

/// A lot to record or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotInput {
    /// Its number within the public contract.
    #[schema(value_type = String, example = "2", min_length = 1, max_length = 200)]
    number: Required<String>,
    /// What it is about; by default the contract's title.
    #[schema(example = "Second œuvre et finitions", min_length = 1, max_length = 1000)]
    title: Option<String>,
    /// The holder, or the leader of a group of holders.
    holder_id: Option<OrganisationId>,
    /// The other holders. Duplicates, and the holder, are ignored.
    co_holder_ids: Option<Vec<OrganisationId>>,
    /// The initial hours due, from the contract's notification or else its first day. Only when the lot is recorded:
    /// later changes are entries of its hours due.
    hours_due: Option<RawDecimal>,
    /// The penalty for each missing hour, in euros.
    #[schema(value_type = Option<RawCost>)]
    penalty: Option<RawDecimal>,
}

impl From<&Lot> for LotInput {
    fn from(lot: &Lot) -> Self {
        Self {
            number: Required::new(lot.number.to_string()),
            title: Some(lot.title.to_string()),
            holder_id: lot.holder_id,
            co_holder_ids: Some(lot.co_holder_ids.clone()),
            hours_due: None,
            penalty: lot.penalty.map(RawDecimal::of),
        }
    }
}

impl LotInput {
    fn parse(self, fields: &mut Fields) -> Option<LotDetails> {
        let number = fields.required("/number", self.number, |text| Name::parse(&text));
        let title = fields.optional("/title", self.title, |text| Title::parse(&text));
        let penalty = fields.optional("/penalty", self.penalty, |raw| Money::parse(raw.as_str()));
        let co_holder_ids = self.co_holder_ids.unwrap_or_default();
        Some(LotDetails { number: number?, title, holder_id: self.holder_id, co_holder_ids, penalty })
    }
}

impl TryFrom<LotInput> for NewLot {
    type Error = AppError;

    fn try_from(mut input: LotInput) -> Result<Self> {
        let mut fields = Fields::default();
        let hours_due = fields.optional("/hours_due", input.hours_due.take(), |raw| Hours::parse(raw.as_str()));
        let Some(details) = input.parse(&mut fields) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { details, hours_due, computation: None })
    }
}

impl TryFrom<LotInput> for LotDetails {
    type Error = AppError;

    fn try_from(mut input: LotInput) -> Result<Self> {
        let mut fields = Fields::default();
        if input.hours_due.take().is_some() {
            let detail = "Les heures prévues changent par une nouvelle entrée de leur historique.";
            fields.push(FieldError::new("/hours_due", ProblemCode::ImmutableField).with_detail(detail));
        }
        let Some(details) = input.parse(&mut fields) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(details)
    }
}

/// List the lots of a public contract.
///
/// In the order they were recorded, each with the hours due today.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_lots",
    params(("id" = i64, Path, description = "The public contract's id")),
    responses((status = 200, description = "A page of lots", body = Page<Lot>))
)]
#[get("/v1/public-contracts/{id}/lots")]
async fn list(
    caller: Caller<ReadContracts>,
    id: Id<PublicContractId>,
    request: List<NoFilter>,
) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, id.0, after, rows)).await
}

/// List the lots of all public contracts.
///
/// In the order they were recorded, each with the hours due today; with `changed_since` in the order of change. A partner
/// sees those of its sectors.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_all_lots",
    params(ChangeParameters),
    responses((status = 200, description = "A page of lots", body = Page<Lot>))
)]
#[get("/v1/lots")]
async fn list_all(caller: Caller<ReadContracts>, request: FollowedList<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, actions::list_all).await
}

/// Add a lot to a public contract.
///
/// `hours_due` become the first entry of its history, due from the contract's notification or else its first day. A
/// duplicate number is refused with `lot_number_taken`. An `Idempotency-Key` makes it safe to
/// send again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_lot",
    params(("id" = i64, Path, description = "The public contract's id")),
    request_body = LotInput,
    responses((status = 201, description = "Recorded", body = Lot)),
    extensions(("x-problem-codes" = json!("hours_malformed hours_negative hours_too_large hours_too_precise invalid_amount \
        invalid_text lot_number_taken text_empty text_too_long unknown_organisation")))
)]
#[post("/v1/public-contracts/{id}/lots")]
async fn create(
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    request: IdempotentBody<LotInput>,
) -> Result<HttpResponse> {
    let new = NewLot::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, id.0, &new)).await?))
}

/// Show a lot.
///
/// With the hours due today, and its version in `ETag`. Entries of the hours due do not change the version.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "show_lot",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "The lot", body = Lot))
)]
#[get("/v1/lots/{id}")]
async fn show(caller: Caller<ReadContracts>, id: Id<LotId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a lot.
///
/// A merge patch of its number, title, holders and penalty. Hours due are changed by a new entry of their history,
/// not here: `immutable_field`. Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another
/// version: `precondition_failed`).
#[utoipa::path(
    tag = "public contracts",
    operation_id = "update_lot",
    params(
        ("id" = i64, Path, description = "The lot's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = LotInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Lot)),
    extensions(("x-problem-codes" = json!("hours_malformed hours_negative hours_too_large hours_too_precise immutable_field \
        invalid_amount invalid_text lot_number_taken text_empty text_too_long \
        unknown_organisation")))
)]
#[patch("/v1/lots/{id}")]
async fn update(caller: Caller<EditContracts>, id: Id<LotId>, version: IfMatch, patch: Patch) -> Result<HttpResponse> {
    let change = move |current: &Lot| patch.apply_to(&LotInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Adds the routes of lots.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(list_all).service(create).service(show).service(update);
}
