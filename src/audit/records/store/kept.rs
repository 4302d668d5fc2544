//! What is kept of records beside their events.

use std::borrow::Cow;

use diesel::prelude::*;

use super::SealedRecord;
use crate::access::Tx;
use crate::db::schema::audit_records;
use crate::error::{AppError, Result};

/// What an event says of a record.
#[derive(Debug, Clone)]
pub struct StoredDigest {
    /// The event.
    pub event: i64,
    /// What it says.
    pub record: SealedRecord,
}

type DigestTuple = (String, i64, i64, i64, Option<i64>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

macro_rules! columns {
    () => {
        (
            audit_records::record,
            audit_records::record_id,
            audit_records::part,
            audit_records::event_id,
            audit_records::candidate_id,
            audit_records::digest,
            audit_records::personal,
            audit_records::secret,
        )
    };
}

fn stored((record, id, part, event, person, digest, personal, secret): DigestTuple) -> Result<StoredDigest> {
    let digest = digest.map(fixed).transpose()?;
    let (personal, secret) = (personal.map(fixed).transpose()?, secret.map(fixed).transpose()?);
    let record = SealedRecord { record: Cow::Owned(record), id, part, person, digest, personal, secret };
    Ok(StoredDigest { event, record })
}

/// The tables check the lengths.
fn fixed<const LENGTH: usize>(bytes: Vec<u8>) -> Result<[u8; LENGTH]> {
    bytes.try_into().map_err(|_| AppError::internal(anyhow::anyhow!("a digest has another length")))
}

/// The digests of a kind after a record, part and event, in their order.
///
/// # Errors
/// `unavailable`.
pub fn of_kind_after(
    tx: &mut Tx<'_>,
    kind: &str,
    (id, part, event): (i64, i64, i64),
    rows: i64,
) -> Result<Vec<StoredDigest>> {
    let same = audit_records::record_id.eq(id);
    let found: Vec<DigestTuple> = audit_records::table
        .filter(audit_records::record.eq(kind))
        // The index serves the first condition; few rows are of one record.
        .filter(audit_records::record_id.ge(id))
        .filter(
            audit_records::record_id
                .gt(id)
                .or(same.and(audit_records::part.gt(part)))
                .or(same.and(audit_records::part.eq(part)).and(audit_records::event_id.gt(event))),
        )
        .order((audit_records::record_id, audit_records::part, audit_records::event_id))
        .limit(rows)
        .select(columns!())
        .load(tx.conn())?;
    found.into_iter().map(stored).collect()
}

/// The digests of events, in the order of the events and of their keys, after one of them.
///
/// # Errors
/// `unavailable`.
pub fn of_events_after(tx: &mut Tx<'_>, event: i64, skipped: i64, rows: i64) -> Result<Vec<StoredDigest>> {
    let found: Vec<DigestTuple> = audit_records::table
        .filter(audit_records::event_id.ge(event))
        .order((audit_records::event_id, audit_records::record, audit_records::record_id, audit_records::part))
        .offset(skipped)
        .limit(rows)
        .select(columns!())
        .load(tx.conn())?;
    found.into_iter().map(stored).collect()
}

/// The records of a kind that events speak of already, among these numbers and parts.
///
/// # Errors
/// `unavailable`.
pub fn known(tx: &mut Tx<'_>, kind: &str, first: i64, last: i64) -> Result<Vec<(i64, i64)>> {
    let of_kind = audit_records::table
        .filter(audit_records::record.eq(kind))
        .filter(audit_records::record_id.between(first, last))
        .order((audit_records::record_id, audit_records::part))
        .select((audit_records::record_id, audit_records::part))
        .distinct();
    Ok(of_kind.load(tx.conn())?)
}
