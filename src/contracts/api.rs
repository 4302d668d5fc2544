//! `/v1/public-contracts`

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::lots::api::LotInput;
use super::{
    NewLot, NewPublicContract, PublicContract, PublicContractDetails, PublicContractFilter, actions, comments,
    hours_due, lots, progress, rules, withdrawal,
};
use crate::access::{Caller, EditContracts, House, ReadContracts};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{
    ChangeParameters, Fields, FollowedList, Handlers, Id, IdempotentBody, IfMatch, Page, Patch, RawAmount, RawDecimal,
    Required, blocking, post_response, with_etag,
};
use crate::values::{
    ClauseType, CommuneCode, ContractStatus, CpvCode, InvalidValue, Money, Name, OrganisationId, Period,
    PublicContractId, SearchText, Sector, Title, parse_day,
};

/// A public contract to record or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicContractInput {
    /// The buyer's number for it.
    #[schema(value_type = String, example = "2022-DM-014", min_length = 1, max_length = 200)]
    reference: Required<String>,
    /// What it is about.
    #[schema(value_type = String, example = "Réhabilitation d’un groupe scolaire", min_length = 1, max_length = 1000)]
    title: Required<String>,
    /// The buyer.
    #[schema(value_type = OrganisationId)]
    buyer_id: Required<OrganisationId>,
    /// Its sector; it cannot change once people are assigned.
    #[schema(value_type = Sector)]
    sector: Required<String>,
    /// The type of its insertion clause.
    #[schema(value_type = ClauseType)]
    clause_type: Required<String>,
    /// The day on which its holder was notified.
    #[schema(value_type = Option<String>, format = Date, example = "2022-01-17")]
    notified_on: Option<String>,
    /// Its first day.
    #[schema(value_type = String, format = Date, example = "2022-02-01")]
    starts_on: Required<String>,
    /// Its last day.
    #[schema(value_type = String, format = Date, example = "2024-07-31")]
    ends_on: Required<String>,
    /// Its amount before tax, in euros.
    #[schema(value_type = Option<RawAmount>)]
    amount: Option<RawDecimal>,
    /// What it buys, in the common procurement vocabulary.
    #[schema(value_type = Option<CpvCode>)]
    cpv: Option<String>,
    /// The commune in which it is executed.
    #[schema(value_type = Option<CommuneCode>)]
    commune_code: Option<String>,
    /// The body that follows it up; by default the one that the service is set up with for the sector.
    #[schema(example = "ARIQ", min_length = 1, max_length = 200)]
    follow_up_body: Option<String>,
    /// Whether it still runs; `open` by default.
    #[schema(value_type = Option<ContractStatus>)]
    status: Option<String>,
    /// Its lots, only when the contract is recorded: later each is changed at its own address. Without any it gets one
    /// lot, number "1", with the contract's title.
    lots: Option<Vec<LotInput>>,
}

impl PublicContractInput {
    /// The input that would record the contract as it is.
    fn of(house: &House, contract: &PublicContract) -> Self {
        let details = PublicContractDetails::of(house, contract);
        Self {
            reference: Required::new(details.reference.into()),
            title: Required::new(details.title.into()),
            buyer_id: Required::new(details.buyer_id),
            sector: Required::new(details.sector.to_string()),
            clause_type: Required::new(details.clause_type.to_string()),
            notified_on: details.notified_on.map(|day| day.to_string()),
            starts_on: Required::new(details.starts_on.to_string()),
            ends_on: Required::new(details.ends_on.to_string()),
            amount: details.amount.map(RawDecimal::of),
            cpv: details.cpv.map(|code| code.to_string()),
            commune_code: details.commune_code.map(|code| code.to_string()),
            follow_up_body: details.follow_up_body.map(String::from),
            status: Some(details.status.to_string()),
            lots: None,
        }
    }
}

impl PublicContractInput {
    /// The contract without its lots.
    fn parse(self, fields: &mut Fields) -> Option<PublicContractDetails> {
        let name = |text: String| Name::parse(&text);
        let day = |text: String| parse_day(&text);
        let reference = fields.required("/reference", self.reference, name);
        let title = fields.required("/title", self.title, |text| Title::parse(&text));
        let buyer_id = fields.required("/buyer_id", self.buyer_id, Ok::<_, InvalidValue>);
        let sector = fields.required("/sector", self.sector, |code| Sector::parse(&code));
        let clause_type = fields.required("/clause_type", self.clause_type, |code| ClauseType::parse(&code));
        let notified_on = fields.optional("/notified_on", self.notified_on, day);
        let starts_on = fields.required("/starts_on", self.starts_on, day);
        let ends_on = fields.required("/ends_on", self.ends_on, day);
        let amount = fields.optional("/amount", self.amount, |raw| Money::parse(raw.as_str()));
        let cpv = fields.optional("/cpv", self.cpv, |code| CpvCode::parse(&code));
        let commune_code = fields.optional("/commune_code", self.commune_code, |code| CommuneCode::parse(&code));
        let follow_up_body = fields.optional("/follow_up_body", self.follow_up_body, name);
        let status = fields.optional("/status", self.status, |code| ContractStatus::parse(&code));
        if let Some(field_error) = starts_on.and_then(|from| rules::ends_before_it_starts(Period { from, to: ends_on }))
        {
            fields.push(field_error);
        }
        Some(PublicContractDetails {
            reference: reference?,
            title: title?,
            buyer_id: buyer_id?,
            sector: sector?,
            clause_type: clause_type?,
            amount,
            cpv,
            notified_on,
            starts_on: starts_on?,
            ends_on: ends_on?,
            commune_code,
            follow_up_body,
            status: status.unwrap_or(ContractStatus::Open),
        })
    }
}

