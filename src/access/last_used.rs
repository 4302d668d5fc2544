//! When secrets were last used: kept in mind, and written down in groups, never a commit for each request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};

use super::store::note_uses;
use crate::db::Db;
use crate::error::Result;
use crate::values::ApiKeyId;

/// How often they are written down.
pub const PACE: Duration = Duration::from_secs(30);

/// The secrets used since they were last written down, by their ids: no more of them than there are.
#[derive(Debug, Clone, Default)]
pub struct LastUsed(Arc<Mutex<BTreeMap<i64, (ApiKeyId, NaiveDateTime)>>>);

impl LastUsed {
    /// Notes that a secret of a key let somebody in.
    pub(super) fn note(&self, secret: i64, key: ApiKeyId, now: DateTime<Utc>) {
        // As exact as both engines keep it.
        self.known().insert(secret, (key, now.naive_utc().trunc_subsecs(6)));
    }

    /// Writes down what was noted. What cannot be written is kept for the next time.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn write_down(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let noted = std::mem::take(&mut *self.known());
        if noted.is_empty() {
            return Ok(());
        }
        db.write(&(), now, |tx| note_uses(tx, &noted)).inspect_err(|_| {
            let mut known = self.known();
            for (secret, used) in noted.clone() {
                known.entry(secret).or_insert(used);
            }
        })
    }

    /// What a panic left behind is as good as before: nothing is half done while the lock is held.
    fn known(&self) -> MutexGuard<'_, BTreeMap<i64, (ApiKeyId, NaiveDateTime)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
