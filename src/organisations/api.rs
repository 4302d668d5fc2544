//! `/v1/organisations`

use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{Contact, OrganisationRole, prescriber_kind};
use super::{Organisation, OrganisationDetails, OrganisationFilter, actions, merges, withdrawal};
use crate::access::{Caller, EditOrganisations, ReadOrganisations};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, Page, Patch, Required, blocking, post_response, with_etag,
};
use crate::values::{BuyerKind, Email, EmployerKind, Name, OrganisationId, Phone, PrescriberKind, SearchText, Siret};

/// The fields of an organisation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationInput {
    /// The name.
    #[schema(value_type = String, example = "Régie des Deux Rives", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// The SIRET of the establishment: fourteen digits with valid check digits, that of its SIREN included.
    #[schema(example = "73282932000074", pattern = r"^\d{14}$")]
    siret: Option<String>,
    /// The kind of employer, if it is one.
    #[schema(value_type = Option<EmployerKind>)]
    employer_kind: Option<String>,
    /// The kind of prescriber, if it is one.
    #[schema(value_type = Option<PrescriberKind>)]
    prescriber_kind: Option<String>,
    /// The kind of buyer, if it is one.
    #[schema(value_type = Option<BuyerKind>)]
    buyer_kind: Option<String>,
    /// The name of the contact.
    #[schema(example = "Service des achats", min_length = 1, max_length = 200)]
    contact_name: Option<String>,
    /// The contact's e-mail address.
    #[schema(example = "achats@example.org", min_length = 3, max_length = 254)]
    contact_email: Option<String>,
    /// The contact's telephone number.
    #[schema(example = "03 80 00 00 10", min_length = 6, max_length = 30)]
    contact_phone: Option<String>,
}

impl From<&Organisation> for OrganisationInput {
    fn from(organisation: &Organisation) -> Self {
        Self {
            name: Required::new(organisation.name.to_string()),
            siret: organisation.siret.as_ref().map(Siret::to_string),
            employer_kind: organisation.employer_kind.map(|kind| kind.to_string()),
            prescriber_kind: organisation.prescriber_kind.map(|kind| kind.to_string()),
            buyer_kind: organisation.buyer_kind.map(|kind| kind.to_string()),
            contact_name: organisation.contact_name.as_ref().map(Name::to_string),
            contact_email: organisation.contact_email.as_ref().map(Email::to_string),
            contact_phone: organisation.contact_phone.as_ref().map(Phone::to_string),
        }
    }
}

impl TryFrom<OrganisationInput> for OrganisationDetails {
    type Error = AppError;

    fn try_from(input: OrganisationInput) -> Result<Self> {
        let mut fields = Fields::default();
        let name = fields.required("/name", input.name, |text| Name::parse(&text));
        let details = (
            fields.optional("/siret", input.siret, |text| Siret::parse(&text)),
            fields.optional("/employer_kind", input.employer_kind, |code| EmployerKind::parse(&code)),
            fields.optional("/prescriber_kind", input.prescriber_kind, |code| prescriber_kind(&code)),
            fields.optional("/buyer_kind", input.buyer_kind, |code| BuyerKind::parse(&code)),
        );
        let contact = Contact {
            name: fields.optional("/contact_name", input.contact_name, |text| Name::parse(&text)),
            email: fields.optional("/contact_email", input.contact_email, |text| Email::parse(&text)),
            phone: fields.optional("/contact_phone", input.contact_phone, |text| Phone::parse(&text)),
        };
        let Some(name) = name else { return Err(fields.refusal()) };
        fields.done()?;
        let (siret, employer_kind, prescriber_kind, buyer_kind) = details;
        Ok(Self { name, siret, employer_kind, prescriber_kind, buyer_kind, contact })
    }
}

/// Filters of the list of organisations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Only those with this role: `buyer`, `employer` or `prescriber`.
    #[param(example = "employer", pattern = "^(buyer|employer|prescriber)$")]
    kind: Option<String>,
    /// Only those whose name contains this text, ignoring accents, case and punctuation.
    #[param(example = "deux rives")]
    q: Option<String>,
    /// Only the one with this SIRET.
    #[param(value_type = Option<Siret>)]
    siret: Option<String>,
}

