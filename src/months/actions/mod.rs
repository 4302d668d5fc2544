//! Use cases of months, their closures and nil statements.

pub(super) mod board;
mod closures;
mod history;
pub(super) mod nil_statements;

pub use closures::{ReopenHooks, close, reopen};
pub use history::history;

use super::{rules, store};
use crate::access::WriteTx;
use crate::error::{ProblemCode, Result};
use crate::values::{Month, Sector};

/// Locks the month exclusively; transactions that record hours lock it shared, so each sees the rows of the other.
///
/// # Errors
/// `month_closed`.
pub(super) fn lock_open(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let state = store::states::lock_exclusive(tx, month, sector)?;
    if rules::is_closed(&state) { Err(ProblemCode::MonthClosed.into()) } else { Ok(()) }
}
