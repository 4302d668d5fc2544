//! Use cases of settings.

use super::{Key, SettingChange, SettingEntry, store};
use crate::access::{Caller, EditSettings, ReadSettings, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, ProblemCode, Result};

/// All values of all settings; to partners those that concern what they send, without who set them and why.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadSettings>) -> Result<Vec<SettingEntry>> {
    let entries = caller.read(|tx| store::list(tx, caller.today()))?;
    let scope = caller.scope();
    if scope.is_officer() {
        return Ok(entries);
    }
    let concern = entries.into_iter().filter(|entry| Key::parse(&entry.key).is_ok_and(Key::concerns_partners));
    Ok(concern.map(|entry| SettingEntry { reason: None, set_by: scope.house.name().to_owned(), ..entry }).collect())
}

/// Whether the caller may set values: they apply to all sectors.
pub fn may_set(caller: &Caller<ReadSettings>) -> bool {
    caller.with_right::<EditSettings>().is_ok() && caller.scope().sectors.is_all()
}

/// What a change of a setting triggers in other slices, in the same transaction. `app` hands it in: those slices depend
/// on this one.
#[derive(Debug, Clone, Copy)]
pub struct AfterChange(pub fn(&mut WriteTx<'_>, Key) -> Result<()>);

/// Sets the value of a setting from a day on, replacing one of the same day, and runs `after`.
///
/// # Errors
/// `forbidden` for an administrator of some sectors: settings apply to all. Those of `after`.
pub fn set(caller: &Caller<EditSettings>, change: &SettingChange, after: AfterChange) -> Result<SettingEntry> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| set_in(tx, caller, change, after))
}

/// As [`set`], unless `is_seen` refuses the setting's values: then none.
///
/// # Errors
/// Those of [`set`].
pub fn set_if(
    caller: &Caller<EditSettings>,
    change: &SettingChange,
    after: AfterChange,
    is_seen: impl Fn(&[SettingEntry]) -> bool,
) -> Result<Option<SettingEntry>> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        store::lock(tx)?;
        let mut entries = store::list(tx, caller.today())?;
        entries.retain(|entry| entry.key == change.key.as_str());
        if is_seen(&entries) { set_in(tx, caller, change, after).map(Some) } else { Ok(None) }
    })
}

fn set_in(
    tx: &mut WriteTx<'_>,
    caller: &Caller<EditSettings>,
    change: &SettingChange,
    after: AfterChange,
) -> Result<SettingEntry> {
    store::lock(tx)?;
    let is_changed =
        |entry: &SettingEntry| entry.key == change.key.as_str() && entry.effective_on == change.effective_on;
    let before = store::list(tx, caller.today())?.into_iter().find(is_changed).map(|entry| entry.value);
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
    let set = store::list(tx, caller.today())?.into_iter().find(is_changed);
    set.ok_or_else(|| AppError::new(ProblemCode::NotFound))
}
