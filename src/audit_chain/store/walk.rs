//! The chain from its start, page by page.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::rules::{Seal, StoredEvent};
use super::{EventRow, event, event_columns};
use crate::access::Tx;
use crate::db::schema::{audit_events, audit_personal, audit_sealed, audit_seals};
use crate::error::Result;

/// A place in a block, with the event and what stands beside it in clear, as far as they are there.
pub(in crate::audit_chain) struct Found {
    pub block: i64,
    pub event_id: i64,
    pub digest: String,
    pub event: Option<StoredEvent>,
    /// The secret and the content.
    pub personal: Option<(String, String)>,
}

/// The next blocks.
pub(in crate::audit_chain) fn seals_behind(tx: &mut Tx<'_>, block: i64, rows: i64) -> Result<Vec<Seal>> {
    type Row = (i64, i64, String, String, NaiveDateTime);
    let rows: Vec<Row> = audit_seals::table
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

/// The next places, in the order of blocks and of ids within one.
pub(in crate::audit_chain) fn sealed_behind(
    tx: &mut Tx<'_>,
    block: i64,
    event_id: i64,
    rows: i64,
) -> Result<Vec<Found>> {
    type Row = (i64, i64, String, Option<EventRow>, Option<(String, String)>);
    let rows: Vec<Row> = audit_sealed::table
        .left_join(audit_events::table.on(audit_events::id.eq(audit_sealed::event_id)))
        .left_join(audit_personal::table.on(audit_personal::event_id.eq(audit_sealed::event_id)))
        // The first condition is one that an index takes; a block has a bounded number of places.
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
    let found = |(block, event_id, digest, row, personal): Row| Found {
        block,
        event_id,
        digest,
        event: row.map(event),
        personal,
    };
    Ok(rows.into_iter().map(found).collect())
}

macro_rules! not_sealed {
    () => {
        audit_events::table.filter(not(exists(audit_sealed::table.filter(audit_sealed::event_id.eq(audit_events::id)))))
    };
}

/// How many events are not sealed.
pub(in crate::audit_chain) fn unsealed_count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(not_sealed!().count().get_result(tx.conn())?)
}

/// How many of them are older than a moment.
pub(in crate::audit_chain) fn waiting_count(tx: &mut Tx<'_>, since: NaiveDateTime) -> Result<i64> {
    Ok(not_sealed!().filter(audit_events::at.lt(since)).count().get_result(tx.conn())?)
}

/// The first of those.
pub(in crate::audit_chain) fn waiting(tx: &mut Tx<'_>, since: NaiveDateTime, rows: i64) -> Result<Vec<i64>> {
    let waiting = not_sealed!().filter(audit_events::at.lt(since)).order(audit_events::id).limit(rows);
    Ok(waiting.select(audit_events::id).load(tx.conn())?)
}
