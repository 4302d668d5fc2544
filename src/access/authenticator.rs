//! The door: who presents a secret.

use super::last_used::LastUsed;
use super::sessions::{self, Lasting, Session};
use super::store::FoundKey;
use super::token::digest;
use super::{Scope, store};
use crate::clock::Clock;
use crate::config::Secret;
use crate::db::{DataVersion, Db};
use crate::error::{AppError, ProblemCode, Result};

/// Who presented a secret, and what state the data were in then: known without a further query, but for the
/// environment's key, which is in no table.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// Who they are.
    pub scope: Scope,
    /// The data version.
    pub version: Option<DataVersion>,
    /// The session that they come with, if they come with one and not with a key.
    pub session: Option<Session>,
}

/// The digest of the administrator's key that the environment sets, if it sets one.
#[derive(Debug, Clone)]
pub struct BootstrapKey(Secret);

impl BootstrapKey {
    /// Keeps the digest of the key, not the key.
    pub fn new(key: &Secret) -> Self {
        Self(digest(key.expose()))
    }
}

/// Authenticates requests by API key or by session. A key is looked up in the database for each request, so that a
/// revocation holds from the next request on, in every process.
#[derive(Clone)]
pub struct Authenticator {
    bootstrap: Option<BootstrapKey>,
    lasting: Lasting,
    uses: LastUsed,
}

impl Authenticator {
    /// A door that the environment's key opens too, if it sets one, and sessions for as long as they last.
    pub fn new(bootstrap: Option<BootstrapKey>, lasting: Lasting) -> Self {
        Self { bootstrap, lasting, uses: LastUsed::default() }
    }

    /// When secrets were last used, to be written down now and then.
    pub fn uses(&self) -> &LastUsed {
        &self.uses
    }

    /// Who presents this secret.
    ///
    /// # Errors
    /// `unauthenticated` when it opens nothing: unknown, revoked or expired.
    pub fn recognise(&self, db: &Db, clock: &Clock, secret: &str) -> Result<Authenticated> {
        let presented = digest(secret);
        if self.bootstrap.as_ref().is_some_and(|key| key.0 == presented) {
            let scope = Scope { actor: "bootstrap".to_owned(), ..Scope::operator() };
            return Ok(Authenticated { scope, version: None, session: None });
        }
        let key = db.read(&(), clock.now(), |tx| store::find(tx, &presented))?.filter(|key| key.opens(clock));
        let key = key.ok_or_else(|| AppError::new(ProblemCode::Unauthenticated))?;
        self.uses.note(key.secret_id, key.id, clock.now());
        Ok(Authenticated { scope: key.scope, version: Some(key.version), session: None })
    }

    /// Who signed in under this token.
    ///
    /// # Errors
    /// `unauthenticated` when it lets nobody in: unknown, ended, idle for too long, too old, or the account is disabled.
    pub fn recognise_session(&self, db: &Db, clock: &Clock, token: &str) -> Result<Authenticated> {
        sessions::recognise(db, clock, self.lasting, token)
    }
}

impl FoundKey {
    /// Whether the key still opens, and this secret of its.
    fn opens(&self, clock: &Clock) -> bool {
        let is_good = self.expires_on.is_none_or(|last| clock.today() <= last);
        !self.revoked && is_good && self.ends_at.is_none_or(|end| clock.now().naive_utc() < end)
    }
}
