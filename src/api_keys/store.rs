//! API keys and their secrets in the database. Only administrators who see every sector reach them, so no query filters
//! by scope.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{ApiKey, KeySecret, NewKey};
use super::secret::prefix;
use crate::access::{Secret, Tx, WriteTx, digest};
use crate::db::schema::{api_key_secrets, api_keys, organisations};
use crate::db::{InListMethods as _, KeyList, load_for_update};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ApiKeyId, Name, OrganisationId, Role, Sectors};

#[derive(Queryable)]
struct ApiKeyRow {
    id: ApiKeyId,
    name: Name,
    role: Role,
    sectors: String,
    organisation_id: Option<OrganisationId>,
    expires_on: Option<NaiveDate>,
    revoked_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    version: i64,
}

#[derive(Queryable)]
struct SecretRow {
    _id: i64,
    api_key_id: ApiKeyId,
    prefix: String,
    _secret_hash: String,
    created_at: NaiveDateTime,
    ends_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

/// The columns that decide whether a key is valid, and whose it is.
#[derive(Queryable)]
pub(super) struct KeyState {
    pub name: Name,
    pub role: Role,
    pub organisation_id: Option<OrganisationId>,
    pub revoked_at: Option<NaiveDateTime>,
    pub expires_on: Option<NaiveDate>,
}

/// Inserts a key without a secret.
///
/// # Errors
/// `unknown_organisation`.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewKey) -> Result<ApiKeyId> {
    if let Some(organisation) = new.organisation_id {
        let row: Option<OrganisationId> =
            organisations::table.find(organisation).select(organisations::id).first(tx.conn()).optional()?;
        row.ok_or_else(|| FieldError::new("/organisation_id", ProblemCode::UnknownOrganisation))?;
    }
    let now = tx.now();
    let id = diesel::insert_into(api_keys::table)
        .values((
            api_keys::name.eq(&new.name),
            api_keys::role.eq(new.role),
            api_keys::sectors.eq(new.sectors.joined()),
            api_keys::organisation_id.eq(new.organisation_id),
            api_keys::expires_on.eq(new.expires_on),
            api_keys::created_at.eq(now),
            api_keys::version.eq(1_i64),
        ))
        .returning(api_keys::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Inserts a secret of a key by its digest.
pub(super) fn add_secret(tx: &mut WriteTx<'_>, key: ApiKeyId, secret: &Secret) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(api_key_secrets::table)
        .values((
            api_key_secrets::api_key_id.eq(key),
            api_key_secrets::prefix.eq(prefix(secret)),
            api_key_secrets::secret_hash.eq(digest(secret.expose()).expose()),
            api_key_secrets::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends the secrets of a key at a time, except those that end earlier.
pub(super) fn end_secrets(tx: &mut WriteTx<'_>, key: ApiKeyId, at: NaiveDateTime) -> Result<()> {
    let later = api_key_secrets::ends_at.is_null().or(api_key_secrets::ends_at.gt(at).assume_not_null());
    diesel::update(api_key_secrets::table.filter(api_key_secrets::api_key_id.eq(key)).filter(later))
        .set(api_key_secrets::ends_at.eq(at))
        .execute(tx.conn())?;
    bump_version(tx, key)
}

/// Revokes a key now.
pub(super) fn revoke(tx: &mut WriteTx<'_>, key: ApiKeyId) -> Result<()> {
    let now = tx.now();
    diesel::update(api_keys::table.find(key)).set(api_keys::revoked_at.eq(now)).execute(tx.conn())?;
    bump_version(tx, key)
}

/// Locks a key until the transaction ends.
///
/// # Errors
/// `not_found`.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: ApiKeyId) -> Result<KeyState> {
    let columns =
        (api_keys::name, api_keys::role, api_keys::organisation_id, api_keys::revoked_at, api_keys::expires_on);
    let one = api_keys::table.find(id).select(columns);
    let rows: Vec<KeyState> = load_for_update!(tx.conn(), one)?;
    rows.into_iter().next().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// A key with its secrets.
///
/// # Errors
/// `not_found`.
pub(super) fn find(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<ApiKey> {
    let row: ApiKeyRow = api_keys::table.find(id).first(tx.conn())?;
    let keys = with_secrets(tx, vec![row])?;
    keys.into_iter().next().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// Keys in the order of their ids, after an id.
pub(super) fn list(tx: &mut Tx<'_>, after: i64, rows: i64) -> Result<Vec<ApiKey>> {
    let rows: Vec<ApiKeyRow> =
        api_keys::table.filter(api_keys::id.gt(after)).order(api_keys::id).limit(rows).load(tx.conn())?;
    with_secrets(tx, rows)
}

fn with_secrets(tx: &mut Tx<'_>, rows: Vec<ApiKeyRow>) -> Result<Vec<ApiKey>> {
    let ids = KeyList::numbers(rows.iter().map(|row| row.id));
    let secrets: Vec<SecretRow> = api_key_secrets::table
        .filter(api_key_secrets::api_key_id.in_list(ids))
        .order(api_key_secrets::id)
        .load(tx.conn())?;
    let mut of_keys: BTreeMap<ApiKeyId, Vec<KeySecret>> = BTreeMap::new();
    for secret in secrets {
        of_keys.entry(secret.api_key_id).or_default().push(KeySecret {
            prefix: secret.prefix,
            created_at: secret.created_at.and_utc(),
            ends_at: secret.ends_at.map(|at| at.and_utc()),
            last_used_at: secret.last_used_at.map(|at| at.and_utc()),
        });
    }
    rows.into_iter().map(|row| api_key(of_keys.remove(&row.id).unwrap_or_default(), row)).collect()
}

fn api_key(secrets: Vec<KeySecret>, row: ApiKeyRow) -> Result<ApiKey> {
    let sectors = Sectors::parse(&row.sectors)
        .map_err(|invalid| AppError::internal(anyhow::anyhow!("api_keys: {}", invalid.detail)))?;
    Ok(ApiKey {
        id: row.id,
        name: row.name,
        prefix: secrets.last().map(|secret| secret.prefix.clone()).unwrap_or_default(),
        role: row.role,
        sectors,
        organisation_id: row.organisation_id,
        expires_on: row.expires_on,
        created_at: row.created_at.and_utc(),
        last_used_at: secrets.iter().filter_map(|secret| secret.last_used_at).max(),
        revoked_at: row.revoked_at.map(|at| at.and_utc()),
        secrets,
        version: row.version,
    })
}

/// Raises the key's version.
fn bump_version(tx: &mut WriteTx<'_>, key: ApiKeyId) -> Result<()> {
    diesel::update(api_keys::table.find(key)).set(api_keys::version.eq(api_keys::version + 1)).execute(tx.conn())?;
    Ok(())
}
