//! Look-ups of API keys by their secrets, and the times of their last use.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::scope::source;
use super::{Credential, Scope};
use crate::config::{House, Secret};
use crate::db::schema::{api_key_secrets, api_keys, organisations};
use crate::db::{CurrentVersion, DataVersion, InListMethods as _, KeyList, native};
use crate::error::{AppError, Result};
use crate::values::{ApiKeyId, OrganisationId, Role, Sectors};

/// An API key found by one of its secrets.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub id: ApiKeyId,
    pub secret_id: i64,
    pub scope: Scope,
    pub revoked: bool,
    pub expires_on: Option<NaiveDate>,
    /// When the secret becomes invalid, if a rotation has replaced it.
    pub ends_at: Option<NaiveDateTime>,
    /// The data version at the time of the look-up.
    pub version: DataVersion,
}

type SecretColumns = (i64, Option<NaiveDateTime>);
/// The organisation, its name, and the one under which it sends hours if that is another.
type Organisation = (Option<OrganisationId>, Option<String>, Option<String>);
type KeyColumns = (ApiKeyId, String, Role, String, Organisation, Option<NaiveDate>, Option<NaiveDateTime>);
type KeyRow = (SecretColumns, KeyColumns, i64);

/// Finds a key by the digest of one of its secrets, with the data version, in one round trip. It yields the scope, so
/// it runs without one.
pub(super) fn find<S>(
    tx: &mut crate::db::Tx<'_, S>,
    house: &Arc<House>,
    secret_hash: &Secret,
) -> Result<Option<FoundKey>> {
    let query = api_key_secrets::table
        .inner_join(api_keys::table.left_join(organisations::table))
        .filter(api_key_secrets::secret_hash.eq(secret_hash.expose()))
        .select((
            (api_key_secrets::id, api_key_secrets::ends_at),
            (
                api_keys::id,
                api_keys::name,
                api_keys::role,
                api_keys::sectors,
                (api_keys::organisation_id, organisations::name.nullable(), organisations::sender_name.nullable()),
                api_keys::expires_on,
                api_keys::revoked_at,
            ),
            CurrentVersion,
        ));
    let row: Option<KeyRow> = native!(tx.conn(), |conn| query.first(conn)).optional()?;
    row.map(|row| found_key(house, secret_hash, row)).transpose()
}

fn found_key(
    house: &Arc<House>,
    secret_hash: &Secret,
    ((secret_id, ends_at), key, version): KeyRow,
) -> Result<FoundKey> {
    let (id, key_name, role, sectors, (organisation, name, sender_name), expires_on, revoked_at) = key;
    let sectors = Sectors::parse(&sectors)
        .map_err(|invalid| AppError::internal(anyhow::anyhow!("api_keys: {}", invalid.detail)))?;
    let own_name = Some(key_name).filter(|_| role == Role::Partner);
    let source = source(house, role, sender_name.or(name).or(own_name));
    let (house, actor) = (house.clone(), format!("key:{id}"));
    let credential = Credential::Key(secret_hash.clone());
    let scope = Scope { house, role, sectors, organisation, source, actor, request_id: None, credential };
    let (revoked, version) = (revoked_at.is_some(), DataVersion(version));
    Ok(FoundKey { id, secret_id, scope, revoked, expires_on, ends_at, version })
}

/// Writes the times at which secrets were last used, in the order of their ids. A later time that another process wrote
/// stays. A background job: no request, so no scope.
pub(super) fn record_last_used(
    tx: &mut crate::db::WriteTx<'_, ()>,
    uses: &BTreeMap<i64, (ApiKeyId, NaiveDateTime)>,
) -> Result<()> {
    let mut keys = Vec::new();
    for (secret, (key, at)) in uses {
        let earlier =
            api_key_secrets::last_used_at.is_null().or(api_key_secrets::last_used_at.lt(at).assume_not_null());
        let updated = diesel::update(api_key_secrets::table.find(secret).filter(earlier))
            .set(api_key_secrets::last_used_at.eq(at))
            .execute(tx.conn())?;
        keys.extend((updated > 0).then_some(*key));
    }
    // The time is part of the key's representation.
    diesel::update(api_keys::table.filter(api_keys::id.in_list(KeyList::numbers(keys))))
        .set(api_keys::version.eq(api_keys::version + 1))
        .execute(tx.conn())?;
    Ok(())
}
