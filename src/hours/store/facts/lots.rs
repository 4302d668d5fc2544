//! Loads facts of lots, employments with work in a sector, and when neighbourhoods were legally QPV.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{assignments, lots, neighbourhood_statuses, public_contracts};
use crate::db::{InListMethods as _, KeyList, native};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::snapshot::LotFacts;
use crate::values::{EmploymentId, LotId, NeighbourhoodId, NeighbourhoodStatus, Period, PublicContractId, Sector};

/// The lots of these cells; only those of `visible` sectors, where it is given.
pub(super) fn load(tx: &mut Tx<'_>, keys: &[CellKey], visible: Option<&[Sector]>) -> Result<HashMap<LotId, LotFacts>> {
    let wanted = KeyList::numbers(keys.iter().map(|key| key.lot).collect::<BTreeSet<_>>());
    let query = lots::table.inner_join(public_contracts::table).filter(lots::id.in_list(wanted)).select((
        lots::id,
        public_contracts::id,
        public_contracts::sector,
    ));
    let rows: Vec<(LotId, PublicContractId, Sector)> = native!(tx.conn(), |conn| query.load(conn))?;
    let is_visible = |sector: &Sector| visible.is_none_or(|visible| visible.contains(sector));
    let rows = rows.into_iter().filter(|(_, _, sector)| is_visible(sector));
    Ok(rows.map(|(id, public_contract, sector)| (id, LotFacts { public_contract, sector })).collect())
}

/// Which of these employments have an assignment in one of the sectors.
pub(super) fn employments_in(tx: &mut Tx<'_>, wanted: &KeyList, sectors: &[Sector]) -> Result<HashSet<EmploymentId>> {
    let query = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.in_list(wanted.clone()))
        .filter(public_contracts::sector.in_list(KeyList::texts(sectors)))
        .select(assignments::employment_id);
    let rows: Vec<EmploymentId> = native!(tx.conn(), |conn| query.load(conn))?;
    Ok(rows.into_iter().collect())
}

/// When each neighbourhood was legally a QPV; there are few of them.
pub(super) fn legal_qpv(tx: &mut Tx<'_>) -> Result<HashMap<NeighbourhoodId, Vec<Period>>> {
    let query =
        neighbourhood_statuses::table.filter(neighbourhood_statuses::status.eq(NeighbourhoodStatus::Qpv)).select((
            neighbourhood_statuses::neighbourhood_id,
            neighbourhood_statuses::starts_on,
            neighbourhood_statuses::ends_on,
        ));
    let rows: Vec<(NeighbourhoodId, NaiveDate, Option<NaiveDate>)> = native!(tx.conn(), |conn| query.load(conn))?;
    let mut periods: HashMap<NeighbourhoodId, Vec<Period>> = HashMap::new();
    for (neighbourhood, from, to) in rows {
        periods.entry(neighbourhood).or_default().push(Period { from, to });
    }
    Ok(periods)
}