impl TryFrom<PublicContractInput> for NewPublicContract {
    type Error = AppError;

    fn try_from(mut input: PublicContractInput) -> Result<Self> {
        let mut fields = Fields::default();
        let given = input.lots.take().unwrap_or_default();
        let details = input.parse(&mut fields);
        let mut lots = Vec::with_capacity(given.len());
        for (index, lot) in given.into_iter().enumerate() {
            lots.extend(fields.nested(&format!("/lots/{index}"), NewLot::try_from(lot))?);
        }
        let Some(details) = details else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { details, lots })
    }
}

impl TryFrom<PublicContractInput> for PublicContractDetails {
    type Error = AppError;

    fn try_from(mut input: PublicContractInput) -> Result<Self> {
        let mut fields = Fields::default();
        if input.lots.take().is_some() {
            let detail = "Les lots se modifient un par un, chacun à son adresse web.";
            fields.push(FieldError::new("/lots", ProblemCode::ImmutableField).with_detail(detail));
        }
        let Some(details) = input.parse(&mut fields) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(details)
    }
}

/// Which public contracts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublicContractQuery {
    /// Only those of this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
    /// Only those that run (`open`), or those that do not (`closed`).
    #[param(value_type = Option<ContractStatus>)]
    status: Option<String>,
    /// Only those of this buyer.
    #[param(value_type = Option<OrganisationId>)]
    buyer_id: Option<String>,
    /// Only those whose number or title contains this text, ignoring accents, case and punctuation.
    #[param(example = "groupe scolaire")]
    q: Option<String>,
}

impl PublicContractQuery {
    fn parse(self) -> Result<PublicContractFilter> {
        let mut fields = Fields::default();
        let filter = PublicContractFilter {
            sector: fields.optional("?sector", self.sector, |code| Sector::parse(&code)),
            status: fields.optional("?status", self.status, |code| ContractStatus::parse(&code)),
            buyer_id: fields.id("?buyer_id", self.buyer_id),
            text: self.q.as_deref().and_then(SearchText::read),
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List public contracts.
///
/// In the order they were recorded, each with its lots. A partner sees those of its sectors only.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_public_contracts",
    params(PublicContractQuery, ChangeParameters),
    responses((status = 200, description = "A page of public contracts", body = Page<PublicContract>)),
    extensions(("x-problem-codes" = json!("unknown_sector unknown_status")))
)]
#[get("/v1/public-contracts")]
async fn list(caller: Caller<ReadContracts>, request: FollowedList<PublicContractQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, place, rows| actions::list(caller, &filter, place, rows)).await
}

/// Record a public contract with its lots.
///
/// All of it or nothing. Without `lots` it gets one, number "1", with the contract's title; `hours_due` of a lot become the
/// first entry of its history. A buyer uses a number once: `reference_taken`. One that is written almost as another of the
/// buyer's (case, hyphens, leading zeros) is recorded with the warning `similar_reference`, and a lot in the same way with
/// `similar_lot_number`. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_public_contract",
    request_body = PublicContractInput,
    responses((status = 201, description = "Recorded", body = PublicContract)),
    extensions(("x-problem-codes" = json!("hours_malformed hours_negative hours_too_large hours_too_precise invalid_amount \
        invalid_commune invalid_cpv invalid_date invalid_period invalid_text lot_number_taken \
        reference_taken text_empty text_too_long unknown_clause_type unknown_organisation \
        unknown_sector unknown_status wrong_role")))
)]
#[post("/v1/public-contracts")]
async fn create(caller: Caller<EditContracts>, request: IdempotentBody<PublicContractInput>) -> Result<HttpResponse> {
    let new = NewPublicContract::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, &new)).await?))
}

/// Show a public contract.
///
/// With its lots. To a partner a contract of another sector does not exist: `not_found`.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "show_public_contract",
    params(("id" = i64, Path, description = "The public contract's id")),
    responses((status = 200, description = "The public contract", body = PublicContract))
)]
#[get("/v1/public-contracts/{id}")]
async fn show(caller: Caller<ReadContracts>, id: Id<PublicContractId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change a public contract.
///
/// A merge patch; each lot is changed at its own address. Another sector is refused once people are assigned
/// (`in_use`), and so are dates that leave recorded hours outside (`hours_would_be_orphaned`). Needs the `ETag` last
/// seen in `If-Match` (none: `precondition_required`; another version: `precondition_failed`).
#[utoipa::path(
    tag = "public contracts",
    operation_id = "update_public_contract",
    params(
        ("id" = i64, Path, description = "The public contract's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = PublicContractInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = PublicContract)),
    extensions(("x-problem-codes" = json!("hours_malformed hours_negative hours_too_large hours_too_precise hours_would_be_orphaned \
        immutable_field in_use invalid_amount invalid_commune invalid_cpv invalid_date \
        invalid_period invalid_text lot_number_taken reference_taken text_empty text_too_long \
        unknown_clause_type unknown_organisation unknown_sector unknown_status wrong_role")))
)]
#[patch("/v1/public-contracts/{id}")]
async fn update(
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let house = caller.scope().house.clone();
    let change = move |current: &PublicContract| patch.apply_to(&PublicContractInput::of(&house, current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Adds the routes of public contracts, lots, hours due and progress.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update);
    config.configure(lots::api::routes).configure(hours_due::api::routes).configure(comments::api::routes);
    config.configure(progress::api::routes);
    config.configure(withdrawal::api::routes);
}
