//! Use case: the sheet of a month.

use std::collections::HashMap;

use super::store::{self, Facts};
use super::{Sheet, SheetFilter, rules};
use crate::access::{Caller, ReadHours};
use crate::db::DataVersion;
use crate::error::Result;
use crate::hours::{self, HoursFilter};
use crate::months;
use crate::values::Month;

/// The sheet of a month in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn sheet(caller: &Caller<ReadHours>, month: Month, filter: &SheetFilter) -> Result<Sheet> {
    sheet_at(caller, month, filter).map(|(_, sheet)| sheet)
}

/// The sheet of a month with the data version that it was read from. The read of people's names is logged.
///
/// # Errors
/// `unavailable`.
pub fn sheet_at(caller: &Caller<ReadHours>, month: Month, filter: &SheetFilter) -> Result<(DataVersion, Sheet)> {
    let today = caller.today();
    let (version, sheet) = caller.snapshot(|tx| {
        let version = tx.data_version()?;
        let cells = HoursFilter {
            from: Some(month.previous()),
            to: Some(month),
            sector: filter.sector,
            lot_id: filter.lot_id,
            ..HoursFilter::default()
        };
        let mut by_month: HashMap<_, HashMap<_, _>> = HashMap::new();
        for cell in hours::cells(tx, &cells, 0, i64::MAX)? {
            by_month.entry(cell.month).or_default().insert((cell.employment_id, cell.lot_id), cell);
        }
        let (board, rows) = (months::board_in(tx, month, today)?, store::rows(tx, month, filter)?);
        let lots = store::lots(tx, &rules::lots(&board, &rows, filter), today)?;
        let cells = by_month.remove(&month).unwrap_or_default();
        let previous = by_month.remove(&month.previous()).unwrap_or_default();
        let facts = Facts { board, rows, lots, cells, previous };
        Ok((version, rules::sheet(facts, filter)))
    })?;
    caller.log_list_read("sheet", &sheet.rows, |row| row.candidate_id)?;
    Ok((version, sheet))
}
