//! What is done with settings.

use super::{Change, Entry, Key, store};
use crate::access::{Caller, EditSettings, ReadSettings, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, ProblemCode, Result};

/// Every setting through time.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadSettings>) -> Result<Vec<Entry>> {
    caller.read(|tx| store::list(tx, caller.today()))
}

/// What follows from a changed setting elsewhere, in the same transaction. The slices that go by settings cannot be
/// known here, as they know the settings.
#[derive(Debug, Clone, Copy)]
pub struct AfterChange(pub fn(&mut WriteTx<'_>, Key) -> Result<()>);

/// Sets a setting from a day on; said again for the same day, it replaces what was said before. What follows
/// elsewhere is done with it.
///
/// # Errors
/// `forbidden` for an administrator of some sectors: settings hold in all.
pub fn set(caller: &Caller<EditSettings>, change: &Change, after: AfterChange) -> Result<Entry> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        let is_it = |entry: &Entry| entry.key == change.key.as_str() && entry.effective_on == change.effective_on;
        let before = store::list(tx, caller.today())?.into_iter().find(is_it).map(|entry| entry.value);
        let id = store::set(tx, change)?;
        store::timeline(tx)?;
        (after.0)(tx, change.key)?;
        let event = Event::new(if before.is_some() { "update" } else { "create" }, "setting", id)
            .with("key", change.key.as_str())
            .with("effective_on", change.effective_on)
            .with("before", before)
            .with("value", &change.value)
            .because(change.reason.as_ref().map(ToString::to_string));
        audit::record(tx, &event)?;
        let set = store::list(tx, caller.today())?.into_iter().find(is_it);
        set.ok_or_else(|| AppError::new(ProblemCode::NotFound))
    })
}
