//! `/v1/employments`

mod successors;
mod weekly;

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::weekly::weekly_hours;
use super::{AssignmentDetails, Employment, EmploymentDetails, EmploymentFilter, actions, withdrawal};
use crate::access::{Caller, EditEmployments, ReadEmployments};
use crate::error::{AppError, Result};
use crate::http::{
    ChangeParameters, Fields, FollowedList, Handlers, Id, IdempotentBody, IfMatch, Page, Patch, RawDecimal, Required,
    blocking, post_response, with_etag,
};
use crate::values::{
    CandidateId, ContractType, EmploymentId, LotId, Modality, Month, Name, NameOrder, OrganisationId, Period, RomeCode,
    parse_day,
};

/// An employment to record or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmploymentInput {
    /// The person.
    #[schema(value_type = CandidateId)]
    candidate_id: Required<i64>,
    /// The employer.
    #[schema(value_type = OrganisationId)]
    employer_id: Required<i64>,
    /// The type of contract.
    #[schema(value_type = ContractType)]
    contract_type: Required<String>,
    /// The occupation: a ROME code.
    #[schema(example = "F1704", pattern = r"^[A-N]\d{4}$")]
    occupation: Option<String>,
    /// The first day.
    #[schema(value_type = chrono::NaiveDate)]
    starts_on: Required<String>,
    /// The last day; only a CDI may have none.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    ends_on: Option<String>,
    /// Hours per week.
    weekly_hours: Option<RawDecimal>,
    /// The sender's reference, unique among the employments that it recorded or gave one.
    #[schema(example = "ARIQ-E-311", min_length = 1, max_length = 200)]
    external_ref: Option<String>,
    /// The assignments to lots; a patch replaces all of them.
    #[serde(default)]
    assignments: Vec<AssignmentInput>,
}

/// An assignment to record or change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentInput {
    /// The lot.
    #[schema(value_type = LotId)]
    lot_id: Required<i64>,
    /// The modality.
    #[schema(value_type = Modality)]
    modality: Required<String>,
    /// The first day.
    #[schema(value_type = chrono::NaiveDate)]
    from: Required<String>,
    /// The last day; by default that of the employment.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    to: Option<String>,
}

impl From<&Employment> for EmploymentInput {
    fn from(employment: &Employment) -> Self {
        let assignments = employment.assignments.iter().map(|assignment| AssignmentInput {
            lot_id: Required::new(assignment.lot_id.0),
            modality: Required::new(assignment.modality.to_string()),
            from: Required::new(assignment.from.to_string()),
            to: assignment.to.map(|day| day.to_string()),
        });
        Self {
            candidate_id: Required::new(employment.candidate_id.0),
            employer_id: Required::new(employment.employer_id.0),
            contract_type: Required::new(employment.contract_type.to_string()),
            occupation: employment.occupation.as_ref().map(RomeCode::to_string),
            starts_on: Required::new(employment.starts_on.to_string()),
            ends_on: employment.ends_on.map(|day| day.to_string()),
            weekly_hours: employment.weekly_hours.map(RawDecimal::of),
            external_ref: employment.external_ref.as_ref().map(Name::to_string),
            assignments: assignments.collect(),
        }
    }
}

impl TryFrom<EmploymentInput> for EmploymentDetails {
    type Error = AppError;

    fn try_from(input: EmploymentInput) -> Result<Self> {
        let mut fields = Fields::default();
        let candidate_id = fields.required("/candidate_id", input.candidate_id, |id| Ok(CandidateId(id)));
        let employer_id = fields.required("/employer_id", input.employer_id, |id| Ok(OrganisationId(id)));
        let contract_type = fields.required("/contract_type", input.contract_type, |code| ContractType::parse(&code));
        let occupation = fields.optional("/occupation", input.occupation, |code| RomeCode::parse(&code));
        let from = fields.required("/starts_on", input.starts_on, |day| parse_day(&day));
        let to = fields.optional("/ends_on", input.ends_on, |day| parse_day(&day));
        let weekly_hours = weekly_hours(&mut fields, input.weekly_hours);
        let external_ref = fields.optional("/external_ref", input.external_ref, |text| Name::parse(&text));
        let mut assignments = Vec::new();
        for (index, assignment) in input.assignments.into_iter().enumerate() {
            assignments.extend(fields.nested(&format!("/assignments/{index}"), assignment.try_into())?);
        }
        let (Some(candidate_id), Some(employer_id), Some(contract_type), Some(from)) =
            (candidate_id, employer_id, contract_type, from)
        else {
            return Err(fields.refusal());
        };
        fields.done()?;
        let period = Period { from, to };
        Ok(Self {
            candidate_id,
            employer_id,
            contract_type,
            occupation,
            period,
            weekly_hours,
            external_ref,
            assignments,
        })
    }
}

impl TryFrom<AssignmentInput> for AssignmentDetails {
    type Error = AppError;

    fn try_from(input: AssignmentInput) -> Result<Self> {
        let mut fields = Fields::default();
        let lot_id = fields.required("/lot_id", input.lot_id, |id| Ok(LotId(id)));
        let modality = fields.required("/modality", input.modality, |code| Modality::parse(&code));
        let from = fields.required("/from", input.from, |day| parse_day(&day));
        let to = fields.optional("/to", input.to, |day| parse_day(&day));
        let (Some(lot_id), Some(modality), Some(from)) = (lot_id, modality, from) else {
            return Err(fields.refusal());
        };
        fields.done()?;
        Ok(Self { lot_id, modality, period: Period { from, to } })
    }
}

