//! Queries of nil statements, limited to lots in the caller's sectors.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::{Tx, WriteTx};
use crate::db::schema::{hours, hours_versions, lots, nil_statements as table, public_contracts};
use crate::error::{ProblemCode, Result};
use crate::months::NilStatement;
use crate::values::{ContractStatus, Hours, HoursStatus, LotId, Month, NilStatementId, Sector};

type NilStatementRow = (NilStatementId, LotId, Month, String, NaiveDateTime);

fn statement((id, lot_id, month, stated_by, stated_at): NilStatementRow) -> NilStatement {
    NilStatement { id, lot_id, month, stated_by, stated_at: stated_at.and_utc(), version: 1 }
}

pub(in crate::months) fn insert(tx: &mut WriteTx<'_>, lot: LotId, month: Month) -> Result<NilStatementId> {
    let (now, scope) = (tx.now(), tx.scope());
    let cell = (table::lot_id.eq(lot), table::month.eq(month));
    let by = (table::stated_by.eq(&scope.actor), table::stated_at.eq(now));
    Ok(diesel::insert_into(table::table).values((cell, by)).returning(table::id).get_result(tx.conn())?)
}

/// One statement of a month, and the sector of its lot.
pub(in crate::months) fn find(tx: &mut Tx<'_>, month: Month, id: NilStatementId) -> Result<(NilStatement, Sector)> {
    let sectors = tx.scope().visible_sectors();
    let (row, sector): (NilStatementRow, Sector) = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::id.eq(id))
        .filter(table::month.eq(month))
        .filter(public_contracts::sector.eq_any(sectors))
        .select((table::all_columns, public_contracts::sector))
        .first(tx.conn())?;
    Ok((statement(row), sector))
}

/// Statements of a month, by id, after `after`.
pub(in crate::months) fn list(tx: &mut Tx<'_>, month: Month, after: i64, rows: i64) -> Result<Vec<NilStatement>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<NilStatementRow> = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::month.eq(month))
        .filter(table::id.gt(after))
        .filter(public_contracts::sector.eq_any(sectors))
        .order(table::id)
        .limit(rows)
        .select(table::all_columns)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(statement).collect())
}

/// All the statements of a month.
pub(super) fn of_month(tx: &mut Tx<'_>, month: Month) -> Result<Vec<NilStatement>> {
    list(tx, month, 0, i64::MAX)
}

/// The statement on a lot and month.
pub(in crate::months) fn on(tx: &mut Tx<'_>, lot: LotId, month: Month) -> Result<Option<NilStatementId>> {
    let statement = table::table.filter(table::lot_id.eq(lot)).filter(table::month.eq(month)).select(table::id);
    Ok(statement.first(tx.conn()).optional()?)
}

/// The sector of a lot that the caller sees, and whether hours are expected from it in a month.
pub(in crate::months) fn lot(tx: &mut Tx<'_>, id: LotId, month: Month) -> Result<Option<(Sector, bool)>> {
    let sectors = tx.scope().visible_sectors();
    let contract: Option<(Sector, ContractStatus, chrono::NaiveDate, chrono::NaiveDate)> = lots::table
        .inner_join(public_contracts::table)
        .filter(lots::id.eq(id))
        .filter(public_contracts::sector.eq_any(sectors))
        .select((
            public_contracts::sector,
            public_contracts::status,
            public_contracts::starts_on,
            public_contracts::ends_on,
        ))
        .first(tx.conn())
        .optional()?;
    let runs = |from, to| from <= month.last_day() && month.first_day() <= to;
    Ok(contract.map(|(sector, status, from, to)| (sector, status == ContractStatus::Open && runs(from, to))))
}

/// Whether a lot has hours above zero in a month, not rejected, or a pending correction to above zero.
pub(in crate::months) fn has_hours(tx: &mut Tx<'_>, lot: LotId, month: Month) -> Result<bool> {
    let id: Option<i64> = hours::table
        .left_join(hours_versions::table.on(
            hours_versions::hours_id.eq(hours::id).and(hours::pending_version.eq(hours_versions::version.nullable())),
        ))
        .filter(hours::lot_id.eq(lot))
        .filter(hours::month.eq(month))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .filter(hours::worked.gt(Hours::ZERO).or(hours_versions::worked.nullable().gt(Hours::ZERO)))
        .select(hours::id)
        .first(tx.conn())
        .optional()?;
    Ok(id.is_some())
}

pub(in crate::months) fn delete(tx: &mut WriteTx<'_>, id: NilStatementId) -> Result<()> {
    let deleted = diesel::delete(table::table.find(id)).execute(tx.conn())?;
    if deleted == 1 { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// Deletes the nil statements of these lots and months in one query and returns them.
pub(in crate::months) fn delete_on(
    tx: &mut WriteTx<'_>,
    cells: &BTreeSet<(LotId, Month)>,
) -> Result<Vec<NilStatement>> {
    let lots: BTreeSet<LotId> = cells.iter().map(|(lot, _)| *lot).collect();
    // Diesel has no lists of pairs: lot and month as one number; the condition on lots is for the index.
    let key =
        |(lot, month): &(LotId, Month)| lot.0.saturating_mul(1_000_000).saturating_add(i64::from(*month.number()));
    let keys: Vec<i64> = cells.iter().map(key).collect();
    let statements =
        table::table.filter(table::lot_id.eq_any(lots)).filter(sql::<BigInt>("lot_id * 1000000 + month").eq_any(keys));
    let deleted: Vec<NilStatementRow> =
        diesel::delete(statements).returning(table::all_columns).get_results(tx.conn())?;
    Ok(deleted.into_iter().map(statement).collect())
}
