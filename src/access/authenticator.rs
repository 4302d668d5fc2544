//! The door: who presents a secret.

use std::sync::Arc;

use super::last_used::LastUsed;
use super::sessions::{self, Lasting, Session};
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

/// What a look-up finds.
type Found = Result<Option<FoundKey>>;

/// Recognises secrets. Requests that come with one key while it is being looked up wait for the next look-up, and are let
/// in by it together: each is answered by what the database says after it came.
#[derive(Clone)]
pub struct Authenticator {
    bootstrap: Option<BootstrapKey>,
    lasting: Lasting,
    places: Arc<[GroupCommit<Secret, Found>]>,
    uses: LastUsed,
}

impl Authenticator {
    /// A door that the environment's key opens too, if it sets one, and sessions for as long as they last.
    pub fn new(bootstrap: Option<BootstrapKey>, lasting: Lasting) -> Self {
        let places = (0..PLACES).map(|_| GroupCommit::of(MOST)).collect();
        Self { bootstrap, lasting, places, uses: LastUsed::default() }
    }

    /// When secrets were last used, to be written down now and then.
    pub fn uses(&self) -> &LastUsed {
        &self.uses
    }

    /// Who presents this secret.
    ///
    /// # Errors
    /// `unauthenticated` when it opens nothing: unknown, revoked or expired.
    pub async fn recognise(&self, db: &Db, clock: &Clock, secret: &str) -> Result<Authenticated> {
        let presented = digest(secret);
        if self.bootstrap.as_ref().is_some_and(|key| key.0 == presented) {
            let scope = Scope { actor: "bootstrap".to_owned(), ..Scope::operator() };
            return Ok(Authenticated { scope, version: None, session: None });
        }
        let key = self.look_up(db.clone(), *clock, presented).await?.filter(|key| key.opens(clock));
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
    /// Whether the key still opens, and this secret of its.
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
