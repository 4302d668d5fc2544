//! Queries of the verification, page by page.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::rules::{Seal, StoredEvent};
use super::{EventRow, event, event_columns};
use crate::access::Tx;
use crate::db::schema::{audit_events, audit_personal, audit_sealed, audit_seals};
use crate::error::Result;

/// The entry of an event in a block, with the event and its personal values, as far as they exist.
pub(in crate::audit_chain) struct SealedRow {
    pub block: i64,
    pub event_id: i64,
    pub digest: String,
    pub event: Option<StoredEvent>,
    /// The digests' secret and the values as JSON.
    pub personal: Option<(String, String)>,
}

/// Blocks in order, after a block.
pub(in crate::audit_chain) fn seals_after(tx: &mut Tx<'_>, block: i64, rows: i64) -> Result<Vec<Seal>> {
    type SealRow = (i64, i64, String, String, NaiveDateTime);
    let rows: Vec<SealRow> = audit_seals::table
        .filter(audit_seals::block.gt(block))
        .order(audit_seals::block)
        .limit(rows)
        .select((
            audit_seals::block,
            audit_seals::events,
            audit_seals::previous,
            audit_seals::head,
            audit_seals::sealed_at,
        ))
        .load(tx.conn())?;
    let seal = |(block, events, previous, head, sealed_at)| Seal { block, events, previous, head, sealed_at };
    Ok(rows.into_iter().map(seal).collect())
}

/// Entries in the order of blocks and event ids, after an entry.
pub(in crate::audit_chain) fn sealed_after(
    tx: &mut Tx<'_>,
    block: i64,
    event_id: i64,
    rows: i64,
) -> Result<Vec<SealedRow>> {
    type JoinedRow = (i64, i64, String, Option<EventRow>, Option<(String, String)>);
    let rows: Vec<JoinedRow> = audit_sealed::table
        .left_join(audit_events::table.on(audit_events::id.eq(audit_sealed::event_id)))
        .left_join(audit_personal::table.on(audit_personal::event_id.eq(audit_sealed::event_id)))
        // The index serves the first condition; a block has a bounded number of entries.
        .filter(audit_sealed::block.ge(block))
        .filter(audit_sealed::block.gt(block).or(audit_sealed::event_id.gt(event_id)))
        .order((audit_sealed::block, audit_sealed::event_id))
        .limit(rows)
        .select((
            audit_sealed::block,
            audit_sealed::event_id,
            audit_sealed::digest,
            event_columns!().nullable(),
            (audit_personal::secret, audit_personal::content).nullable(),
        ))
        .load(tx.conn())?;
    let sealed_row = |(block, event_id, digest, row, personal): JoinedRow| SealedRow {
        block,
        event_id,
        digest,
        event: row.map(event),
        personal,
    };
    Ok(rows.into_iter().map(sealed_row).collect())
}

macro_rules! not_sealed {
    () => {
        audit_events::table.filter(not(exists(audit_sealed::table.filter(audit_sealed::event_id.eq(audit_events::id)))))
    };
}

/// The number of unsealed events.
pub(in crate::audit_chain) fn unsealed_count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(not_sealed!().count().get_result(tx.conn())?)
}

/// The number of unsealed events from before a time.
pub(in crate::audit_chain) fn waiting_count(tx: &mut Tx<'_>, since: NaiveDateTime) -> Result<i64> {
    Ok(not_sealed!().filter(audit_events::at.lt(since)).count().get_result(tx.conn())?)
}

/// The ids of the first unsealed events from before a time.
pub(in crate::audit_chain) fn waiting(tx: &mut Tx<'_>, since: NaiveDateTime, rows: i64) -> Result<Vec<i64>> {
    let waiting = not_sealed!().filter(audit_events::at.lt(since)).order(audit_events::id).limit(rows);
    Ok(waiting.select(audit_events::id).load(tx.conn())?)
}
