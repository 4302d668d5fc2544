//! `/v1/api-keys`: API keys, managed by administrators.

use actix_web::{HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ApiKey, IssuedKey, KeySecret, LONGEST_OVERLAP, NewKey, actions};
use crate::access::{Caller, EditKeys};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, List, NoFilter, Page, Required, blocking, no_content, post_response_with,
    with_etag,
};
use crate::values::{ApiKeyId, InvalidValue, Name, OrganisationId, Role, Sector, Sectors, parse_day};

/// A new API key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyInput {
    /// The name.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// The role.
    #[schema(value_type = Role)]
    role: Required<String>,
    /// The sectors that the key sees; by default all, but required for a partner.
    #[schema(value_type = Option<Vec<Sector>>, min_items = 1)]
    sectors: Option<Vec<String>>,
    /// The organisation that the key acts for; by default the house.
    organisation_id: Option<OrganisationId>,
    /// The last day on which the key is valid: today in France or later.
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

/// The sectors; by default all, but none for a partner, which [`actions::issue`] refuses.
fn read_sectors(fields: &mut Fields, role: Option<Role>, codes: Option<Vec<String>>) -> Sectors {
    match codes {
        Some(codes) => fields.sectors("/sectors", codes),
        None if role == Some(Role::Partner) => Sectors::new([]),
        None => Sectors::all(),
    }
}

/// A rotation of a key's secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotationInput {
    /// For how many hours the key's present secrets still work; 0 ends them at once.
    #[schema(value_type = i64, minimum = 0, maximum = 720, example = 24)]
    overlap_hours: Required<i64>,
}

impl RotationInput {
    fn read(self) -> Result<i64> {
        let mut fields = Fields::default();
        let hours = fields.required("/overlap_hours", self.overlap_hours, |hours| {
            let is_valid = (0..=LONGEST_OVERLAP).contains(&hours);
            let detail = format!("Attendu un nombre d’heures de 0 à {LONGEST_OVERLAP}.");
            if is_valid { Ok(hours) } else { Err(InvalidValue::new(ProblemCode::InvalidOverlap, detail)) }
        });
        hours.ok_or_else(|| fields.refusal())
    }
}

/// An API key with its new secret, shown only in this answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKey {
    /// The key's id.
    id: ApiKeyId,
    /// The name.
    #[schema(value_type = String, example = "ARIQ, envoi mensuel")]
    name: Name,
    /// The first characters of the new secret, to identify it.
    #[schema(example = "clk_0vfAaM3x")]
    prefix: String,
    /// The role.
    role: Role,
    /// The sectors that the key sees.
    #[schema(value_type = Vec<Sector>)]
    sectors: Sectors,
    /// The organisation that the key acts for; `null` for the house.
    organisation_id: Option<OrganisationId>,
    /// The last day on which the key is valid, to its end in France; `null` for no end.
    expires_on: Option<chrono::NaiveDate>,
    /// When the key was created (UTC).
    created_at: chrono::DateTime<chrono::Utc>,
    /// When the key last authenticated a request (UTC), recorded with a delay of some seconds; `null` if never.
    last_used_at: Option<chrono::DateTime<chrono::Utc>>,
    /// When the key was revoked (UTC); `null` if it was not.
    revoked_at: Option<chrono::DateTime<chrono::Utc>>,
    /// The secrets, the new one last.
    secrets: Vec<KeySecret>,
    /// The version.
    version: i64,
    /// The secret, for `Authorization: Bearer …`. It is not stored, so a replay comes without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "clk_0vfAaM3x3hM0mVxgQv0cTtq2f0vWQWmJ0lq7mS0wq3E")]
    secret: Option<String>,
}

/// List API keys.
///
/// In the order of their ids, revoked and expired ones included, without their secrets. For administrators who see
/// every sector.
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
/// Only this answer holds the secret; the service stores its digest. A partner's key needs sectors, and an organisation
/// if its references and hours are to be that organisation's. An `Idempotency-Key` makes the request safe to repeat, but
/// the replay comes without the secret: rotate the key then.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "create_api_key",
    request_body = ApiKeyInput,
    responses((status = 201, description = "Created", body = NewApiKey)),
    extensions(("x-problem-codes" = json!("already_exists date_in_past invalid_date invalid_text text_empty text_too_long unknown_organisation \
        unknown_role unknown_sector")))
)]
#[post("/v1/api-keys")]
async fn create(caller: Caller<EditKeys>, request: IdempotentBody<ApiKeyInput>) -> Result<HttpResponse> {
    let new = NewKey::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    let IssuedKey { key, secret } = blocking(move || actions::issue(&caller, &new)).await?;
    post_response_with(key, "secret", secret.expose())
}

/// Show an API key.
///
/// With its rights, the time of its last use, and the first characters of its secrets.
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
/// Every process refuses the key from the next request on. It stays in the list, and its records keep their owner.
/// Revoking it again changes nothing. Needs no version.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "revoke_api_key",
    params(("id" = i64, Path, description = "The key's id")),
    responses((status = 204, description = "Revoked"))
)]
#[delete("/v1/api-keys/{id}")]
async fn revoke(caller: Caller<EditKeys>, id: Id<ApiKeyId>) -> Result<HttpResponse> {
    no_content(move || actions::revoke(&caller, id.0)).await
}

/// Give an API key a new secret.
///
/// The present secrets work until the overlap ends, so that a program can change to the new one without an outage; the
/// end that an earlier rotation set is not extended. The key keeps its id, organisation, source and references. Refused
/// for a revoked or expired key (`api_key_ended`). A replay under an `Idempotency-Key` comes without the secret.
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
    request: IdempotentBody<RotationInput>,
) -> Result<HttpResponse> {
    let overlap = request.body.read()?;
    let caller = caller.with_idempotency_key(request.key);
    let IssuedKey { key, secret } = blocking(move || actions::rotate(&caller, id.0, overlap)).await?;
    post_response_with(key, "secret", secret.expose())
}

/// Registers the handlers of API keys.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(revoke).service(rotate);
}
