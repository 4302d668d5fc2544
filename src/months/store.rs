//! The state of months in the database: one row for each month and sector.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::schema::months as table;
use crate::db::{AmongKeys as _, Keys, load_shared, native};
use crate::error::Result;
use crate::units::{Month, Sector};

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct Opened {
    month: Month,
    sector: Sector,
    state: &'static str,
}

/// Holds months as they are until the transaction ends, shared with everyone who records hours, so that none is closed
/// meanwhile; tells which of them are closed. A month nobody has heard of yet is open.
///
/// # Errors
/// `unavailable`.
pub fn hold(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<HashSet<(Month, Sector)>> {
    let mut held = held(tx, wanted)?;
    let known: HashSet<_> = held.iter().map(|(month, sector, _)| (*month, *sector)).collect();
    let missing: Vec<_> = wanted.iter().filter(|month| !known.contains(*month)).collect();
    if !missing.is_empty() {
        let opened: Vec<_> =
            missing.iter().map(|(month, sector)| Opened { month: *month, sector: *sector, state: "open" }).collect();
        native!(tx.conn(), |conn| diesel::insert_into(table::table)
            .values(&opened)
            .on_conflict_do_nothing()
            .execute(conn))?;
        held = self::held(tx, wanted)?;
    }
    let closed = held.into_iter().filter(|(_, _, state)| state == "closed");
    Ok(closed.map(|(month, sector, _)| (month, sector)).collect())
}

type Held = Vec<(Month, Sector, String)>;

fn held(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<Held> {
    let months = wanted.iter().map(|(month, _)| *month);
    let sectors = wanted.iter().map(|(_, sector)| *sector);
    let rows: Held = load_shared!(
        tx.conn(),
        table::table
            .filter(table::month.among(Keys::numbers(months)))
            .filter(table::sector.among(Keys::texts(sectors)))
            .order((table::month, table::sector))
            .select((table::month, table::sector, table::state))
    )?;
    Ok(rows)
}
