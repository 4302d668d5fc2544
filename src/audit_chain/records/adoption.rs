//! Records from before events sealed what they made: sealed once as they stand, page by page, in events that say so.

use std::time::{Duration, Instant};

use super::super::store::records as store;
use crate::access::{Scope, WriteTx};
use crate::audit::records::{self, KINDS, Kind, SealedRecord, Which};
use crate::audit::{self, Event};
use crate::db::Db;
use crate::error::Result;

/// How many records one transaction seals: it holds the only writer of SQLite for some milliseconds.
const PAGE: i32 = 500;

/// Seals older records for this long at most, and returns whether all are sealed.
///
/// # Errors
/// `unavailable`; what is sealed remains.
pub(in crate::audit_chain) fn adopt(
    db: &Db,
    scope: &Scope,
    now: chrono::DateTime<chrono::Utc>,
    time: Duration,
) -> Result<bool> {
    let begun = Instant::now();
    let adopted = db.read(scope, now, store::adopted)?;
    let is_done = |kind: &Kind| adopted.get(kind.name).is_some_and(|(_, _, is_done)| *is_done);
    for kind in KINDS.iter().filter(|kind| !is_done(kind)) {
        let (mut after, mut is_done) =
            adopted.get(kind.name).map_or(((0, 0), false), |(id, part, _)| ((*id, *part), false));
        while !is_done {
            if begun.elapsed() > time {
                return Ok(false);
            }
            (after, is_done) = db.write(scope, now, |tx| adopt_page(tx, kind, after))?;
        }
    }
    db.write(scope, now, note_data_version)?;
    Ok(true)
}

/// Notes the data version once all records are sealed, so that it cannot be set back unseen.
fn note_data_version(tx: &mut WriteTx<'_>) -> Result<()> {
    if store::found_data_version(tx)?.is_some() {
        return Ok(());
    }
    let version = store::data_version(tx)?;
    audit::record(tx, &Event::new("seal_as_found", "data_version", version).apart_from_totals())
}

/// Seals the next records of a kind that no event speaks of, and returns the last one and whether there are no others.
fn adopt_page(tx: &mut WriteTx<'_>, kind: &'static Kind, (id, part): (i64, i64)) -> Result<((i64, i64), bool)> {
    records::lock(tx.conn(), kind)?;
    let page = records::read(tx.conn(), kind, &Which::After { id, part, most: PAGE })?;
    let Some((first, last)) = page.first().zip(page.last()) else {
        store::set_adopted(tx, kind.name, (id, part), true)?;
        return Ok(((id, part), true));
    };
    let known = records::known(tx, kind.name, first.id, last.id)?;
    let last = (last.id, last.part);
    let unknown = page.iter().filter(|record| known.binary_search(&(record.id, record.part)).is_err());
    let sealed = unknown.map(|one| SealedRecord::new(kind, (one.id, one.part), one.person, &one.rows));
    let sealed: Vec<SealedRecord> = sealed.collect::<Result<_>>()?;
    if !sealed.is_empty() {
        let event = Event::new("seal_as_found", "records", 0).with("record", kind.name).with("records", sealed.len());
        audit::record(tx, &event.sealed(sealed).apart_from_totals())?;
    }
    store::set_adopted(tx, kind.name, last, false)?;
    Ok((last, false))
}
