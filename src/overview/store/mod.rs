//! Queries of the overview.

pub(super) mod rows;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::select;

use crate::access::Tx;
use crate::db::schema::{assignments, candidates, employments, lots, public_contracts};
use crate::db::{self, InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{CandidateId, ContractStatus, LotId, Name, Sector, Title, french_order};

/// A lot of an open contract in the caller's sectors.
#[derive(Debug, Queryable)]
pub(super) struct OpenLot {
    pub lot: LotId,
    pub number: Name,
    pub title: Title,
    pub reference: String,
    pub sector: Sector,
    pub ends_on: NaiveDate,
}

/// The lots of the open contracts in the caller's sectors, by the last day of the contract.
pub(super) fn open_lots(tx: &mut Tx<'_>) -> Result<Vec<OpenLot>> {
    let sectors = tx.scope().visible_sectors();
    let mut lots: Vec<OpenLot> = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(public_contracts::status.eq(ContractStatus::Open))
        .select((
            lots::id,
            lots::number,
            lots::title,
            public_contracts::reference,
            public_contracts::sector,
            public_contracts::ends_on,
        ))
        .load(tx.conn())?;
    lots.sort_by_cached_key(|open| {
        (open.ends_on, french_order(&*open.reference), french_order(open.number.as_str()), open.lot)
    });
    Ok(lots)
}

/// The people who work on a lot of the caller's sectors on a day, with their names.
pub(super) fn at_work(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Vec<(CandidateId, Name, Name)>> {
    let sectors = tx.scope().visible_sectors();
    let people = assignments::table
        .inner_join(employments::table.inner_join(candidates::table))
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(db::at_work(day, day))
        .select((candidates::id, candidates::last_name, candidates::first_name))
        .distinct()
        .load(tx.conn())?;
    Ok(people)
}

/// The names of these people, who are those of rows that the caller sees.
pub(super) fn names(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, String>> {
    let rows: Vec<(CandidateId, Name, Name)> = candidates::table
        .filter(candidates::id.in_list(KeyList::numbers(ids.iter().copied())))
        .select((candidates::id, candidates::last_name, candidates::first_name))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, last, first)| (id, format!("{} {first}", last.as_str().to_uppercase()))).collect())
}

/// Whether the caller's sectors have a public contract, and whether anybody works on one of their lots.
pub(super) fn has_begun(tx: &mut Tx<'_>) -> Result<(bool, bool)> {
    let sectors = tx.scope().visible_sectors();
    let contracts = public_contracts::table.filter(public_contracts::sector.eq_any(sectors.clone()));
    let people = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors));
    Ok((select(exists(contracts)).get_result(tx.conn())?, select(exists(people)).get_result(tx.conn())?))
}

/// The newest lot of the open contracts in the caller's sectors, with the first and last month of its contract.
pub(super) fn newest_lot(tx: &mut Tx<'_>) -> Result<Option<(LotId, NaiveDate, NaiveDate)>> {
    let sectors = tx.scope().visible_sectors();
    let lot = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors))
        .filter(public_contracts::status.eq(ContractStatus::Open))
        .order(lots::id.desc())
        .select((lots::id, public_contracts::starts_on, public_contracts::ends_on))
        .first(tx.conn())
        .optional()?;
    Ok(lot)
}
