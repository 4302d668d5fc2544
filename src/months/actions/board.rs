//! Use case: the board of a month.

use crate::access::{Caller, ReadMonths};
use crate::error::Result;
use crate::months::{Board, rules, store};
use crate::settings;
use crate::values::Month;

/// The board of a month in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn board(caller: &Caller<ReadMonths>, month: Month) -> Result<Board> {
    let sectors = caller.scope().visible_sectors();
    caller.snapshot(|tx| {
        let next = month.next().first_day();
        let deadline = rules::deadline(month, settings::in_force(tx, next)?.hours_deadline_day);
        let facts = store::board::load(tx, month, &sectors)?;
        Ok(rules::board(&facts, &sectors, deadline, caller.today()))
    })
}