impl OrganisationQuery {
    fn parse(self) -> Result<OrganisationFilter> {
        let mut fields = Fields::default();
        let filter = OrganisationFilter {
            role: fields.optional("?kind", self.kind, |text| OrganisationRole::parse(&text)),
            name: self.q.as_deref().and_then(SearchText::read),
            siret: fields.optional("?siret", self.siret, |text| Siret::parse(&text)),
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List organisations.
///
/// In the order of their ids. `siret` finds one establishment, `q` searches names. Partners see no contacts.
#[utoipa::path(
    tag = "organisations",
    operation_id = "list_organisations",
    params(OrganisationQuery),
    responses((status = 200, description = "A page of organisations", body = Page<Organisation>)),
    extensions(("x-problem-codes" = json!("invalid_siret unknown_kind")))
)]
#[get("/v1/organisations")]
async fn list(caller: Caller<ReadOrganisations>, list: List<OrganisationQuery>) -> Result<HttpResponse> {
    let filter = list.query.parse()?;
    list.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Record an organisation.
///
/// An organisation may have several roles: each has its kind. A SIRET of another organisation is refused with
/// `siret_taken` and its `existing_id`; organisations without a SIRET are not compared. An `Idempotency-Key` makes it
/// safe to retry.
#[utoipa::path(
    tag = "organisations",
    operation_id = "create_organisation",
    request_body = OrganisationInput,
    responses((status = 201, description = "Recorded", body = Organisation)),
    extensions(("x-problem-codes" = json!("invalid_email invalid_phone invalid_siret invalid_text siret_taken text_empty \
        text_too_long unknown_kind")))
)]
#[post("/v1/organisations")]
async fn create(caller: Caller<EditOrganisations>, request: IdempotentBody<OrganisationInput>) -> Result<HttpResponse> {
    let details = OrganisationDetails::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::create(&caller, &details)).await?))
}

/// Show an organisation.
///
/// With its version in `ETag`, for `If-Match`. Partners see no contact.
#[utoipa::path(
    tag = "organisations",
    operation_id = "show_organisation",
    params(("id" = i64, Path, description = "The organisation's id")),
    responses((status = 200, description = "The organisation", body = Organisation))
)]
#[get("/v1/organisations/{id}")]
async fn show(caller: Caller<ReadOrganisations>, id: Id<OrganisationId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change an organisation.
///
/// A merge patch: absent fields stay, `null` empties a field. Requires the current `ETag` in `If-Match` (absent:
/// `precondition_required`; outdated: `precondition_failed`). A SIRET of another organisation is refused with
/// `siret_taken`.
#[utoipa::path(
    tag = "organisations",
    operation_id = "update_organisation",
    params(
        ("id" = i64, Path, description = "The organisation's id"),
        ("If-Match" = String, Header, description = "The current ETag"),
    ),
    request_body(content = OrganisationInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Organisation)),
    extensions(("x-problem-codes" = json!("invalid_email invalid_phone invalid_siret invalid_text siret_taken text_empty \
        text_too_long unknown_kind")))
)]
#[patch("/v1/organisations/{id}")]
async fn update(
    caller: Caller<EditOrganisations>,
    id: Id<OrganisationId>,
    expected: IfMatch,
    patch: Patch,
) -> Result<HttpResponse> {
    let change = move |current: &Organisation| changed(current, &patch);
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &expected.0, change)).await?))
}

/// The details after a patch. A SIRET that stays as it was recorded is not judged again by the rule of today.
fn changed(current: &Organisation, patch: &Patch) -> Result<OrganisationDetails> {
    let mut input: OrganisationInput = patch.apply_to(&OrganisationInput::from(current))?;
    let kept = current.siret.clone().filter(|siret| input.siret.as_deref() == Some(siret.as_str()));
    if kept.is_some() {
        input.siret = None;
    }
    let details = OrganisationDetails::try_from(input)?;
    Ok(OrganisationDetails { siret: kept.or(details.siret), ..details })
}

/// The routes of organisations.
pub fn routes(config: &mut Handlers<'_>) {
    config
        .service(list)
        .service(create)
        .service(show)
        .service(update)
        .configure(withdrawal::api::routes)
        .configure(merges::api::routes);
}
