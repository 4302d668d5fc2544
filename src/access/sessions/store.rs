//! Sessions in the database. Nobody has a scope yet when one is looked up: this is what gives one.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::access::scope::OWN_SOURCE;
use crate::access::{Scope, WriteTx};
use crate::db::schema::{organisations, sessions, users};
use crate::db::{self, CurrentVersion, DataVersion, native};
use crate::error::{AppError, Result};
use crate::values::{OrganisationId, Role, Sectors, SessionId, UserId};

/// A session that somebody presented.
pub(super) struct Found {
    pub id: SessionId,
    pub user: UserId,
    pub scope: Scope,
    pub started_at: DateTime<Utc>,
    pub seen_at: NaiveDateTime,
    pub expires_at: DateTime<Utc>,
    pub version: DataVersion,
}

type Person = (UserId, Role, String, Option<OrganisationId>, Option<String>);
type Own = (SessionId, NaiveDateTime, NaiveDateTime, NaiveDateTime);
type Row = (Own, Person, i64);

/// Finds a session by the digest of its token, with whose it is and the data version, in one round trip.
pub(super) fn find(tx: &mut db::Tx<'_, ()>, digest: &str) -> Result<Option<Found>> {
    let known = sessions::table
        .inner_join(users::table.left_join(organisations::table))
        .filter(sessions::digest.eq(digest))
        .filter(users::disabled_at.is_null())
        .select((
            (sessions::id, sessions::started_at, sessions::seen_at, sessions::expires_at),
            (users::id, users::role, users::sectors, users::organisation_id, organisations::name.nullable()),
            CurrentVersion,
        ));
    let row: Option<Row> = native!(tx.conn(), |conn| known.first(conn)).optional()?;
    row.map(found).transpose()
}

fn found(((id, started_at, seen_at, expires_at), person, version): Row) -> Result<Found> {
    Ok(Found {
        id,
        user: person.0,
        scope: scope(person)?,
        started_at: started_at.and_utc(),
        seen_at,
        expires_at: expires_at.and_utc(),
        version: DataVersion(version),
    })
}

fn scope((id, role, sectors, organisation, organisation_name): Person) -> Result<Scope> {
    let sectors =
        Sectors::parse(&sectors).map_err(|invalid| AppError::internal(anyhow::anyhow!("users: {}", invalid.detail)))?;
    let source = organisation_name.unwrap_or_else(|| OWN_SOURCE.to_owned());
    Ok(Scope { role, sectors, organisation, source, actor: format!("user:{id}"), request_id: None })
}

/// Who somebody is.
pub(super) fn scope_of(tx: &mut db::Tx<'_, ()>, user: UserId) -> Result<Scope> {
    let person: Person = users::table
        .left_join(organisations::table)
        .filter(users::id.eq(user))
        .select((users::id, users::role, users::sectors, users::organisation_id, organisations::name.nullable()))
        .first(tx.conn())?;
    scope(person)
}

/// Notes that a session was seen now, unless somebody else has noted so since.
pub(super) fn touch(tx: &mut db::WriteTx<'_, ()>, id: SessionId, seen_at: NaiveDateTime) -> Result<()> {
    let now = tx.now();
    let own = sessions::table.filter(sessions::id.eq(id)).filter(sessions::seen_at.eq(seen_at));
    diesel::update(own).set(sessions::seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Keeps a new session under the digest of its token.
pub(super) fn insert(tx: &mut WriteTx<'_>, user: UserId, digest: &str, expires_at: NaiveDateTime) -> Result<SessionId> {
    let now = tx.now();
    let id = diesel::insert_into(sessions::table)
        .values((
            sessions::user_id.eq(user),
            sessions::digest.eq(digest),
            sessions::started_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .returning(sessions::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// The session of this digest.
pub(super) fn id_of(tx: &mut WriteTx<'_>, digest: &str) -> Result<Option<SessionId>> {
    Ok(sessions::table.filter(sessions::digest.eq(digest)).select(sessions::id).first(tx.conn()).optional()?)
}

/// Deletes one.
pub(super) fn delete(tx: &mut WriteTx<'_>, id: SessionId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Deletes all of somebody's but one.
pub(super) fn delete_all(tx: &mut WriteTx<'_>, user: UserId, but: Option<SessionId>) -> Result<usize> {
    let kept = but.unwrap_or(SessionId(0));
    let own = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(kept));
    Ok(diesel::delete(own).execute(tx.conn())?)
}

/// Deletes those that are too old, whoever's they are: this is nobody's request and has no scope.
pub(super) fn delete_expired(tx: &mut db::WriteTx<'_, ()>) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(tx.conn())?)
}
