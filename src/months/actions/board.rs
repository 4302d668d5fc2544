//! Use case: the board of a month.

use chrono::NaiveDate;

use crate::access::{Caller, ReadMonths, Tx};
use crate::error::Result;
use crate::months::{Board, rules, store};
use crate::settings;
use crate::values::Month;

/// The board of a month in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn board(caller: &Caller<ReadMonths>, month: Month) -> Result<Board> {
    caller.snapshot(|tx| board_in(tx, month, caller.today()))
}

/// The board of a month in the caller's sectors on a day.
///
/// # Errors
/// `unavailable`.
pub fn board_in(tx: &mut Tx<'_>, month: Month, today: NaiveDate) -> Result<Board> {
    let sectors = tx.scope().visible_sectors();
    let next = month.next().first_day();
    let deadline = rules::deadline(month, settings::in_force(tx, next)?.hours_deadline_day);
    let facts = store::board::load(tx, month, &sectors)?;
    Ok(rules::board(&facts, &sectors, deadline, today))
}
