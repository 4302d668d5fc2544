//! Sealing new events.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::records::adopt;
use super::super::rules::MOST;
use super::super::{AuditHead, store};
use crate::access::{Caller, Permission};
use crate::db::Db;
use crate::error::Result;

/// How many ids before the highest sealed one [`Reach::Near`] covers. An event gets its id before its commit, so a
/// lower id may be committed after a higher one was sealed.
const NEAR: i64 = 5_000;

/// The part of the audit trail in which to look for unsealed events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The last ids: cheap, whatever the length of the audit trail.
    Near,
    /// The whole audit trail.
    Whole,
}

/// Seals unsealed events in blocks of at most [`MOST`], and returns how many. Writes nothing if there are none, and
/// does not wait for another process that is sealing.
///
/// # Errors
/// `unavailable` when the database cannot be reached; earlier blocks remain.
pub fn seal(db: &Db, now: DateTime<Utc>, reach: Reach) -> Result<usize> {
    let (mut after, is_any) = db.read(&(), now, |tx| {
        let after = match reach {
            Reach::Near => store::last_sealed(tx)?.saturating_sub(NEAR),
            Reach::Whole => 0,
        };
        Ok((after, !store::unsealed(tx, after, 1)?.is_empty()))
    })?;
    if !is_any {
        return Ok(0);
    }
    let mut sealed = 0;
    loop {
        let ids = db.write(&(), now, |tx| store::seal(tx, after))?;
        sealed += ids.len();
        match ids.last() {
            Some(last) if ids.len() == MOST => after = *last,
            _ => return Ok(sealed),
        }
    }
}

/// Seals records from before events sealed what they made, as they stand, for this long at most. Returns whether all are
/// sealed.
///
/// # Errors
/// `unavailable`; what is sealed remains.
pub fn seal_as_found<P: Permission>(db: &Db, caller: &Caller<P>, time: Duration) -> Result<bool> {
    adopt(db, caller.scope(), caller.now(), time)
}

/// The latest block, if there is one.
///
/// # Errors
/// `unavailable`.
pub fn head<P: Permission>(caller: &Caller<P>) -> Result<Option<AuditHead>> {
    let latest = caller.read(store::head)?;
    Ok(latest.map(|(block, head, sealed_at)| AuditHead { block, head, sealed_at: sealed_at.and_utc() }))
}
