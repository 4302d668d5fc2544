//! Authentication: turns an API key's secret or a session's token into a scope. `http::authenticate` calls it for every
//! request that needs one.

use std::sync::Arc;

use super::last_used::LastUsed;
use super::sessions::{self, Session, SessionLifetime};
use super::store::FoundKey;
use super::token::digest;
use super::{Scope, store};
use crate::clock::Clock;
use crate::config::Secret;
use crate::db::{DataVersion, Db};
use crate::error::{AppError, ProblemCode, Result};
use crate::group_commit::GroupCommit;

/// At how many places keys are looked up at once, each key always at the same.
const PLACES: usize = 16;

/// How many requests are let in by one look-up at most.
const MOST: usize = 64;

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

/// What a look-up finds.
type Found = Result<Option<FoundKey>>;

/// Recognises secrets. Requests that come with one key while it is being looked up wait for the next look-up, and are
/// let in by it at once: each is answered by what the database says after it came.
#[derive(Clone)]
pub struct Authenticator {
    bootstrap: Option<BootstrapKey>,
    lasting: SessionLifetime,
    places: Arc<[GroupCommit<Secret, Found>]>,
    uses: LastUsed,
}

impl Authenticator {
    /// Accepts keys, sessions for their lifetime and, if there is one, the environment's key.
    pub fn new(bootstrap: Option<BootstrapKey>, lasting: SessionLifetime) -> Self {
        let places = (0..PLACES).map(|_| GroupCommit::of(MOST)).collect();
        Self { bootstrap, lasting, places, uses: LastUsed::default() }
    }

    /// The times at which secrets were last used, which a background job writes.
    pub fn last_used(&self) -> &LastUsed {
        &self.uses
    }

    /// Authenticates an API key by its secret.
    ///
    /// # Errors
    /// `unauthenticated` when the secret is unknown or has ended, or its key is revoked or expired.
    pub async fn authenticate_key(&self, db: &Db, clock: &Clock, secret: &str) -> Result<Authenticated> {
        let presented = digest(secret);
        if self.bootstrap.as_ref().is_some_and(|key| key.0 == presented) {
            let scope = Scope { actor: "bootstrap".to_owned(), ..Scope::operator() };
            return Ok(Authenticated { scope, version: None, session: None });
        }
        let key = self.look_up(db.clone(), *clock, presented).await?.filter(|key| key.opens(clock));
        let key = key.ok_or_else(|| AppError::new(ProblemCode::Unauthenticated))?;
        self.uses.record(key.secret_id, key.id, clock.now());
        Ok(Authenticated { scope: key.scope, version: Some(key.version), session: None })
    }

    /// Authenticates a session by its token.
    ///
    /// # Errors
    /// `unauthenticated` when the session is unknown, has ended or expired, or its account is disabled.
    pub fn authenticate_session(&self, db: &Db, clock: &Clock, token: &str) -> Result<Authenticated> {
        sessions::authenticate(db, clock, self.lasting, token)
    }

    async fn look_up(&self, db: Db, clock: Clock, presented: Secret) -> Found {
        let lost = || AppError::internal(anyhow::anyhow!("a key was not looked up"));
        let first_digit = presented.expose().chars().next().and_then(|digit| digit.to_digit(16)).unwrap_or(0);
        let place = usize::try_from(first_digit).ok().and_then(|place| self.places.get(place)).ok_or_else(lost)?;
        let same_key = |taken: &[Secret], next: &Secret| taken.first() == Some(next);
        let find = move |all: Vec<Secret>, _turn: &mut Option<_>| {
            let Some(presented) = all.first() else { return Vec::new() };
            let found = db.read(&(), clock.now(), |tx| store::find(tx, presented));
            for_everybody(found, all.len())
        };
        let outcome = place.bring(presented, same_key, find).await;
        outcome.unwrap_or_else(|| Err(lost()))
    }
}

impl FoundKey {
    /// Whether the key and the presented secret are valid now.
    fn opens(&self, clock: &Clock) -> bool {
        let is_good = self.expires_on.is_none_or(|last| clock.today() <= last);
        !self.revoked && is_good && self.ends_at.is_none_or(|end| clock.now().naive_utc() < end)
    }
}

/// What was found once, for each of those that asked for it.
fn for_everybody(found: Found, askers: usize) -> Vec<Found> {
    let others = askers.saturating_sub(1);
    let mut all: Vec<Found> = match &found {
        Ok(key) => (0..others).map(|_| Ok(key.clone())).collect(),
        Err(error) => (0..others).map(|_| Err(AppError::new(error.code))).collect(),
    };
    all.push(found);
    all
}
