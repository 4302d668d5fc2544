//! Who presents a secret, looked up in the database.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::Scope;
use super::scope::{OWN_SOURCE, is_own_name};
use crate::config::Secret;
use crate::db::schema::{api_key_secrets, api_keys, organisations};
use crate::db::{CurrentVersion, DataVersion, InListMethods as _, KeyList, native};
use crate::error::{AppError, Result};
use crate::values::{ApiKeyId, OrganisationId, Role, Sectors};

/// A key that somebody presented a secret of.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub id: ApiKeyId,
    pub secret_id: i64,
    pub scope: Scope,
    pub revoked: bool,
    pub expires_on: Option<NaiveDate>,
    /// From when on the secret opens nothing, if another took its place.
    pub ends_at: Option<NaiveDateTime>,
    /// The version of the data at the moment of the look-up.
    pub version: DataVersion,
}

type OfSecret = (i64, Option<NaiveDateTime>);
type OfKey =
    (ApiKeyId, String, Role, String, Option<OrganisationId>, Option<String>, Option<NaiveDate>, Option<NaiveDateTime>);
type Row = (OfSecret, OfKey, i64);

/// Finds a key by the digest of a secret of its, and in the same round trip the data version. Nobody has a scope yet: this
/// is what gives one.
pub(super) fn find(tx: &mut crate::db::Tx<'_, ()>, secret_hash: &Secret) -> Result<Option<FoundKey>> {
    let known = api_key_secrets::table
        .inner_join(api_keys::table.left_join(organisations::table))
        .filter(api_key_secrets::secret_hash.eq(secret_hash.expose()))
        .select((
            (api_key_secrets::id, api_key_secrets::ends_at),
            (
                api_keys::id,
                api_keys::name,
                api_keys::role,
                api_keys::sectors,
                api_keys::organisation_id,
                organisations::name.nullable(),
                api_keys::expires_on,
                api_keys::revoked_at,
            ),
            CurrentVersion,
        ));
    let row: Option<Row> = native!(tx.conn(), |conn| known.first(conn)).optional()?;
    row.map(found).transpose()
}

fn found(((secret_id, ends_at), of_key, version): Row) -> Result<FoundKey> {
    let (id, own_name, role, sectors, organisation, organisation_name, expires_on, revoked_at) = of_key;
    let sectors = Sectors::parse(&sectors)
        .map_err(|invalid| AppError::internal(anyhow::anyhow!("api_keys: {}", invalid.detail)))?;
    // A partner without an organisation of ours is called what its key is called; never the house itself.
    let source = match (organisation_name, role) {
        (Some(name), _) => name,
        (None, Role::Partner) if is_own_name(&own_name) => format!("{own_name} (partenaire)"),
        (None, Role::Partner) => own_name,
        (None, _) => OWN_SOURCE.to_owned(),
    };
    let scope = Scope { role, sectors, organisation, source, actor: format!("key:{id}"), request_id: None };
    let (revoked, version) = (revoked_at.is_some(), DataVersion(version));
    Ok(FoundKey { id, secret_id, scope, revoked, expires_on, ends_at, version })
}

/// Notes when secrets were last used, by their ids, in the order of these: this is nobody's request and has no scope.
/// A later moment that another process noted stays.
pub(super) fn note_uses(
    tx: &mut crate::db::WriteTx<'_, ()>,
    uses: &BTreeMap<i64, (ApiKeyId, NaiveDateTime)>,
) -> Result<()> {
    let mut keys = Vec::new();
    for (secret, (key, at)) in uses {
        let earlier =
            api_key_secrets::last_used_at.is_null().or(api_key_secrets::last_used_at.lt(at).assume_not_null());
        let noted = diesel::update(api_key_secrets::table.find(secret).filter(earlier))
            .set(api_key_secrets::last_used_at.eq(at))
            .execute(tx.conn())?;
        keys.extend((noted > 0).then_some(*key));
    }
    // What is shown of these keys has changed.
    diesel::update(api_keys::table.filter(api_keys::id.in_list(KeyList::numbers(keys))))
        .set(api_keys::version.eq(api_keys::version + 1))
        .execute(tx.conn())?;
    Ok(())
}
