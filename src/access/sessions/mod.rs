//! Sessions: people who have signed in. A random token in their cookie lets them in until it is idle for too long, too old,
//! or ended; only its digest is stored, and every request asks the database whether it still holds.

mod store;

use chrono::{DateTime, TimeDelta, Utc};

use super::token::{derived, digest_of, random_token};
use super::{Authenticated, Scope, WriteTx};
use crate::clock::Clock;
use crate::config::{Accounts, Secret};
use crate::db::Db;
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{SessionId, UserId};

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct Lasting {
    idle: TimeDelta,
    longest: TimeDelta,
}

impl Lasting {
    /// As it is set.
    pub fn of(accounts: &Accounts) -> Self {
        let delta = |time| TimeDelta::from_std(time).unwrap_or(TimeDelta::hours(1));
        Self { idle: delta(accounts.idle), longest: delta(accounts.longest) }
    }
}

/// The session that a request comes with.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When they signed in.
    pub started_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// What every change has to come with, so that no other site can ask for one.
    pub csrf_token: String,
}

/// A session just begun: the only moment its token is known.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What the cookie holds.
    pub token: Secret,
    /// The session.
    pub session: Session,
}

/// Whose session a token is of. What was found tells when it was last seen; that is written anew only once a twelfth of
/// the idle time has gone by, so that reading does not write.
///
/// # Errors
/// `unauthenticated` when it lets nobody in: unknown, ended, idle for too long, too old.
pub(super) fn recognise(db: &Db, clock: &Clock, lasting: Lasting, token: &str) -> Result<Authenticated> {
    let now = clock.now();
    let found = db.read(&(), now, |tx| store::find(tx, &digest_of(token)))?;
    let found = found.filter(|found| {
        let last = (found.seen_at + lasting.idle).min(found.expires_at.naive_utc());
        now.naive_utc() < last
    });
    let found = found.ok_or(AppError::new(ProblemCode::Unauthenticated))?;
    if now.naive_utc() - found.seen_at > lasting.idle / 12 {
        // Whoever may read is answered, even while nobody can write.
        if let Err(error) = db.write(&(), now, |tx| store::touch(tx, found.id, found.seen_at)) {
            tracing::warn!(code = error.code.as_str(), "a session was not renewed");
        }
    }
    let session = Session {
        id: found.id,
        user: found.user,
        started_at: found.started_at,
        expires_at: found.expires_at,
        csrf_token: csrf_token(token),
    };
    Ok(Authenticated { scope: found.scope, version: Some(found.version), session: Some(session) })
}

/// Begins a session of somebody who has proved who they are.
///
/// # Errors
/// `unavailable`.
pub fn begin(tx: &mut WriteTx<'_>, user: UserId, lasting: Lasting) -> Result<Begun> {
    let token = random_token()?;
    let (started_at, expires_at) = (tx.now(), tx.now() + lasting.longest);
    let id = store::insert(tx, user, &digest_of(token.expose()), expires_at)?;
    let csrf_token = csrf_token(token.expose());
    let (started_at, expires_at) = (started_at.and_utc(), expires_at.and_utc());
    Ok(Begun { token, session: Session { id, user, started_at, expires_at, csrf_token } })
}

/// Ends one session.
///
/// # Errors
/// `unavailable`.
pub fn end(tx: &mut WriteTx<'_>, id: SessionId) -> Result<()> {
    store::delete(tx, id)
}

/// Ends the session of this token, whoever's it was, if there is one: their browser has another now.
///
/// # Errors
/// `unavailable`.
pub fn end_shown(tx: &mut WriteTx<'_>, token: &Secret) -> Result<Option<SessionId>> {
    let shown = store::id_of(tx, &digest_of(token.expose()))?;
    shown.into_iter().try_for_each(|id| store::delete(tx, id))?;
    Ok(shown)
}

/// Ends all of somebody's sessions, but for the one given, and says how many there were.
///
/// # Errors
/// `unavailable`.
pub fn end_all(tx: &mut WriteTx<'_>, user: UserId, but: Option<SessionId>) -> Result<usize> {
    store::delete_all(tx, user, but)
}

/// Forgets the sessions that have ended by themselves.
///
/// # Errors
/// `unavailable`.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    db.write(&(), now, store::delete_expired)
}

/// Another text for the same session, which pages and programs may read.
fn csrf_token(token: &str) -> String {
    derived(token, "csrf")
}

/// Who somebody is, once they have proved it.
///
/// # Errors
/// `not_found`, `unavailable`.
pub fn scope_of(db: &Db, now: DateTime<Utc>, user: UserId) -> Result<Scope> {
    db.read(&(), now, |tx| store::scope_of(tx, user))
}
