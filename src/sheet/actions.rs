//! Use case: the sheet of a month.

use std::collections::HashMap;

use super::facts::Facts;
use super::{Sheet, SheetFilter, assembly, store};
use crate::access::{Caller, ReadHours};
use crate::error::Result;
use crate::hours::{self, HoursFilter};
use crate::months;
use crate::values::{Month, Place};

/// The sheet of a month in the caller's sectors. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn sheet(caller: &Caller<ReadHours>, month: Month, filter: &SheetFilter) -> Result<Sheet> {
    let today = caller.today();
    let sheet = caller.snapshot(|tx| {
        let cells = HoursFilter {
            from: Some(month.previous()),
            to: Some(month),
            sector: filter.sector,
            lot_id: filter.lot_id,
            ..HoursFilter::default()
        };
        let mut by_month: HashMap<_, HashMap<_, _>> = HashMap::new();
        for cell in hours::list_in(tx, &cells, Place::Position(0), i64::MAX, today)? {
            by_month.entry(cell.month).or_default().insert((cell.employment_id, cell.lot_id), cell);
        }
        let (board, rows) = (months::board_in(tx, month, today)?, store::rows(tx, month, filter)?);
        let lots = store::lots(tx, &assembly::lots(&board, &rows, filter), today)?;
        let cells = by_month.remove(&month).unwrap_or_default();
        let previous = by_month.remove(&month.previous()).unwrap_or_default();
        Ok(assembly::sheet(Facts { board, rows, lots, cells, previous }, filter))
    })?;
    caller.log_list_read("sheet", &sheet.rows, |row| row.candidate_id)?;
    Ok(sheet)
}
