//! `/v1/api-keys`

use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ApiKey, KeySecret, LONGEST_OVERLAP, Made, NewKey, actions};
use crate::access::{Caller, EditKeys};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, Required, blocking, post_response_with, with_etag,
};
use crate::values::{ApiKeyId, InvalidValue, Name, OrganisationId, Role, Sector, Sectors, parse_day};

/// What is said of an API key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyInput {
    /// What to call it.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// What it may do.
    #[schema(value_type = Role)]
    role: Required<String>,
    /// Where it may look: all sectors if not said, but a partner's must be.
    #[schema(value_type = Option<Vec<Sector>>, min_items = 1)]
    sectors: Option<Vec<String>>,
    /// The organisation it speaks for, if it is not the service's own.
    organisation_id: Option<OrganisationId>,
    /// The last day it is good for.
    #[schema(value_type = Option<String>, format = Date, example = "2099-12-31")]
    expires_on: Option<String>,
}

impl TryFrom<ApiKeyInput> for NewKey {
    type Error = AppError;

    fn try_from(input: ApiKeyInput) -> Result<Self> {
        let mut fields = Fields::default();
        let name = fields.required("/name", input.name, |text| Name::parse(&text));
        let role = fields.required("/role", input.role, |code| Role::parse(&code));
        let sectors = read_sectors(&mut fields, role, input.sectors);
        let expires_on = fields.optional("/expires_on", input.expires_on, |text| parse_day(&text));
        let (Some(name), Some(role)) = (name, role) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self { name, role, sectors, organisation_id: input.organisation_id, expires_on })
    }
}

/// All where none are said, but for a partner, whose have to be.
fn read_sectors(fields: &mut Fields, role: Option<Role>, given: Option<Vec<String>>) -> Sectors {
    match given {
        Some(codes) => fields.sectors("/sectors", codes),
        None if role == Some(Role::Partner) => Sectors::new([]),
        None => Sectors::all(),
    }
}

/// How a key's secret is to be rotated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotationInput {
    /// For how many hours the secrets that the key has go on working; 0 ends them at once.
    #[schema(value_type = i64, minimum = 0, maximum = 720, example = 24)]
    overlap_hours: Required<i64>,
}

impl RotationInput {
    fn read(self) -> Result<i64> {
        let mut fields = Fields::default();
        let hours = fields.required("/overlap_hours", self.overlap_hours, |hours| {
            let fits = (0..=LONGEST_OVERLAP).contains(&hours);
            let detail = format!("Attendu un nombre d'heures de 0 à {LONGEST_OVERLAP}.");
            if fits { Ok(hours) } else { Err(InvalidValue::new(ProblemCode::InvalidOverlap, detail)) }
        });
        hours.ok_or_else(|| fields.refusal())
    }
}

/// An API key with its new secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKey {
    /// Its id.
    id: ApiKeyId,
    /// What it is called.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel")]
    name: Name,
    /// The first characters of the new secret, to recognise it by.
    #[schema(example = "clk_0vfAaM3x")]
    prefix: String,
    /// What it may do.
    role: Role,
    /// Where it may look.
    #[schema(value_type = Vec<Sector>)]
    sectors: Sectors,
    /// The organisation it speaks for, if it is not the service's own.
    organisation_id: Option<OrganisationId>,
    /// The last day it is good for, to its end in France; none if it has none.
    expires_on: Option<chrono::NaiveDate>,
    /// When the key was made (UTC).
    created_at: chrono::DateTime<chrono::Utc>,
    /// When it last let somebody in (UTC), some seconds late; `null` if it never did.
    last_used_at: Option<chrono::DateTime<chrono::Utc>>,
    /// When it was revoked (UTC); `null` if it was not.
    revoked_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Its secrets, the new one last.
    secrets: Vec<KeySecret>,
    /// The version.
    version: i64,
    /// What a program presents: `Authorization: Bearer …`. It is kept nowhere, so an answer given again comes without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "clk_0vfAaM3x3hM0mVxgQv0cTtq2f0vWQWmJ0lq7mS0wq3E")]
    secret: Option<String>,
}

/// List API keys.
///
/// In the order they were made, revoked and expired ones included, each with what it may do and when it was last used.
/// Secrets are never told. For administrators who see every sector.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "list_api_keys",
    responses((status = 200, description = "A page of keys", body = Page<ApiKey>))
)]
#[get("/v1/api-keys")]
async fn list(caller: Caller<EditKeys>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.answer(caller, actions::list).await
}

/// Create an API key.
///
/// With the secret that a program presents, shown this once: only a digest of it is stored. A partner's key needs its
/// sectors, and an organisation where its references and hours are to be that organisation's. An `Idempotency-Key` makes
/// it safe to send again, but an answer given again comes without the secret: rotate the key then.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "create_api_key",
    request_body = ApiKeyInput,
    responses((status = 201, description = "Created", body = NewApiKey)),
    extensions(("x-problem-codes" = json!("already_exists invalid_date invalid_text text_empty text_too_long unknown_organisation \
        unknown_role unknown_sector")))
)]
#[post("/v1/api-keys")]
async fn create(caller: Caller<EditKeys>, posted: IdempotentBody<ApiKeyInput>) -> Result<HttpResponse> {
    let new = NewKey::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    let Made { key, secret } = blocking(move || actions::make(&caller, &new)).await?;
    post_response_with(key, "secret", secret.expose())
}

/// Show an API key.
///
/// What it may do, when it was last used, and the beginnings of its secrets; never a secret.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "show_api_key",
    params(("id" = i64, Path, description = "The key's id")),
    responses((status = 200, description = "The key", body = ApiKey))
)]
#[get("/v1/api-keys/{id}")]
async fn show(caller: Caller<EditKeys>, id: Id<ApiKeyId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Revoke an API key.
///
/// It opens nothing any more, in any process, from the next request on. It stays in the list, and what it did stays its
/// own. Revoking it again changes nothing, and needs no version.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "revoke_api_key",
    params(("id" = i64, Path, description = "The key's id")),
    responses((status = 204, description = "Revoked"))
)]
#[delete("/v1/api-keys/{id}")]
async fn revoke(caller: Caller<EditKeys>, id: Id<ApiKeyId>) -> Result<HttpResponse> {
    blocking(move || actions::revoke(&caller, id.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give an API key another secret.
///
/// The secrets it has work until the overlap ends, so that a program can be given the new one without an outage; those
/// of an earlier rotation no longer than was said then. The key keeps its id, and so its organisation, its source and its
/// references. Refused with `api_key_ended` where the key opens nothing any more. An answer given again under an
/// `Idempotency-Key` comes without the secret.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "rotate_api_key",
    params(("id" = i64, Path, description = "The key's id")),
    request_body = RotationInput,
    responses((status = 201, description = "Rotated", body = NewApiKey)),
    extensions(("x-problem-codes" = json!("already_exists api_key_ended invalid_overlap")))
)]
#[post("/v1/api-keys/{id}/rotations")]
async fn rotate(
    caller: Caller<EditKeys>,
    id: Id<ApiKeyId>,
    posted: IdempotentBody<RotationInput>,
) -> Result<HttpResponse> {
    let overlap = posted.body.read()?;
    let caller = caller.with_idempotency_key(posted.key);
    let Made { key, secret } = blocking(move || actions::rotate(&caller, id.0, overlap)).await?;
    post_response_with(key, "secret", secret.expose())
}

/// The addresses of API keys.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(revoke).service(rotate);
}
