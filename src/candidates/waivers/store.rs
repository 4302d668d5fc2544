//! Queries of waivers; the caller sees those of its sectors.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Waiver, WaiverDetails};
use crate::access::{Tx, WriteTx};
use crate::db::schema::waivers as table;
use crate::error::{ProblemCode, Result};
use crate::values::{CandidateId, FreeText, Sector, WaiverId};

#[derive(Queryable)]
struct WaiverRow {
    id: WaiverId,
    candidate_id: CandidateId,
    sector: Sector,
    reason: FreeText,
    granted_on: NaiveDate,
    granted_by: String,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<WaiverRow> for Waiver {
    fn from(row: WaiverRow) -> Self {
        Self {
            id: row.id,
            candidate_id: row.candidate_id,
            sector: row.sector,
            reason: row.reason,
            granted_on: row.granted_on,
            granted_by: row.granted_by,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        }
    }
}

/// Inserts a waiver, granted by the caller.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    candidate: CandidateId,
    details: &WaiverDetails,
    granted_on: NaiveDate,
) -> Result<WaiverId> {
    let (now, scope) = (tx.now(), tx.scope());
    let id = diesel::insert_into(table::table)
        .values((
            table::candidate_id.eq(candidate),
            table::sector.eq(details.sector),
            table::reason.eq(&details.reason),
            table::granted_on.eq(granted_on),
            table::granted_by.eq(&scope.actor),
            table::version.eq(1_i64),
            table::created_at.eq(now),
            table::updated_at.eq(now),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Updates reason and date, if the version is still `expected`.
///
/// # Errors
/// `precondition_failed`.
pub(super) fn update(
    tx: &mut WriteTx<'_>,
    id: WaiverId,
    expected: i64,
    reason: &FreeText,
    granted_on: NaiveDate,
) -> Result<()> {
    let now = tx.now();
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set((
            table::reason.eq(reason),
            table::granted_on.eq(granted_on),
            table::version.eq(expected.saturating_add(1)),
            table::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Returns a waiver.
pub(super) fn find(tx: &mut Tx<'_>, id: WaiverId) -> Result<Waiver> {
    let sectors = tx.scope().visible_sectors();
    let row: WaiverRow = table::table.find(id).filter(table::sector.eq_any(sectors)).first(tx.conn())?;
    Ok(row.into())
}

/// Lists a person's waivers, by sector.
pub(super) fn list(tx: &mut Tx<'_>, candidate: CandidateId) -> Result<Vec<Waiver>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<WaiverRow> = table::table
        .filter(table::candidate_id.eq(candidate))
        .filter(table::sector.eq_any(sectors))
        .order(table::sector)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(Waiver::from).collect())
}
