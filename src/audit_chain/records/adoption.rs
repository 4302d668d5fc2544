//! Records from before events sealed what they made: sealed once as they stand, page by page, in events that say so. A last
//! event names the kinds that are complete; from then on a record without an event is a fault, and so is sealing again.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::super::store::records as store;
use crate::access::{Scope, WriteTx};
use crate::audit::records::{self, BEFORE_ALL, KINDS, Kind, SealedRecord, StoredRecord, Which};
use crate::audit::{self, Event};
use crate::db::{Db, try_lock_sealing};
use crate::error::Result;

/// How many records one transaction seals: it holds the only writer of SQLite for some milliseconds.
const PAGE: i32 = 500;

/// How far a transaction came.
enum Progress {
    /// Another process is at it.
    Busy,
    /// There is more to seal.
    More,
    /// All is sealed.
    Done,
}

/// Seals older records for this long at most, and returns whether all are sealed.
///
/// # Errors
/// `unavailable`; what is sealed remains.
pub(in crate::audit_chain) fn adopt(db: &Db, scope: &Scope, now: DateTime<Utc>, time: Duration) -> Result<bool> {
    let begun = Instant::now();
    if db.read(scope, now, |tx| Ok(due(&store::complete(tx)?).is_empty()))? {
        return Ok(true);
    }
    while begun.elapsed() <= time {
        match db.write(scope, now, adopt_page)? {
            Progress::More => {}
            Progress::Busy => return Ok(false),
            Progress::Done => return Ok(true),
        }
    }
    Ok(false)
}

/// The kinds that are not complete.
fn due(complete: &store::Complete) -> Vec<&'static Kind> {
    KINDS.iter().copied().filter(|kind| !complete.contains_key(kind.name)).collect()
}

/// Seals one page of records, or says that all are sealed.
fn adopt_page(tx: &mut WriteTx<'_>) -> Result<Progress> {
    if !try_lock_sealing(tx.conn())? {
        return Ok(Progress::Busy);
    }
    let due = due(&store::complete(tx)?);
    let adopted = store::adopted(tx)?;
    for kind in &due {
        let (id, part, is_done) = adopted.get(kind.name).copied().unwrap_or((BEFORE_ALL.0, BEFORE_ALL.1, false));
        if is_done {
            continue;
        }
        let next = Which::After { id, part, most: PAGE };
        if records::read(tx.conn(), kind, &next)?.is_empty() {
            store::set_adopted(tx, kind.name, (id, part), true)?;
            continue;
        }
        // As they stand: nobody changes them meanwhile.
        records::lock(tx.conn(), kind)?;
        let page = records::read(tx.conn(), kind, &next)?;
        let last = page.last().map_or((id, part), |last| (last.id, last.part));
        seal_page(tx, kind, &page)?;
        store::set_adopted(tx, kind.name, last, false)?;
        return Ok(Progress::More);
    }
    if !due.is_empty() {
        note_complete(tx, &due)?;
    }
    Ok(Progress::Done)
}

/// Seals the records of a page of which no event speaks.
fn seal_page(tx: &mut WriteTx<'_>, kind: &'static Kind, page: &[StoredRecord]) -> Result<()> {
    let Some((first, last)) = page.first().zip(page.last()) else { return Ok(()) };
    let known = records::known(tx, kind.name, first.id, last.id)?;
    let unknown = page.iter().filter(|record| known.binary_search(&(record.id, record.part)).is_err());
    let sealed = unknown.map(|one| SealedRecord::new(kind, (one.id, one.part), one.person, &one.rows));
    let sealed: Vec<SealedRecord> = sealed.collect::<Result<_>>()?;
    if sealed.is_empty() {
        return Ok(());
    }
    let event = Event::new("seal_as_found", "records", 0).with("record", kind.name).with("records", sealed.len());
    audit::record(tx, &event.sealed(sealed).apart_from_totals())
}

/// Notes which kinds are complete; and once the data version, so that setting it back is found.
fn note_complete(tx: &mut WriteTx<'_>, kinds: &[&'static Kind]) -> Result<()> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let event = Event::new("seal_as_found", "records", 0).with("complete", names);
    audit::record(tx, &event.apart_from_totals())?;
    if store::found_data_version(tx)?.is_some() {
        return Ok(());
    }
    let version = store::data_version(tx)?;
    audit::record(tx, &Event::new("seal_as_found", "data_version", version).apart_from_totals())
}
