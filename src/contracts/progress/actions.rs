//! Use case: a lot's progress.

use super::{Progress, rules, store};
use crate::access::{Caller, ReadContracts};
use crate::contracts::hours_due;
use crate::error::Result;
use crate::values::{LotId, Month};

/// The progress of a lot today.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadContracts>, lot: LotId) -> Result<Progress> {
    let today = caller.today();
    caller.snapshot(|tx| {
        let (starts_on, ends_on) = store::contract_dates(tx, lot)?;
        let due = hours_due::store::in_force(tx, &[lot], today)?.get(&lot).copied().unwrap_or_default();
        let done = store::done(tx, lot, Month::of(starts_on))?;
        Ok(rules::progress(lot, &rules::LotFacts { due, done, starts_on, ends_on, today }))
    })
}
