//! Write-behind of the times at which API keys' secrets were last used: the authenticator records them in memory, a
//! background job writes them in groups, so that authentication commits nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};

use super::store::record_last_used;
use crate::db::Db;
use crate::error::Result;
use crate::values::ApiKeyId;

/// How often the times are written.
pub const PACE: Duration = Duration::from_secs(30);

/// The secrets used since the last write, by their ids: at most as many as exist.
#[derive(Debug, Clone, Default)]
pub struct LastUsed(Arc<Mutex<BTreeMap<i64, (ApiKeyId, NaiveDateTime)>>>);

impl LastUsed {
    /// Records that a secret of a key authenticated a request.
    pub(super) fn record(&self, secret: i64, key: ApiKeyId, now: DateTime<Utc>) {
        // Both engines store microseconds.
        self.pending().insert(secret, (key, now.naive_utc().trunc_subsecs(6)));
    }

    /// Writes the recorded times. Those that cannot be written remain for the next call.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn write_down(&self, db: &Db, now: DateTime<Utc>) -> Result<()> {
        let taken = std::mem::take(&mut *self.pending());
        if taken.is_empty() {
            return Ok(());
        }
        db.write(&(), now, |tx| record_last_used(tx, &taken)).inspect_err(|_| {
            let mut pending = self.pending();
            for (secret, used) in taken.clone() {
                pending.entry(secret).or_insert(used);
            }
        })
    }

    /// A poisoned lock is usable: no code panics between two related changes.
    fn pending(&self) -> MutexGuard<'_, BTreeMap<i64, (ApiKeyId, NaiveDateTime)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
