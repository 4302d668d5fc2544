//! Sealing what is not sealed yet.

use chrono::{DateTime, Utc};

use super::super::rules::MOST;
use super::super::{AuditHead, store};
use crate::access::{Caller, Permission};
use crate::db::Db;
use crate::error::Result;

/// How far behind the highest sealed id is looked each second. An event gets its id before its transaction ends, so one
/// of a lower id may be kept later; not so late, as a rule, that five thousand others are kept meanwhile; the whole look finds the rest.
const NEAR: i64 = 5_000;

/// How far is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// At what can be unsealed as a rule: cheap, whatever the length of the trail.
    Near,
    /// At the whole trail.
    Whole,
}

/// Seals the events that are not sealed, in blocks of a thousand at most, and says how many. Nothing is written where
/// nothing waits, and nothing is waited for where another process is sealing.
///
/// # Errors
/// `unavailable` when the database is out of reach; what was sealed until then stays so.
pub fn seal(db: &Db, now: DateTime<Utc>, reach: Reach) -> Result<usize> {
    let (mut behind, waits) = db.read(&(), now, |tx| {
        let behind = match reach {
            Reach::Near => store::last_sealed(tx)?.saturating_sub(NEAR),
            Reach::Whole => 0,
        };
        Ok((behind, !store::unsealed(tx, behind, 1)?.is_empty()))
    })?;
    if !waits {
        return Ok(0);
    }
    let mut sealed = 0;
    loop {
        let ids = db.write(&(), now, |tx| store::seal(tx, behind))?;
        sealed += ids.len();
        match ids.last() {
            Some(last) if ids.len() == MOST => behind = *last,
            _ => return Ok(sealed),
        }
    }
}

/// The latest block, if any event is sealed.
///
/// # Errors
/// `unavailable`.
pub fn head<P: Permission>(caller: &Caller<P>) -> Result<Option<AuditHead>> {
    let found = caller.read(store::head)?;
    Ok(found.map(|(block, head, sealed_at)| AuditHead { block, head, sealed_at: sealed_at.and_utc() }))
}
