//! What is done with months.

mod board;
mod closures;
pub(super) mod nil_statements;

pub use board::board;
pub use closures::{Following, close, reopen};

use super::{rules, store};
use crate::access::WriteTx;
use crate::error::{ProblemCode, Result};
use crate::values::{Month, Sector};

/// Holds the month alone: hours being recorded at the same moment hold it shared, and either sees what the other did.
pub(super) fn lock_open(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let state = store::states::lock_exclusive(tx, month, sector)?;
    if rules::is_closed(&state) { Err(ProblemCode::MonthClosed.into()) } else { Ok(()) }
}
