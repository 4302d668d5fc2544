//! Sessions in the database. A look-up yields the scope, so it runs without one.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::access::scope::source;
use crate::access::{Credential, House, Scope};
use crate::db::schema::{organisations, sessions, users};
use crate::db::{CurrentVersion, DataVersion, Tx, WriteTx, load_for_update, native};
use crate::error::{AppError, Result};
use crate::values::{OrganisationId, Role, Sectors, SessionId, UserId};

/// A session with its account's scope and the data version.
pub(super) struct SessionRow {
    pub id: SessionId,
    pub user: UserId,
    pub scope: Scope,
    pub started_at: DateTime<Utc>,
    pub seen_at: NaiveDateTime,
    pub expires_at: DateTime<Utc>,
    pub version: DataVersion,
}

/// Last the name of the organisation, and the one under which it sends hours if that is another.
type UserColumns = (UserId, Role, String, Option<OrganisationId>, Option<String>, Option<String>);
type SessionColumns = (SessionId, NaiveDateTime, NaiveDateTime, NaiveDateTime);

/// Finds a session by the digest of its token, with its account and the data version, in one round trip.
pub(super) fn find<S>(tx: &mut Tx<'_, S>, house: &Arc<House>, digest: &str) -> Result<Option<SessionRow>> {
    let query = sessions::table
        .inner_join(users::table.left_join(organisations::table))
        .filter(sessions::digest.eq(digest))
        .filter(users::disabled_at.is_null())
        .select((
            (sessions::id, sessions::started_at, sessions::seen_at, sessions::expires_at),
            (
                users::id,
                users::role,
                users::sectors,
                users::organisation_id,
                organisations::name.nullable(),
                organisations::sender_name.nullable(),
            ),
            CurrentVersion,
        ));
    let columns: Option<(SessionColumns, UserColumns, i64)> =
        native!(tx.conn(), |conn| query.first(conn)).optional()?;
    let Some(((id, started_at, seen_at, expires_at), user, version)) = columns else { return Ok(None) };
    Ok(Some(SessionRow {
        id,
        user: user.0,
        scope: scope(house, user, digest)?,
        started_at: started_at.and_utc(),
        seen_at,
        expires_at: expires_at.and_utc(),
        version: DataVersion(version),
    }))
}

fn scope(
    house: &Arc<House>,
    (id, role, sectors, organisation, organisation_name, sender_name): UserColumns,
    digest: &str,
) -> Result<Scope> {
    let sectors =
        Sectors::parse(&sectors).map_err(|invalid| AppError::internal(anyhow::anyhow!("users: {}", invalid.detail)))?;
    let source = source(house, role, sender_name.or(organisation_name));
    let (house, actor) = (house.clone(), format!("user:{id}"));
    let credential = Credential::Session(digest.to_owned());
    Ok(Scope { house, role, sectors, organisation, source, actor, request_id: None, credential })
}

/// Sets the time of a session's last use, unless another request has set it since.
pub(super) fn touch(tx: &mut WriteTx<'_, ()>, id: SessionId, seen_at: NaiveDateTime) -> Result<()> {
    let now = tx.now();
    let unchanged = sessions::table.filter(sessions::id.eq(id)).filter(sessions::seen_at.eq(seen_at));
    diesel::update(unchanged).set(sessions::seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Inserts a session under the digest of its token.
pub(super) fn insert<S>(
    tx: &mut WriteTx<'_, S>,
    user: UserId,
    digest: &str,
    expires_at: NaiveDateTime,
) -> Result<SessionId> {
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

/// The id of the session with this digest.
pub(super) fn id_of<S>(tx: &mut WriteTx<'_, S>, digest: &str) -> Result<Option<SessionId>> {
    Ok(sessions::table.filter(sessions::digest.eq(digest)).select(sessions::id).first(tx.conn()).optional()?)
}

/// Locks a session until the transaction ends; false if it has ended.
pub(super) fn lock<S>(tx: &mut WriteTx<'_, S>, id: SessionId) -> Result<bool> {
    let one = sessions::table.filter(sessions::id.eq(id)).select(sessions::id);
    let rows: Vec<SessionId> = load_for_update!(tx.conn(), one)?;
    Ok(!rows.is_empty())
}

/// Locks an account until the transaction ends.
pub(super) fn lock_user<S>(tx: &mut WriteTx<'_, S>, id: UserId) -> Result<()> {
    let one = users::table.filter(users::id.eq(id)).select(users::id);
    let _locked: Vec<UserId> = load_for_update!(tx.conn(), one)?;
    Ok(())
}

/// Deletes a session.
pub(super) fn delete<S>(tx: &mut WriteTx<'_, S>, id: SessionId) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

/// Deletes all sessions of an account except one.
pub(super) fn delete_all<S>(tx: &mut WriteTx<'_, S>, user: UserId, except: Option<SessionId>) -> Result<usize> {
    let others =
        sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(except.unwrap_or(SessionId(0))));
    Ok(diesel::delete(others).execute(tx.conn())?)
}

/// Deletes expired sessions of all accounts. A background job: no request, so no scope.
pub(super) fn delete_expired(tx: &mut WriteTx<'_, ()>) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(tx.conn())?)
}
