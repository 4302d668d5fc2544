//! Sealing: what is not sealed yet, and a block more. Nobody's request, so it has no scope.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::super::rules::GENESIS;
use super::super::rules::{MOST, Seal, StoredEvent, block_head, event_digest};
use super::{event, event_columns};
use crate::db::schema::{audit_events, audit_sealed, audit_seals};
use crate::db::{Tx, WriteTx, bulk, insert, try_lock_sealing};
use crate::error::Result;

/// The highest id that is sealed; 0 if none is.
pub(in crate::audit_chain) fn last_sealed<S>(tx: &mut Tx<'_, S>) -> Result<i64> {
    let last = audit_sealed::table.order(audit_sealed::event_id.desc()).select(audit_sealed::event_id);
    Ok(last.first(tx.conn()).optional()?.unwrap_or(0))
}

/// The first events that are not sealed, of those behind an id, as they are met: lower ones may be kept after higher ones.
/// The condition stands twice, since PostgreSQL does not carry it over into the second table by itself.
pub(in crate::audit_chain) fn unsealed<S>(tx: &mut Tx<'_, S>, behind: i64, rows: i64) -> Result<Vec<StoredEvent>> {
    let sealed = audit_sealed::table
        .filter(audit_sealed::event_id.gt(behind))
        .filter(audit_sealed::event_id.eq(audit_events::id));
    let rows = audit_events::table
        .filter(audit_events::id.gt(behind))
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

/// Seals a block of events behind an id, unless another process is sealing; gives the ids, in order.
pub(in crate::audit_chain) fn seal(tx: &mut WriteTx<'_, ()>, behind: i64) -> Result<Vec<i64>> {
    if !try_lock_sealing(tx.conn())? {
        return Ok(Vec::new());
    }
    let events = unsealed(tx, behind, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let (block, previous) = head(tx)?.map_or((1, GENESIS.to_owned()), |(block, head, _)| (block + 1, head));
    let places: Vec<(i64, String)> = events.iter().map(|event| (event.id, event_digest(event))).collect();
    let sealed_at = tx.now();
    let head = block_head(&previous, block, sealed_at, places.iter().map(|(_, digest)| digest.as_str()));
    let events = i64::try_from(places.len()).unwrap_or(i64::MAX);
    keep(tx, &Seal { block, events, previous, head, sealed_at }, &places)?;
    Ok(places.into_iter().map(|(id, _)| id).collect())
}

bulk! {
    /// An event's place in a block.
    struct Place<'a> in Places of "audit_sealed" {
        event_id: i64 as BigInt,
        block: i64 as BigInt,
        digest: &'a str as Text,
    }
}

fn keep(tx: &mut WriteTx<'_, ()>, seal: &Seal, places: &[(i64, String)]) -> Result<()> {
    diesel::insert_into(audit_seals::table)
        .values((
            audit_seals::block.eq(seal.block),
            audit_seals::events.eq(seal.events),
            audit_seals::previous.eq(&seal.previous),
            audit_seals::head.eq(&seal.head),
            audit_seals::sealed_at.eq(seal.sealed_at),
        ))
        .execute(tx.conn())?;
    let places: Places<'_> =
        places.iter().map(|(id, digest)| Place { event_id: *id, block: seal.block, digest }).collect();
    insert(tx.conn(), &places)
}
