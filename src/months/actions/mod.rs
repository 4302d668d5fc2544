//! What is done with months.

mod board;
mod closures;
pub(super) mod nil_statements;

pub use board::board;
pub use closures::{Following, close, reopen};

use super::{rules, store};
use crate::access::WriteTx;
use crate::error::{Result, Situation};
use crate::units::{Month, Sector};

/// Holds the month alone: hours being recorded at the same moment hold it shared, and either sees what the other did.
pub(super) fn hold_open(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let state = store::states::hold_alone(tx, month, sector)?;
    if rules::is_closed(&state) { Err(Situation::MonthClosed.into()) } else { Ok(()) }
}
