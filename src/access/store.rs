//! API keys in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::keys::NewKey;
use super::scope::OWN_SOURCE;
use super::{Scope, WriteTx};
use crate::db::schema::{api_keys, organisations};
use crate::db::{CurrentVersion, DataVersion};
use crate::error::{AppError, Result, Situation};
use crate::units::{ApiKeyId, OrganisationId, Role, Sectors};

/// A key that somebody presented.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub scope: Scope,
    pub revoked: bool,
    pub expires_on: Option<NaiveDate>,
    /// The version of the data at the moment of the look-up.
    pub version: DataVersion,
}

type Key =
    (ApiKeyId, String, Role, String, Option<OrganisationId>, Option<String>, Option<NaiveDate>, Option<NaiveDateTime>);
type Row = (Key, i64);

/// Finds a key by the digest of its secret, and in the same round trip the data version. Nobody has a scope yet: this is
/// what gives one.
pub(super) fn find(tx: &mut crate::db::Tx<'_, ()>, secret_hash: &str) -> Result<Option<FoundKey>> {
    let row: Option<Row> = api_keys::table
        .left_join(organisations::table)
        .filter(api_keys::secret_hash.eq(secret_hash))
        .select((
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
        ))
        .first(tx.conn())
        .optional()?;
    row.map(found).transpose()
}

fn found(
    ((id, own_name, role, sectors, organisation, organisation_name, expires_on, revoked_at), version): Row,
) -> Result<FoundKey> {
    let sectors =
        Sectors::parse(&sectors).map_err(|unfit| AppError::internal(anyhow::anyhow!("api_keys: {}", unfit.detail)))?;
    // A partner without an organisation of ours is called what its key is called; never the house itself.
    let source = match (organisation_name, role) {
        (Some(name), _) => name,
        (None, Role::Partner) => own_name,
        (None, _) => OWN_SOURCE.to_owned(),
    };
    let scope = Scope { role, sectors, organisation, source, actor: format!("key:{id}"), request_id: None };
    Ok(FoundKey { scope, revoked: revoked_at.is_some(), expires_on, version: DataVersion(version) })
}

/// Keeps a new key under the digest of its secret.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewKey, prefix: &str, secret_hash: &str) -> Result<ApiKeyId> {
    if let Some(organisation) = new.organisation_id {
        let known: Option<OrganisationId> =
            organisations::table.find(organisation).select(organisations::id).first(tx.conn()).optional()?;
        known.ok_or_else(|| AppError::new(Situation::UnknownOrganisation))?;
    }
    let now = tx.now();
    let id = diesel::insert_into(api_keys::table)
        .values((
            api_keys::name.eq(&new.name),
            api_keys::prefix.eq(prefix),
            api_keys::secret_hash.eq(secret_hash),
            api_keys::role.eq(new.role),
            api_keys::sectors.eq(new.sectors.joined()),
            api_keys::organisation_id.eq(new.organisation_id),
            api_keys::expires_on.eq(new.expires_on),
            api_keys::created_at.eq(now),
        ))
        .returning(api_keys::id)
        .get_result(tx.conn())?;
    Ok(id)
}
