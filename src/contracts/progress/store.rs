//! Queries of a lot's progress.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use crate::access::Tx;
use crate::db::schema::{hours, lots, public_contracts};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{Hours, HoursStatus, LotId, Month};

/// The first and last day of the contract of a lot in the caller's sectors.
pub(super) fn contract_dates(tx: &mut Tx<'_>, lot: LotId) -> Result<(NaiveDate, NaiveDate)> {
    let sectors = tx.scope().visible_sectors();
    let dates = lots::table
        .inner_join(public_contracts::table)
        .filter(lots::id.eq(lot))
        .filter(public_contracts::sector.eq_any(sectors))
        .select((public_contracts::starts_on, public_contracts::ends_on))
        .first(tx.conn())?;
    Ok(dates)
}

/// Everyone's validated, counted hours on a lot in the caller's sectors, from a month on.
pub(super) fn done(tx: &mut Tx<'_>, lot: LotId, from: Month) -> Result<Hours> {
    let sectors = tx.scope().visible_sectors();
    let sum: Option<i64> = hours::table
        .filter(hours::lot_id.eq(lot))
        .filter(hours::sector.eq_any(sectors))
        .filter(hours::month.ge(from))
        .filter(hours::status.eq(HoursStatus::Validated))
        .filter(hours::counted.eq(true))
        .select(diesel::dsl::sql::<Nullable<BigInt>>("CAST(SUM(worked) AS BIGINT)"))
        .first(tx.conn())?;
    Ok(Hours::from_hundredths(sum.unwrap_or(0)))
}

/// The first and last days of the contracts of these lots, as far as they are in the caller's sectors.
pub(super) fn dates(tx: &mut Tx<'_>, lots: &[LotId]) -> Result<Vec<(LotId, NaiveDate, NaiveDate)>> {
    let sectors = tx.scope().visible_sectors();
    let dates = lots::table
        .inner_join(public_contracts::table)
        .filter(lots::id.in_list(KeyList::numbers(lots.iter().copied())))
        .filter(public_contracts::sector.eq_any(sectors))
        .select((lots::id, public_contracts::starts_on, public_contracts::ends_on))
        .load(tx.conn())?;
    Ok(dates)
}

/// Everyone's validated, counted hours on these lots, by month. The lots are of the caller's sectors.
pub(super) fn done_by_month(tx: &mut Tx<'_>, lots: &[LotId]) -> Result<BTreeMap<(LotId, Month), Hours>> {
    let rows: Vec<(LotId, Month, i64)> = hours::table
        .filter(hours::lot_id.in_list(KeyList::numbers(lots.iter().copied())))
        .filter(hours::status.eq(HoursStatus::Validated))
        .filter(hours::counted.eq(true))
        .group_by((hours::lot_id, hours::month))
        .select((hours::lot_id, hours::month, diesel::dsl::sql::<BigInt>("CAST(SUM(worked) AS BIGINT)")))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(lot, month, worked)| ((lot, month), Hours::from_hundredths(worked))).collect())
}
