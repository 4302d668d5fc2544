//! Authentication: turns an API key's secret or a session's token into a scope. `http::authenticate` calls it for every
//! request that needs one.

use std::sync::Arc;

use super::last_used::LastUsed;
use super::sessions::{self, Session, SessionLifetime};
use super::store::FoundKey;
use super::token::digest;
use super::{Scope, store};
use crate::clock::Clock;
use crate::config::{House, Secret};
use crate::db::{DataVersion, Db};
use crate::error::{AppError, ProblemCode, Result};

/// The result of a successful authentication.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The caller's scope.
    pub scope: Scope,
    /// The data version, read by the same statement; none for the environment's key, which needs no query.
    pub version: Option<DataVersion>,
    /// The session; none for a key.
    pub session: Option<Session>,
}

/// The digest of the administrator's key from the environment (`CLAUSES_BOOTSTRAP_KEY`).
#[derive(Debug, Clone)]
pub struct BootstrapKey(Secret);

impl BootstrapKey {
    /// Stores the digest of the key, not the key.
    pub fn new(key: &Secret) -> Self {
        Self(digest(key.expose()))
    }
}

/// Authenticates requests by API key or by session. Every request looks its key or session up, so that a revocation holds
/// from the next request on, in every process.
#[derive(Clone)]
pub struct Authenticator {
    house: Arc<House>,
    bootstrap: Option<BootstrapKey>,
    session_lifetime: SessionLifetime,
    last_used: LastUsed,
}

impl Authenticator {
    /// Accepts keys, sessions for their lifetime and, if there is one, the environment's key.
    pub fn new(house: Arc<House>, bootstrap: Option<BootstrapKey>, session_lifetime: SessionLifetime) -> Self {
        Self { house, bootstrap, session_lifetime, last_used: LastUsed::default() }
    }

    /// The times at which secrets were last used, which a background job writes.
    pub fn last_used(&self) -> &LastUsed {
        &self.last_used
    }

    /// Authenticates an API key by its secret.
    ///
    /// # Errors
    /// `unauthenticated` when the secret is unknown or has ended, or its key is revoked or expired.
    pub fn authenticate_key(&self, db: &Db, clock: &Clock, secret: &str) -> Result<Authenticated> {
        let presented = digest(secret);
        if self.bootstrap.as_ref().is_some_and(|key| key.0 == presented) {
            let scope = Scope { actor: "bootstrap".to_owned(), ..Scope::operator(&self.house) };
            return Ok(Authenticated { scope, version: None, session: None });
        }
        let key =
            db.read(&(), clock.now(), |tx| store::find(tx, &self.house, &presented))?.filter(|key| key.opens(clock));
        let key = key.ok_or_else(|| AppError::new(ProblemCode::Unauthenticated))?;
        self.last_used.record(key.secret_id, key.id, clock.now());
        Ok(Authenticated { scope: key.scope, version: Some(key.version), session: None })
    }

    /// Authenticates a session by its token.
    ///
    /// # Errors
    /// `unauthenticated` when the session is unknown, has ended or expired, or its account is disabled.
    pub fn authenticate_session(&self, db: &Db, clock: &Clock, token: &str) -> Result<Authenticated> {
        sessions::authenticate((db, clock), &self.house, self.session_lifetime, token)
    }
}

impl FoundKey {
    /// Whether the key and the presented secret are valid now.
    pub(super) fn opens(&self, clock: &Clock) -> bool {
        let is_good = self.expires_on.is_none_or(|last| clock.today() <= last);
        !self.revoked && is_good && self.ends_at.is_none_or(|end| clock.now().naive_utc() < end)
    }
}
