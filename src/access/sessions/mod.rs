//! Sessions of people who have signed in. A cookie holds a random token, of which only the digest is stored; it is
//! valid until it is idle for too long, too old or ended. Every request checks it in the database. The authenticator
//! and `accounts` call this.

mod store;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::token::{derived, digest_of, random_token};
use super::{Authenticated, Scope};
use crate::clock::Clock;
use crate::config::{Accounts, House, Secret};
use crate::db::{Db, WriteTx};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{SessionId, UserId};

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct SessionLifetime {
    idle: TimeDelta,
    longest: TimeDelta,
}

impl SessionLifetime {
    /// From the settings.
    pub fn of(accounts: &Accounts) -> Self {
        let delta = |time| TimeDelta::from_std(time).unwrap_or(TimeDelta::hours(1));
        Self { idle: delta(accounts.idle), longest: delta(accounts.longest) }
    }
}

/// The session of a request.
#[derive(Debug, Clone)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// The account.
    pub user: UserId,
    /// The time of signing in.
    pub started_at: DateTime<Utc>,
    /// The time at which the session ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The token that every unsafe request of the session must carry, against cross-site request forgery.
    pub csrf_token: String,
}

/// A session just begun, with its token, which is not stored.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The value of the cookie.
    pub token: Secret,
    /// The session.
    pub session: Session,
}

/// Authenticates a session by its token. The time of its last use is written only after a twelfth of the idle time, so
/// that most reading requests write nothing.
///
/// # Errors
/// `unauthenticated` when the session is unknown, ended, idle for too long or too old.
pub(super) fn authenticate(
    (db, clock): (&Db, &Clock),
    house: &Arc<House>,
    lifetime: SessionLifetime,
    token: &str,
) -> Result<Authenticated> {
    let now = clock.now();
    let row = db.read(&(), now, |tx| store::find(tx, house, &digest_of(token)))?;
    let row = row.filter(|row| now.naive_utc() < (row.seen_at + lifetime.idle).min(row.expires_at.naive_utc()));
    let row = row.ok_or(AppError::new(ProblemCode::Unauthenticated))?;
    if now.naive_utc() - row.seen_at > lifetime.idle / 12 {
        // A database that cannot be written still serves reads.
        if let Err(error) = db.write(&(), now, |tx| store::touch(tx, row.id, row.seen_at)) {
            tracing::warn!(code = error.code.as_str(), "a session was not renewed");
        }
    }
    let session = Session {
        id: row.id,
        user: row.user,
        started_at: row.started_at,
        expires_at: row.expires_at,
        csrf_token: csrf_token(token),
    };
    Ok(Authenticated { scope: row.scope, version: Some(row.version), session: Some(session) })
}

/// Begins a session of an account whose owner has proved their identity.
///
/// # Errors
/// `unavailable`.
pub fn begin<S>(tx: &mut WriteTx<'_, S>, user: UserId, lifetime: SessionLifetime) -> Result<NewSession> {
    let token = random_token()?;
    let (started_at, expires_at) = (tx.now(), tx.now() + lifetime.longest);
    let id = store::insert(tx, user, &digest_of(token.expose()), expires_at)?;
    let csrf_token = csrf_token(token.expose());
    let (started_at, expires_at) = (started_at.and_utc(), expires_at.and_utc());
    Ok(NewSession { token, session: Session { id, user, started_at, expires_at, csrf_token } })
}

/// Locks a session until the transaction ends: what ends it comes before or after.
///
/// # Errors
/// `unauthenticated` when it has ended.
pub fn lock<S>(tx: &mut WriteTx<'_, S>, id: SessionId) -> Result<()> {
    if store::lock(tx, id)? { Ok(()) } else { Err(ProblemCode::Unauthenticated.into()) }
}

/// Looks up the scope of the session of this digest, and locks the account and the session, in this order.
///
/// # Errors
/// `unauthenticated` when it has ended or its account is disabled.
pub(super) fn lock_scope<S>(tx: &mut WriteTx<'_, S>, house: &Arc<House>, digest: &str) -> Result<Scope> {
    let row = store::find(tx, house, digest)?.ok_or(AppError::new(ProblemCode::Unauthenticated))?;
    store::lock_user(tx, row.user)?;
    lock(tx, row.id)?;
    Ok(row.scope)
}

/// Ends one session.
///
/// # Errors
/// `unavailable`.
pub fn end<S>(tx: &mut WriteTx<'_, S>, id: SessionId) -> Result<()> {
    store::delete(tx, id)
}

/// Ends the session of this token, of whichever account, and returns its id if it existed.
///
/// # Errors
/// `unavailable`.
pub fn end_by_token<S>(tx: &mut WriteTx<'_, S>, token: &Secret) -> Result<Option<SessionId>> {
    let id = store::id_of(tx, &digest_of(token.expose()))?;
    id.into_iter().try_for_each(|id| store::delete(tx, id))?;
    Ok(id)
}

/// Ends all sessions of an account except one, and returns how many.
///
/// # Errors
/// `unavailable`.
pub fn end_all<S>(tx: &mut WriteTx<'_, S>, user: UserId, except: Option<SessionId>) -> Result<usize> {
    store::delete_all(tx, user, except)
}

/// Deletes expired sessions and returns how many.
///
/// # Errors
/// `unavailable`.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    db.write(&(), now, store::delete_expired)
}

/// The CSRF token: derived from the session's token, so it needs no column, and does not disclose it.
fn csrf_token(token: &str) -> String {
    derived(token, "csrf")
}
