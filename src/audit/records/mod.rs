//! Records: what an event made, as digests of rows of the tables, so that the sealed trail vouches for the figures.

mod form;
mod kinds;
mod store;

pub use self::form::{Made, Row, SealedRecord, digest, has_personal, moment, personal_digest};
pub use self::kinds::*;
pub use self::store::{
    StoredDigest, StoredRecord, Which, erase_secrets, insert, known, lock, of_events_after, of_kind_after, read,
};
use crate::db::{AnyConn, KeyList};
use crate::error::Result;

/// Where a walk through records begins: before every number and part, also those that the program never gives.
pub const BEFORE_ALL: (i64, i64) = (i64::MIN + 1, i64::MIN + 1);

/// Seals records of a kind as they now stand; a number without a record is one that is gone.
///
/// # Errors
/// `unavailable`.
pub fn seal(conn: &mut AnyConn, kind: &'static Kind, ids: &[i64]) -> Result<Vec<SealedRecord>> {
    let stored = read(conn, kind, &Which::Ids(KeyList::numbers(ids.iter().copied())))?;
    let gone = ids.iter().filter(|id| stored.binary_search_by_key(*id, |record| record.id).is_err());
    let gone: Vec<SealedRecord> = gone.map(|id| SealedRecord::gone(kind, *id)).collect();
    let sealed =
        stored.iter().map(|record| SealedRecord::new(kind, (record.id, record.part), record.person, &record.rows));
    sealed.chain(gone.into_iter().map(Ok)).collect()
}

/// Records of one kind, by their numbers.
pub type RecordsOfKind = (&'static Kind, Vec<i64>);

/// All records about these people, but for their hours.
///
/// # Errors
/// `unavailable`.
pub fn of_people(conn: &mut AnyConn, people: &[i64]) -> Result<Vec<RecordsOfKind>> {
    let mut found = Vec::new();
    for kind in KINDS.iter().filter(|kind| !kind.is_of_hours()) {
        let ids = store::ids_of_people(conn, kind, people)?;
        found.push((*kind, ids));
    }
    Ok(found)
}

/// The digest of what an event made; the records are in the order of their keys.
pub fn made_of(records: &[SealedRecord]) -> String {
    let mut made = Made::default();
    records.iter().for_each(|record| made.add(record));
    made.end()
}
