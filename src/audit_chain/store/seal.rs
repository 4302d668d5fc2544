//! Unsealed events and new blocks. A background job seals: no request, so no scope.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::super::rules::{GENESIS, MOST, Seal, StoredEvent, block_head, event_digest};
use super::{event, event_columns};
use crate::db::schema::{audit_events, audit_sealed, audit_seals};
use crate::db::{Tx, WriteTx, bulk, insert, try_lock_sealing};
use crate::error::Result;

/// The highest id of a sealed event; 0 without one.
pub(in crate::audit_chain) fn last_sealed<S>(tx: &mut Tx<'_, S>) -> Result<i64> {
    let last = audit_sealed::table.order(audit_sealed::event_id.desc()).select(audit_sealed::event_id);
    Ok(last.first(tx.conn()).optional()?.unwrap_or(0))
}

/// The first unsealed events after an id. The condition appears twice, since PostgreSQL does not infer it for the
/// second table.
pub(in crate::audit_chain) fn unsealed<S>(tx: &mut Tx<'_, S>, after: i64, rows: i64) -> Result<Vec<StoredEvent>> {
    let sealed = audit_sealed::table
        .filter(audit_sealed::event_id.gt(after))
        .filter(audit_sealed::event_id.eq(audit_events::id));
    let rows = audit_events::table
        .filter(audit_events::id.gt(after))
        .filter(not(exists(sealed)))
        .order(audit_events::id)
        .limit(rows)
        .select(event_columns!())
        .load(tx.conn())?;
    Ok(rows.into_iter().map(event).collect())
}

/// The latest block.
pub(in crate::audit_chain) fn head<S>(tx: &mut Tx<'_, S>) -> Result<Option<(i64, String, NaiveDateTime)>> {
    let last = audit_seals::table.order(audit_seals::block.desc());
    Ok(last.select((audit_seals::block, audit_seals::head, audit_seals::sealed_at)).first(tx.conn()).optional()?)
}

/// When the first block was sealed.
pub(in crate::audit_chain) fn first_seal(tx: &mut Tx<'_, crate::access::Scope>) -> Result<Option<DateTime<Utc>>> {
    let first = audit_seals::table.order(audit_seals::block).select(audit_seals::sealed_at);
    let sealed_at: Option<NaiveDateTime> = first.first(tx.conn()).optional()?;
    Ok(sealed_at.map(|at| at.and_utc()))
}

/// The block with this head.
pub(in crate::audit_chain) fn block_of(tx: &mut Tx<'_, crate::access::Scope>, head: &str) -> Result<Option<i64>> {
    let block = audit_seals::table.filter(audit_seals::head.eq(head)).select(audit_seals::block);
    Ok(block.first(tx.conn()).optional()?)
}

/// Seals one block of events after an id, unless another process is sealing, and returns their ids in order.
pub(in crate::audit_chain) fn seal(tx: &mut WriteTx<'_, ()>, after: i64) -> Result<Vec<i64>> {
    if !try_lock_sealing(tx.conn())? {
        return Ok(Vec::new());
    }
    let events = unsealed(tx, after, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let (block, previous) = head(tx)?.map_or((1, GENESIS.to_owned()), |(block, head, _)| (block + 1, head));
    let entries: Vec<(i64, String)> = events.iter().map(|event| (event.id, event_digest(event))).collect();
    let sealed_at = tx.now();
    let head = block_head(&previous, block, sealed_at, entries.iter().map(|(_, digest)| digest.as_str()));
    let events = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    insert_block(tx, &Seal { block, events, previous, head, sealed_at }, &entries)?;
    Ok(entries.into_iter().map(|(id, _)| id).collect())
}

bulk! {
    /// The entry of an event in a block.
    struct EntryRow<'a> in EntryRows of "audit_sealed" {
        event_id: i64 as BigInt,
        block: i64 as BigInt,
        digest: &'a str as Text,
    }
}

fn insert_block(tx: &mut WriteTx<'_, ()>, seal: &Seal, entries: &[(i64, String)]) -> Result<()> {
    diesel::insert_into(audit_seals::table)
        .values((
            audit_seals::block.eq(seal.block),
            audit_seals::events.eq(seal.events),
            audit_seals::previous.eq(&seal.previous),
            audit_seals::head.eq(&seal.head),
            audit_seals::sealed_at.eq(seal.sealed_at),
        ))
        .execute(tx.conn())?;
    let rows: EntryRows<'_> =
        entries.iter().map(|(id, digest)| EntryRow { event_id: *id, block: seal.block, digest }).collect();
    insert(tx.conn(), &rows)
}
