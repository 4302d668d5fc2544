//! The history of a cell.

use crate::access::{Caller, ReadHours};
use crate::error::Result;
use crate::hours::{Version, store};
use crate::values::HoursId;

/// Every version of a cell, the first one first.
///
/// # Errors
/// `not_found`.
pub fn history(caller: &Caller<ReadHours>, id: HoursId) -> Result<Vec<Version>> {
    caller.read(|tx| store::versions::history(tx, id))
}