/// Which employments to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EmploymentQuery {
    /// Only those of this person.
    #[param(value_type = Option<i64>, minimum = 1)]
    candidate_id: Option<String>,
    /// Only those with an assignment to this lot.
    #[param(value_type = Option<i64>, minimum = 1)]
    lot_id: Option<String>,
    /// Only those with a day in this month.
    #[param(value_type = Option<Month>)]
    month: Option<String>,
    /// Only the one with this reference; for a partner one that it gave.
    #[param(example = "ARIQ-E-311")]
    external_ref: Option<String>,
    /// `name` or `-name`: in the order of the people's last and first names, from A to Z or from Z to A, then of the ids;
    /// not with `changed_since`.
    #[param(example = "name", pattern = "^-?name$")]
    sort: Option<String>,
}

impl EmploymentQuery {
    fn parse(self) -> Result<(EmploymentFilter, Option<NameOrder>)> {
        let mut fields = Fields::default();
        let filter = EmploymentFilter {
            candidate_id: fields.id("?candidate_id", self.candidate_id),
            lot_id: fields.id("?lot_id", self.lot_id),
            month: fields.optional("?month", self.month, |text| Month::parse(&text)),
            external_ref: self.external_ref,
            ..EmploymentFilter::default()
        };
        let sort = fields.optional("?sort", self.sort.as_deref(), NameOrder::parse);
        fields.done()?;
        Ok((filter, sort))
    }
}

/// List employments.
///
/// In the order they were recorded, each with its assignments. A partner sees those with an assignment in its
/// sectors.
#[utoipa::path(
    tag = "employments",
    operation_id = "list_employments",
    params(EmploymentQuery, ChangeParameters),
    responses((status = 200, description = "A page of employments", body = Page<Employment>)),
    extensions(("x-problem-codes" = json!("invalid_month")))
)]
#[get("/v1/employments")]
async fn list(caller: Caller<ReadEmployments>, request: FollowedList<EmploymentQuery>) -> Result<HttpResponse> {
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

/// Record an employment with its assignments.
///
/// All of it or nothing. Each assignment needs a validated referral or a waiver in its lot's sector
/// (`assignment_without_validation`) and lies within the employment (`assignment_outside_employment`). Contract types
/// that do not fit the employer's kind give `warnings`. A partner records employments on lots of its sectors, of
/// people whom it sees. An `Idempotency-Key` makes it safe to send again.
#[utoipa::path(
    tag = "employments",
    operation_id = "create_employment",
    request_body = EmploymentInput,
    responses((status = 201, description = "Recorded", body = Employment)),
    extensions(("x-problem-codes" = json!("assignment_outside_employment assignment_without_validation before_birth end_required \
        external_ref_taken hours_malformed hours_negative hours_too_large hours_too_precise \
        invalid_date invalid_occupation invalid_period invalid_text overlapping_periods \
        text_empty text_too_long unknown_candidate unknown_contract_type unknown_lot \
        unknown_modality unknown_organisation wrong_role")))
)]
#[post("/v1/employments")]
async fn create(caller: Caller<EditEmployments>, request: IdempotentBody<EmploymentInput>) -> Result<HttpResponse> {
    let details = EmploymentDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, &details)).await?))
}

/// Show an employment.
///
/// With its assignments, and its version in `ETag`, which a change needs.
#[utoipa::path(
    tag = "employments",
    operation_id = "show_employment",
    params(("id" = i64, Path, description = "The employment's id")),
    responses((status = 200, description = "The employment", body = Employment))
)]
#[get("/v1/employments/{id}")]
async fn show(caller: Caller<ReadEmployments>, id: Id<EmploymentId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change an employment: its dates, hours per week and assignments.
///
/// A merge patch that replaces all `assignments`; those with the same lot and first day stay the same. Another person,
/// employer or type of contract is another employment (`immutable_field`). Recorded hours must stay within the employment
/// and an assignment (`hours_would_be_orphaned`). A partner changes only what it recorded; to an employment of others it gives
/// a reference of its own, by a patch with `external_ref` alone (`null` takes it away), which changes neither the record nor
/// its version. Needs the `ETag` last seen in `If-Match` (none: `precondition_required`; another version:
/// `precondition_failed`).
#[utoipa::path(
    tag = "employments",
    operation_id = "update_employment",
    params(
        ("id" = i64, Path, description = "The employment's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = EmploymentInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Employment)),
    extensions(("x-problem-codes" = json!("assignment_outside_employment assignment_without_validation before_birth end_required \
        external_ref_taken hours_malformed hours_negative hours_too_large hours_too_precise \
        hours_would_be_orphaned immutable_field in_use invalid_date invalid_occupation \
        invalid_period invalid_text overlapping_periods text_empty text_too_long \
        unknown_candidate unknown_contract_type unknown_lot unknown_modality unknown_organisation \
        wrong_role")))
)]
#[patch("/v1/employments/{id}")]
async fn update(
    caller: Caller<EditEmployments>,
    id: Id<EmploymentId>,
    version: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let is_reference_alone = patch.has_only("external_ref");
    let change = move |current: &Employment| patch.apply_to(&EmploymentInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, is_reference_alone, change)).await?))
}

/// Adds the routes of employments.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update).service(successors::succeed);
    config.configure(withdrawal::api::routes);
}
