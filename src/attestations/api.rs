//! `/v1/lots/{id}/attestations`, `/v1/organisations/{id}/attestations`, and the last of each as a document

use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Attestation, AttestationCode, DetailedAttestation, Subject, actions};
use crate::access::{Caller, IssueAttestations, ReadAttestations};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{
    AppState, DocumentParameters, DocumentQuery, Fields, Format, Handlers, Id, IdempotentBody, List, NoFilter, Page,
    blocking, document, post_response, with_etag,
};
use crate::values::{LotId, OrganisationId, parse_day};

/// An attestation to be issued.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2023-12-31" }))]
pub struct AttestationInput {
    /// The day, today or before; today by default.
    #[schema(value_type = Option<String>, format = Date, example = "2023-12-31")]
    on: Option<String>,
}

/// The parameters of an attestation.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttestationQuery {
    /// The code of an earlier one; by default the last that was issued.
    #[param(example = "7K3M-Q2XA-90BD-ZT5R", pattern = "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$")]
    code: Option<String>,
}

async fn issued(
    caller: Caller<IssueAttestations>,
    subject: Subject,
    request: IdempotentBody<AttestationInput>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let on = fields.optional("/on", request.body.on, |day| parse_day(&day));
    fields.done()?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::issue(&caller, subject, on)).await?))
}

async fn listed(caller: Caller<ReadAttestations>, subject: Subject, request: List<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, subject, after, rows)).await
}

async fn shown(
    request: HttpRequest,
    caller: Caller<ReadAttestations>,
    subject: Subject,
    DocumentQuery { query, negotiated }: DocumentQuery<AttestationQuery>,
) -> Result<HttpResponse> {
    let code = query.code.as_deref().map(code).transpose()?;
    let attestation = blocking(move || actions::show(&caller, subject, code.as_ref())).await?;
    let Format::Document(form) = negotiated.format else { return Ok(with_etag(&attestation)) };
    let site = AppState::of(&request)?.public_url.clone();
    let name = format!("attestation-{}", attestation.attestation.code);
    let bytes = blocking(move || actions::written(&attestation, site.as_deref(), form)).await?;
    Ok(document(form, &name, bytes))
}

fn code(text: &str) -> Result<AttestationCode> {
    let detail = "Un code de vérification a seize lettres et chiffres, par exemple 7K3M-Q2XA-90BD-ZT5R.";
    AttestationCode::parse(text)
        .ok_or_else(|| FieldError::new("?code", ProblemCode::InvalidQuery).with_detail(detail).into())
}

/// Issue an attestation of the hours of a lot.
///
/// It states the hours due in force on a day and the hours done up to its month: validated and counted, of everyone, from
/// the contract's start, without names of people. It is kept as it is, with a code by which its reader has it
/// confirmed at `/verification/{code}`. Refused for a day on which the contract had not begun (`invalid_date`). Each call
/// issues one, so send an `Idempotency-Key`.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "create_lot_attestation",
    params(("id" = i64, Path, description = "The lot's id")),
    request_body = AttestationInput,
    responses((status = 201, description = "Issued", body = Attestation)),
    extensions(("x-problem-codes" = json!("invalid_date")))
)]
#[post("/v1/lots/{id}/attestations")]
async fn create_for_lot(
    caller: Caller<IssueAttestations>,
    id: Id<LotId>,
    request: IdempotentBody<AttestationInput>,
) -> Result<HttpResponse> {
    issued(caller, Subject::Lot(id.0), request).await
}

/// List the attestations of a lot, in the order they were issued.
///
/// Each with the sums that it states; the lots that it names are in `/v1/lots/{id}/attestation?code=`.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "list_lot_attestations",
    params(("id" = i64, Path, description = "The lot's id")),
    responses((status = 200, description = "A page of attestations", body = Page<Attestation>))
)]
#[get("/v1/lots/{id}/attestations")]
async fn list_of_lot(caller: Caller<ReadAttestations>, id: Id<LotId>, request: List<NoFilter>) -> Result<HttpResponse> {
    listed(caller, Subject::Lot(id.0), request).await
}

/// Show the attestation of a lot that was issued last, or the one of a code.
///
/// As JSON, or as a document to be handed over. `not_found` before one is issued.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "show_lot_attestation",
    params(("id" = i64, Path, description = "The lot's id"), AttestationQuery, DocumentParameters),
    responses((status = 200, description = "The attestation", body = DetailedAttestation))
)]
#[get("/v1/lots/{id}/attestation")]
async fn show_of_lot(
    request: HttpRequest,
    caller: Caller<ReadAttestations>,
    id: Id<LotId>,
    query: DocumentQuery<AttestationQuery>,
) -> Result<HttpResponse> {
    shown(request, caller, Subject::Lot(id.0), query).await
}

/// Issue an attestation of the hours of a holder.
///
/// It states, lot by lot, the hours of all lots that the organisation holds, alone or with others, under contracts that had
/// begun on the day; an officer of single sectors attests the lots of these. Otherwise as for a lot.
#[utoipa::path(
    tag = "organisations",
    operation_id = "create_holder_attestation",
    params(("id" = i64, Path, description = "The holder's id")),
    request_body = AttestationInput,
    responses((status = 201, description = "Issued", body = Attestation)),
    extensions(("x-problem-codes" = json!("invalid_date")))
)]
#[post("/v1/organisations/{id}/attestations")]
async fn create_for_holder(
    caller: Caller<IssueAttestations>,
    id: Id<OrganisationId>,
    request: IdempotentBody<AttestationInput>,
) -> Result<HttpResponse> {
    issued(caller, Subject::Holder(id.0), request).await
}

/// List the attestations of a holder, in the order they were issued.
///
/// An officer of single sectors reads those that state no lots of others.
#[utoipa::path(
    tag = "organisations",
    operation_id = "list_holder_attestations",
    params(("id" = i64, Path, description = "The holder's id")),
    responses((status = 200, description = "A page of attestations", body = Page<Attestation>))
)]
#[get("/v1/organisations/{id}/attestations")]
async fn list_of_holder(
    caller: Caller<ReadAttestations>,
    id: Id<OrganisationId>,
    request: List<NoFilter>,
) -> Result<HttpResponse> {
    listed(caller, Subject::Holder(id.0), request).await
}

/// Show the attestation of a holder that was issued last, or the one of a code.
///
/// As JSON, or as a document to be handed over. `not_found` before one is issued.
#[utoipa::path(
    tag = "organisations",
    operation_id = "show_holder_attestation",
    params(("id" = i64, Path, description = "The holder's id"), AttestationQuery, DocumentParameters),
    responses((status = 200, description = "The attestation", body = DetailedAttestation))
)]
#[get("/v1/organisations/{id}/attestation")]
async fn show_of_holder(
    request: HttpRequest,
    caller: Caller<ReadAttestations>,
    id: Id<OrganisationId>,
    query: DocumentQuery<AttestationQuery>,
) -> Result<HttpResponse> {
    shown(request, caller, Subject::Holder(id.0), query).await
}

/// Adds the routes of attestations.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(create_for_lot).service(list_of_lot).service(show_of_lot);
    config.service(create_for_holder).service(list_of_holder).service(show_of_holder);
}
