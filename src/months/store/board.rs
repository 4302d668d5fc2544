//! What is known of a month: four queries, however many lots and rows there are.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::{nil_statements, states};
use crate::access::Tx;
use crate::db::schema::{hours, lots, public_contracts};
use crate::error::Result;
use crate::months::rules::{Cells, Known, KnownLot};
use crate::values::{ContractStatus, Hours, HoursStatus, LotId, Month, Name, PublicContractId, Sector};

/// Everything that is known of a month in these sectors, which the caller sees.
pub(in crate::months) fn load(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Known> {
    Ok(Known {
        month,
        states: states::states(tx, month)?,
        lots: known_lots(tx, month, sectors)?,
        cells: cells(tx, month, sectors)?,
        nil_statements: nil_statements::of_month(tx, month)?,
    })
}

type LotRow = (LotId, Name, Name, PublicContractId, String, Sector, ContractStatus, bool);

/// The lots from which hours are expected (the contract is open and the month lies between its start and its end), and
/// those that have some; by contract and number.
fn known_lots(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Vec<KnownLot>> {
    let with_hours = hours::table.filter(hours::month.eq(month)).filter(hours::worked.gt(Hours::ZERO));
    let runs = public_contracts::starts_on.le(month.last_day()).and(public_contracts::ends_on.ge(month.first_day()));
    let expected = public_contracts::status.eq(ContractStatus::Open).and(runs);
    let rows: Vec<LotRow> = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(expected.or(lots::id.eq_any(with_hours.select(hours::lot_id))))
        .order((public_contracts::reference, public_contracts::id, lots::number, lots::id))
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
    let known = |(lot, number, title, public_contract, reference, sector, status, runs): LotRow| KnownLot {
        lot,
        number: number.to_string(),
        title: title.to_string(),
        public_contract,
        reference,
        sector,
        expected: runs && status == ContractStatus::Open,
    };
    Ok(rows.into_iter().map(known).collect())
}

/// The cells of the month, by lot and status.
fn cells(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Vec<Cells>> {
    type Row = (LotId, HoursStatus, i64, i64, Option<i64>);
    let rows: Vec<Row> = hours::table
        .filter(hours::month.eq(month))
        .filter(hours::sector.eq_any(sectors))
        .group_by((hours::lot_id, hours::status))
        .select((
            hours::lot_id,
            hours::status,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("COUNT(hours.pending_version)"),
            sql::<Nullable<BigInt>>("CAST(SUM(hours.worked) AS BIGINT)"),
        ))
        .load(tx.conn())?;
    let cells = |(lot, status, count, with_correction, worked): Row| Cells {
        lot,
        status,
        count,
        with_correction,
        worked: Hours::from_hundredths(worked.unwrap_or(0)),
    };
    Ok(rows.into_iter().map(cells).collect())
}
