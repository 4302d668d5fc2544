//! Listing and purging the read log.

use chrono::{DateTime, Months, NaiveDateTime, Utc};

use super::{FileRead, ReadFilter, store};
use crate::access::{Caller, ReadRegister};
use crate::db::Db;
use crate::error::Result;

/// For how many months reads are stored.
const KEPT: Months = Months::new(12);

/// Reads in the order of their ids, after an id.
///
/// # Errors
/// `forbidden` for an administrator who does not see every sector: the log covers people of all.
pub fn list(caller: &Caller<ReadRegister>, filter: &ReadFilter, after: i64, rows: i64) -> Result<Vec<FileRead>> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::list(tx, filter, store::Walk::After(after), rows))
}

/// Reads in the order of their ids, the latest first, before an id if there is one.
///
/// # Errors
/// Those of [`list`].
pub fn latest(
    caller: &Caller<ReadRegister>,
    filter: &ReadFilter,
    before: Option<i64>,
    rows: i64,
) -> Result<Vec<FileRead>> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::list(tx, filter, store::Walk::Before(before.unwrap_or(i64::MAX)), rows))
}

/// Deletes reads older than a year, a bounded number in each transaction, and returns how many.
///
/// # Errors
/// `unavailable` when the database cannot be reached; earlier deletions remain.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let oldest = now.checked_sub_months(KEPT).map_or(NaiveDateTime::MIN, |oldest| oldest.naive_utc());
    let mut purged = 0;
    loop {
        match db.write(&(), now, |tx| store::delete_some_before(tx, oldest))? {
            0 => return Ok(purged),
            some => purged += some,
        }
    }
}
