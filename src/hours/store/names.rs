//! The names of what cells refer to by ids.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{candidates, employments, hours, lots, organisations, public_contracts};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::hours::CellNames;
use crate::values::{HoursId, Name};

/// The names of cells that the caller sees.
pub fn of_cells(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, CellNames>> {
    type Row = (HoursId, Name, Name, Name, String, Name, Name);
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<Row> = hours::table
        .inner_join(candidates::table.on(candidates::id.eq(hours::candidate_id)))
        .inner_join(employments::table.on(employments::id.eq(hours::employment_id)))
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .inner_join(lots::table.on(lots::id.eq(hours::lot_id)))
        .inner_join(public_contracts::table.on(public_contracts::id.eq(lots::public_contract_id)))
        .filter(hours::id.in_list(KeyList::numbers(ids.iter().copied())))
        .filter(hours::sector.in_list(KeyList::texts(sectors)))
        .select((
            hours::id,
            candidates::last_name,
            candidates::first_name,
            organisations::name,
            public_contracts::reference,
            lots::number,
            lots::title,
        ))
        .load(tx.conn())?;
    let names = |(id, last_name, first_name, employer, public_contract, lot, lot_title): Row| {
        (id, CellNames { last_name, first_name, employer, public_contract, lot, lot_title })
    };
    Ok(rows.into_iter().map(names).collect())
}
