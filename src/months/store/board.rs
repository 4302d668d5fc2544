//! Queries of the board: five, whatever the number of lots and rows.

use std::collections::HashMap;

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::{nil_statements, states};
use crate::access::Tx;
use crate::db::at_work;
use crate::db::schema::{assignments, employments, hours, hours_versions, lots, public_contracts};
use crate::error::Result;
use crate::months::rules::{CellGroup, LotFacts, MonthFacts};
use crate::values::{ContractStatus, Hours, HoursStatus, LotId, Month, Name, PublicContractId, Sector, french_order};

/// The inputs of the board of a month in these sectors. Does not check that the caller sees them.
pub(in crate::months) fn load(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<MonthFacts> {
    Ok(MonthFacts {
        month,
        states: states::states(tx, month)?,
        lots: lots_of_month(tx, month, sectors)?,
        cells: cells(tx, month, sectors)?,
        nil_statements: nil_statements::of_month(tx, month)?,
        silent_employments: silent_employments(tx, month, sectors)?,
    })
}

/// The number of employments on each lot in the month of which nothing was sent.
fn silent_employments(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<HashMap<LotId, i64>> {
    let sent = hours::table
        .filter(hours::employment_id.eq(assignments::employment_id))
        .filter(hours::lot_id.eq(assignments::lot_id))
        .filter(hours::month.eq(month))
        .filter(hours::status.eq_any(HoursStatus::SENT));
    let rows: Vec<(LotId, i64)> = assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(at_work(month.first_day(), month.last_day()))
        .filter(not(exists(sent)))
        .group_by(assignments::lot_id)
        .select((assignments::lot_id, sql::<BigInt>("COUNT(DISTINCT assignments.employment_id)")))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

type LotRow = (LotId, Name, Name, PublicContractId, String, Sector, ContractStatus, bool);

/// The lots from which hours are expected (the contract is open and runs in the month) or that have hours, by contract
/// and number.
fn lots_of_month(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Vec<LotFacts>> {
    let with_hours = hours::table.filter(hours::month.eq(month)).filter(hours::worked.gt(Hours::ZERO));
    let runs = public_contracts::starts_on.le(month.last_day()).and(public_contracts::ends_on.ge(month.first_day()));
    let expected = public_contracts::status.eq(ContractStatus::Open).and(runs);
    let rows: Vec<LotRow> = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(expected.or(lots::id.eq_any(with_hours.select(hours::lot_id))))
        .select((
            lots::id,
            lots::number,
            lots::title,
            public_contracts::id,
            public_contracts::reference,
            public_contracts::sector,
            public_contracts::status,
            runs,
        ))
        .load(tx.conn())?;
    let facts = |(lot, number, title, public_contract, reference, sector, status, runs): LotRow| LotFacts {
        lot,
        number: number.to_string(),
        title: title.to_string(),
        public_contract,
        reference,
        sector,
        expected: runs && status == ContractStatus::Open,
    };
    let mut lots: Vec<LotFacts> = rows.into_iter().map(facts).collect();
    lots.sort_by_cached_key(|lot| {
        (french_order(&*lot.reference), lot.public_contract, french_order(&*lot.number), lot.lot)
    });
    Ok(lots)
}

/// The cells of the month, by lot and status.
fn cells(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Vec<CellGroup>> {
    type CellGroupRow = (LotId, HoursStatus, i64, i64, Option<i64>, Option<i64>);
    let waits =
        hours_versions::hours_id.eq(hours::id).and(hours_versions::version.nullable().eq(hours::pending_version));
    let rows: Vec<CellGroupRow> = hours::table
        .left_join(hours_versions::table.on(waits))
        .filter(hours::month.eq(month))
        .filter(hours::sector.eq_any(sectors))
        .group_by((hours::lot_id, hours::status))
        .select((
            hours::lot_id,
            hours::status,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("COUNT(hours.pending_version)"),
            sql::<Nullable<BigInt>>("CAST(SUM(hours_versions.worked) AS BIGINT)"),
            sql::<Nullable<BigInt>>("CAST(SUM(hours.worked) AS BIGINT)"),
        ))
        .load(tx.conn())?;
    let cells = |(lot, status, count, with_correction, corrections, worked): CellGroupRow| CellGroup {
        lot,
        status,
        count,
        with_correction,
        corrections: Hours::from_hundredths(corrections.unwrap_or(0)),
        worked: Hours::from_hundredths(worked.unwrap_or(0)),
    };
    Ok(rows.into_iter().map(cells).collect())
}
