//! The board of a month.

use crate::access::{Caller, ReadMonths};
use crate::db::DataVersion;
use crate::error::Result;
use crate::months::{Board, rules, store};
use crate::settings;
use crate::values::Month;

/// How a month stands in the sectors that the caller sees, with the version of the data that tells so.
///
/// # Errors
/// `unavailable`.
pub fn board(caller: &Caller<ReadMonths>, month: Month) -> Result<(DataVersion, Board)> {
    let sectors = caller.scope().visible_sectors();
    caller.snapshot(|tx| {
        let version = tx.data_version()?;
        let next = month.next().first_day();
        let deadline = rules::deadline(month, settings::in_force(tx, next)?.hours_deadline_day);
        let known = store::board::load(tx, month, &sectors)?;
        Ok((version, rules::board(&known, &sectors, deadline, caller.today())))
    })
}
