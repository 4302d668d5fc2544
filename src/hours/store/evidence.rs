//! Evidence for a lot and month as a whole.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::lot_evidence;
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{LotId, Month};

/// The months of these lots that have evidence for the whole.
pub fn lots_with_evidence(tx: &mut Tx<'_>, lots: &[LotId]) -> Result<HashSet<(LotId, Month)>> {
    let rows: Vec<(LotId, Month)> = lot_evidence::table
        .filter(lot_evidence::lot_id.in_list(KeyList::numbers(lots.iter().copied())))
        .select((lot_evidence::lot_id, lot_evidence::month))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}
