//! Use case: a lot's progress.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Progress, rules, store};
use crate::access::{Caller, ReadContracts, Tx};
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

/// The progress of these lots on a day, with the hours of months up to its month, as far as they are in the caller's sectors.
///
/// # Errors
/// `unavailable`.
pub fn of_lots(tx: &mut Tx<'_>, lots: &[LotId], today: NaiveDate) -> Result<HashMap<LotId, Progress>> {
    let due = hours_due::store::in_force(tx, lots, today)?;
    let done = store::done_by_month(tx, lots)?;
    let progress = |(lot, starts_on, ends_on): (LotId, NaiveDate, NaiveDate)| {
        let done = done.range((lot, Month::of(starts_on))..=(lot, Month::of(today))).map(|(_, worked)| *worked).sum();
        let due = due.get(&lot).copied().unwrap_or_default();
        (lot, rules::progress(lot, &rules::LotFacts { due, done, starts_on, ends_on, today }))
    };
    Ok(store::dates(tx, lots)?.into_iter().map(progress).collect())
}
