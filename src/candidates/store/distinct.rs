//! Pairs of records that an officer found to be about two people.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::distinct_candidates as table;
use crate::error::Result;
use crate::values::{CandidateId, FreeText};

/// A pair as it is stored: the later record, the earlier one, why, by whom and when.
pub(in crate::candidates) type DistinctRow = (CandidateId, CandidateId, FreeText, String, NaiveDateTime);

/// The pairs of a person's record, by the other record.
pub(in crate::candidates) fn pairs(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<DistinctRow>> {
    Ok(table::table
        .filter(table::candidate_id.eq(person).or(table::other_candidate_id.eq(person)))
        .order((table::candidate_id, table::other_candidate_id))
        .load(tx.conn())?)
}

/// All pairs, the latest decision first.
pub(in crate::candidates) fn all(tx: &mut Tx<'_>) -> Result<Vec<DistinctRow>> {
    let latest_first = (table::decided_at.desc(), table::candidate_id.desc(), table::other_candidate_id.desc());
    Ok(table::table.order(latest_first).load(tx.conn())?)
}

/// The other records of these pairs.
pub(in crate::candidates) fn others(tx: &mut Tx<'_>, person: CandidateId) -> Result<Vec<CandidateId>> {
    let pairs = pairs(tx, person)?.into_iter();
    Ok(pairs.map(|(later, earlier, ..)| if later == person { earlier } else { later }).collect())
}

/// Records a pair, in place of an earlier decision about it.
pub(in crate::candidates) fn set(
    tx: &mut WriteTx<'_>,
    one: CandidateId,
    other: CandidateId,
    reason: &FreeText,
) -> Result<()> {
    remove(tx, one, other)?;
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    insert(tx, &(one.max(other), one.min(other), reason.clone(), actor, now))
}

/// Deletes a pair. Returns whether there was one.
pub(in crate::candidates) fn remove(tx: &mut WriteTx<'_>, one: CandidateId, other: CandidateId) -> Result<bool> {
    let pair = table::table.find((one.max(other), one.min(other)));
    Ok(diesel::delete(pair).execute(tx.conn())? == 1)
}

/// Gives another record the pairs of one that goes, where it has none with the same record.
pub(in crate::candidates) fn move_to(tx: &mut WriteTx<'_>, from: CandidateId, into: CandidateId) -> Result<()> {
    let has = others(tx, into)?;
    for (later, earlier, reason, by, at) in pairs(tx, from)? {
        let other = if later == from { earlier } else { later };
        remove(tx, from, other)?;
        if other != into && !has.contains(&other) {
            insert(tx, &(into.max(other), into.min(other), reason, by, at))?;
        }
    }
    Ok(())
}

fn insert(tx: &mut WriteTx<'_>, (later, earlier, reason, by, at): &DistinctRow) -> Result<()> {
    diesel::insert_into(table::table)
        .values((
            table::candidate_id.eq(later),
            table::other_candidate_id.eq(earlier),
            table::reason.eq(reason),
            table::decided_by.eq(by),
            table::decided_at.eq(at),
        ))
        .execute(tx.conn())?;
    Ok(())
}
