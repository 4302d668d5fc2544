//! Use case: the board of a month.

use chrono::NaiveDate;

use crate::access::{Caller, ReadMonths, Tx};
use crate::error::Result;
use crate::months::rules::Terms;
use crate::months::{Board, rules, store};
use crate::settings::{self, Timeline};
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
    let terms = terms(&settings::timeline(tx)?, month, today);
    let facts = store::board::load(tx, month, &sectors)?;
    Ok(rules::board(&facts, &sectors, &terms))
}

/// The deadline is that of the settings when the month has ended; what closing asks for, that of today.
pub(super) fn terms(settings: &Timeline, month: Month, today: NaiveDate) -> Terms {
    let day = settings.on(month.next().first_day()).hours_deadline_day;
    let needs_all_employments = settings.on(today).closing_needs_all_employments;
    Terms { deadline: rules::deadline(month, day), today, needs_all_employments }
}
