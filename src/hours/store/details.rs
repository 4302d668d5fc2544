//! What cells show beside their figures: the last decision, and how their senders call them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{hours_external_refs, hours_versions};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::hours::{Cell, LastDecision};
use crate::values::{HoursId, HoursStatus};

/// Adds decisions and references to cells that the caller sees.
pub fn add(tx: &mut Tx<'_>, cells: &mut [Cell]) -> Result<()> {
    let ids: Vec<HoursId> = cells.iter().map(|cell| cell.id).collect();
    let (mut decisions, references) = (decisions(tx, &ids)?, references(tx, &ids)?);
    for cell in cells {
        cell.decision = decisions.remove(&cell.id);
        let of_cell = references.get(&cell.id).map(Vec::as_slice).unwrap_or_default();
        // Officers may see several; that of the sender whose figure counts comes first.
        let own = of_cell.iter().find(|(source, _)| *source == cell.source).or(of_cell.first());
        cell.external_ref = own.map(|(_, reference)| reference.clone());
    }
    Ok(())
}

/// The last version of each cell that an officer validated or rejected. Partners read officers' reasons on their own
/// hours and on the house's.
fn decisions(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, LastDecision>> {
    type Row = (HoursId, HoursStatus, String, Option<String>, NaiveDateTime);
    let rows: Vec<Row> = hours_versions::table
        .filter(hours_versions::hours_id.in_list(KeyList::numbers(ids.iter().copied())))
        .filter(hours_versions::status.in_list(KeyList::texts([HoursStatus::Validated, HoursStatus::Rejected])))
        .order((hours_versions::hours_id, hours_versions::version))
        .select((
            hours_versions::hours_id,
            hours_versions::status,
            hours_versions::source,
            hours_versions::reason,
            hours_versions::recorded_at,
        ))
        .load(tx.conn())?;
    let scope = tx.scope();
    let decision = |(id, status, source, reason, at): Row| {
        (id, LastDecision { status, reason: reason.filter(|_| scope.reads_reasons_of(&source)), at: at.and_utc() })
    };
    // The map keeps the last one of each cell.
    Ok(rows.into_iter().map(decision).collect())
}

/// The references of each cell with their senders: all for officers, a partner's own for a partner.
fn references(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, Vec<(String, String)>>> {
    let mut query = hours_external_refs::table
        .filter(hours_external_refs::hours_id.in_list(KeyList::numbers(ids.iter().copied())))
        .order((hours_external_refs::source, hours_external_refs::external_ref))
        .select((hours_external_refs::hours_id, hours_external_refs::source, hours_external_refs::external_ref))
        .into_boxed();
    if !tx.scope().is_officer() {
        query = query.filter(hours_external_refs::source.eq(tx.scope().source.clone()));
    }
    let rows: Vec<(HoursId, String, String)> = query.load(tx.conn())?;
    let mut references: HashMap<HoursId, Vec<(String, String)>> = HashMap::new();
    for (id, source, reference) in rows {
        references.entry(id).or_default().push((source, reference));
    }
    Ok(references)
}
