//! Queries of hours due. Entries are added, never changed.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Computation, HoursDue, NewHoursDue};
use crate::access::{Tx, WriteTx};
use crate::db::CHUNK;
use crate::db::schema::{hours_due as table, lots, public_contracts};
use crate::error::{AppError, Result};
use crate::values::{FreeText, Hours, HoursDueId, HoursDueReason, InvalidValue, LotId, Money, Name, Rate};

#[derive(Queryable)]
struct HoursDueRow {
    id: HoursDueId,
    lot_id: LotId,
    hours: Hours,
    reason: HoursDueReason,
    effective_on: NaiveDate,
    amount: Option<String>,
    labour_share: Option<String>,
    effort: Option<String>,
    hourly_cost: Option<String>,
    _recorded_by: String,
    recorded_at: NaiveDateTime,
    reference: Option<Name>,
    comment: Option<FreeText>,
}

impl TryFrom<HoursDueRow> for HoursDue {
    type Error = AppError;

    fn try_from(row: HoursDueRow) -> Result<Self> {
        let computation = match (row.amount, row.labour_share, row.effort, row.hourly_cost) {
            (Some(amount), Some(labour_share), Some(effort), Some(hourly_cost)) => Some(Computation {
                amount: Money::parse(&amount).map_err(unreadable)?,
                labour_share: Rate::parse(&labour_share).map_err(unreadable)?,
                effort: Rate::parse(&effort).map_err(unreadable)?,
                hourly_cost: Money::parse(&hourly_cost).map_err(unreadable)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            lot_id: row.lot_id,
            hours: row.hours,
            reason: row.reason,
            effective_on: row.effective_on,
            computation,
            reference: row.reference,
            comment: row.comment,
            version: 1,
            recorded_at: row.recorded_at.and_utc(),
        })
    }
}

fn unreadable(invalid: InvalidValue) -> AppError {
    AppError::internal(anyhow::anyhow!("unreadable input of hours due: {}", invalid.detail))
}

/// Inserts an entry.
pub(in crate::contracts) fn insert(
    tx: &mut WriteTx<'_>,
    lot: LotId,
    hours: Hours,
    new: &NewHoursDue,
) -> Result<HoursDueId> {
    let (now, actor, inputs) = (tx.now(), &tx.scope().actor, new.computation);
    let id = diesel::insert_into(table::table)
        .values((
            table::lot_id.eq(lot),
            table::hours.eq(hours),
            table::reason.eq(new.reason),
            table::effective_on.eq(new.effective_on),
            table::amount.eq(inputs.map(|inputs| inputs.amount.to_string())),
            table::labour_share.eq(inputs.map(|inputs| inputs.labour_share.to_string())),
            table::effort.eq(inputs.map(|inputs| inputs.effort.to_string())),
            table::hourly_cost.eq(inputs.map(|inputs| inputs.hourly_cost.to_string())),
            table::recorded_by.eq(actor),
            table::recorded_at.eq(now),
            table::reference.eq(new.reference.as_ref()),
            table::comment.eq(new.comment.as_ref()),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// One entry of a lot in the caller's sectors.
pub(super) fn find(tx: &mut Tx<'_>, id: HoursDueId) -> Result<HoursDue> {
    let sectors = tx.scope().visible_sectors();
    let row: HoursDueRow = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::id.eq(id))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(table::all_columns)
        .first(tx.conn())?;
    row.try_into()
}

/// The entries of a lot in the caller's sectors, by id, after `after`.
pub(in crate::contracts) fn list(tx: &mut Tx<'_>, lot: LotId, after: i64, rows: i64) -> Result<Vec<HoursDue>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<HoursDueRow> = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::lot_id.eq(lot))
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(table::id.gt(after))
        .order(table::id)
        .limit(rows)
        .select(table::all_columns)
        .load(tx.conn())?;
    rows.into_iter().map(HoursDue::try_from).collect()
}

/// The initial entry of a lot.
pub(super) fn initial(tx: &mut Tx<'_>, lot: LotId) -> Result<Option<HoursDueId>> {
    let first = table::table.filter(table::lot_id.eq(lot)).filter(table::reason.eq(HoursDueReason::Initial));
    Ok(first.select(table::id).first(tx.conn()).optional()?)
}

/// The hours due on each of these lots on a day; lots without an entry in force are missing. Does not check the
/// caller's sectors.
pub fn in_force(tx: &mut Tx<'_>, lots: &[LotId], day: NaiveDate) -> Result<HashMap<LotId, Hours>> {
    let mut due = HashMap::new();
    for chunk in lots.chunks(CHUNK) {
        let entries: Vec<(LotId, Hours)> = table::table
            .filter(table::lot_id.eq_any(chunk))
            .filter(table::effective_on.le(day))
            .order((table::effective_on, table::id))
            .select((table::lot_id, table::hours))
            .load(tx.conn())?;
        // In this order a later entry replaces an earlier one.
        due.extend(entries);
    }
    Ok(due)
}
