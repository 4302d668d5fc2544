//! Use case: what waits for a decision.

use std::collections::{BTreeSet, HashMap};

use super::model::{Sent, Waiting, WaitingFilter, WaitingRow};
use super::store;
use crate::access::{Caller, DecideHours, Tx};
use crate::clock::day_in_france;
use crate::error::{AppError, Result};
use crate::hours::{self, Cell, HoursFilter};
use crate::values::{HoursId, LotId, Place, french_order};

/// The most rows shown at once.
pub const MOST_ROWS: usize = 1_000;

/// What waits in the caller's sectors. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn waiting(caller: &Caller<DecideHours>, filter: &WaitingFilter) -> Result<Waiting> {
    let today = caller.today();
    let waiting = caller.snapshot(|tx| {
        let every = HoursFilter { waits: true, ..HoursFilter::default() };
        let every = hours::list_in(tx, &every, Place::Position(0), i64::MAX, today)?;
        let mut waiting = Waiting {
            ids: every.iter().map(|cell| cell.id).collect(),
            months: every.iter().map(|cell| cell.month).collect(),
            sources: every.iter().map(|cell| cell.latest_source().to_owned()).collect(),
            reasons: store::reasons(tx, today)?,
            ..Waiting::default()
        };
        let cells: Vec<Cell> = every.into_iter().filter(|cell| filter.passes(cell)).collect();
        waiting.count = cells.len();
        waiting.worked = cells.iter().map(|cell| cell.latest().worked).sum();
        waiting.rows = rows(tx, cells)?;
        Ok(waiting)
    })?;
    caller.log_list_read("waiting", &waiting.rows, |row| row.cell.candidate_id)?;
    Ok(waiting)
}

/// The first rows of these cells, in order.
fn rows(tx: &mut Tx<'_>, mut cells: Vec<Cell>) -> Result<Vec<WaitingRow>> {
    hours::add_names(tx, &mut cells)?;
    let ids: Vec<HoursId> = cells.iter().map(|cell| cell.id).collect();
    let mut sent: HashMap<HoursId, Sent> = store::sent(tx, &ids)?;
    let lots: BTreeSet<LotId> = cells.iter().map(|cell| cell.lot_id).collect();
    let lot_evidence = store::lot_evidence(tx, lots)?;
    let row = |mut cell: Cell| {
        let unknown = || AppError::internal(anyhow::anyhow!("a cell of hours that waits has no names or no version"));
        let (names, sent) = cell.names.take().zip(sent.remove(&cell.id)).ok_or_else(unknown)?;
        cell.warnings.extend(cell.outside_window());
        let lot_evidence = lot_evidence.get(&(cell.lot_id, cell.month)).cloned();
        Ok(WaitingRow { lot_evidence, sent_on: day_in_france(sent.sent_at), cell, names, sent })
    };
    let mut rows: Vec<WaitingRow> = cells.into_iter().map(row).collect::<Result<_>>()?;
    rows.sort_by_cached_key(place);
    rows.truncate(MOST_ROWS);
    Ok(rows)
}

/// The place of a row: those of a sender stand together, and among them those of a lot and month. The two databases
/// order texts differently, so neither orders them.
fn place(row: &WaitingRow) -> impl Ord + use<> {
    let WaitingRow { cell, names, .. } = row;
    let lot = (french_order(&*names.public_contract), french_order(names.lot.as_str()), cell.lot_id);
    let person = (french_order(names.last_name.as_str()), french_order(names.first_name.as_str()), cell.id);
    (french_order(cell.latest_source()), lot, cell.month, person)
}
