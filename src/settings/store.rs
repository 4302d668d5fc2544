//! Queries of settings. They are the same for every caller.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Key, SettingChange, SettingEntry, Settings, Timeline};
use crate::access::{Tx, WriteTx};
use crate::db::schema::settings as table;
use crate::db::{LockMode, RawQuery, lock_settings};
use crate::error::Result;

/// The settings in force on a day: of each, the latest value that has taken effect.
///
/// # Errors
/// `internal` when a stored value is invalid.
pub fn in_force(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Settings> {
    Ok(timeline(tx)?.on(day).clone())
}

/// Adds a SQL expression for the value of a setting on a day to another statement, which saves a round trip. Equals
/// [`in_force`].
pub fn value_on<T>(sql: &mut RawQuery<T>, key: Key, day: NaiveDate) {
    sql.push("COALESCE((SELECT value FROM settings WHERE key = ");
    sql.bind_text(key.as_str());
    sql.push(" AND effective_on <= ");
    sql.bind_date(day);
    sql.push(" ORDER BY effective_on DESC LIMIT 1), (SELECT value FROM settings WHERE key = ");
    sql.bind_text(key.as_str());
    sql.push(" ORDER BY effective_on LIMIT 1))");
}

/// The settings of every day.
///
/// # Errors
/// `internal` when a stored value is invalid.
pub fn timeline(tx: &mut Tx<'_>) -> Result<Timeline> {
    let rows: Vec<(NaiveDate, String, String)> = table::table
        .order((table::effective_on, table::id))
        .select((table::effective_on, table::key, table::value))
        .load(tx.conn())?;
    timeline_of(rows)
}

/// The settings of every day, from rows of day, key and value, ordered by day and id.
///
/// # Errors
/// `internal` when a stored value is invalid.
pub fn timeline_of(rows: Vec<(NaiveDate, String, String)>) -> Result<Timeline> {
    // Before its first day a setting has its first value, so that no day lacks one.
    let mut values: HashMap<String, String> = HashMap::new();
    for (_, key, value) in &rows {
        values.entry(key.clone()).or_insert_with(|| value.clone());
    }
    let mut rows = rows.into_iter().peekable();
    let mut days = Vec::new();
    while let Some((day, key, value)) = rows.next() {
        values.insert(key, value);
        if rows.peek().is_none_or(|(next, _, _)| *next != day) {
            days.push((day, Settings::read(|key| values.get(key).cloned())?));
        }
    }
    let earliest = days.first().map(|(_, settings)| settings.clone());
    let earliest = earliest.map_or_else(|| Settings::read(|_| None), Ok)?;
    Ok(Timeline::new(earliest, days))
}

/// The settings of every day as they would be with a change. It is not recorded.
///
/// # Errors
/// `internal` when a stored value is invalid.
pub fn timeline_with(tx: &mut Tx<'_>, change: &SettingChange) -> Result<Timeline> {
    let mut rows: Vec<(NaiveDate, String, String)> = table::table
        .order((table::effective_on, table::id))
        .select((table::effective_on, table::key, table::value))
        .load(tx.conn())?;
    let (day, key) = (change.effective_on, change.key.as_str());
    rows.retain(|(on, of, _)| *on != day || of != key);
    rows.insert(rows.partition_point(|(on, ..)| *on <= day), (day, key.to_owned(), change.value.clone()));
    timeline_of(rows)
}

/// The settings of every day, locked shared until the transaction ends.
///
/// # Errors
/// `internal` when a stored value is invalid.
pub fn lock_timeline(tx: &mut WriteTx<'_>) -> Result<Timeline> {
    tx.lock_settings()?;
    timeline(tx)
}

type SettingRow = (String, NaiveDate, String, Option<String>, String, NaiveDateTime);

/// All values, by key and day; `in_force` refers to `today`.
pub(super) fn list(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Vec<SettingEntry>> {
    let rows: Vec<SettingRow> = table::table
        .order((table::key, table::effective_on))
        .select((table::key, table::effective_on, table::value, table::reason, table::set_by, table::set_at))
        .load(tx.conn())?;
    let effective = rows.iter().filter(|row| row.1 <= today);
    let latest: HashMap<String, NaiveDate> = effective.map(|row| (row.0.clone(), row.1)).collect();
    let entry = |(key, effective_on, value, reason, set_by, set_at): SettingRow| SettingEntry {
        in_force: latest.get(&key) == Some(&effective_on),
        label: Key::parse(&key).map(|key| key.label().to_owned()).unwrap_or_default(),
        set_at: set_at.and_utc(),
        key,
        effective_on,
        value,
        reason,
        set_by,
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Waits for all transactions that locked the settings; others wait until this one ends.
pub(super) fn lock(tx: &mut WriteTx<'_>) -> Result<()> {
    lock_settings(tx.conn(), LockMode::Exclusive)
}

/// Sets a value, replacing one of the same day, and returns the id of its row. The caller has locked the settings.
pub(super) fn set(tx: &mut WriteTx<'_>, change: &SettingChange) -> Result<i64> {
    let values = (
        table::value.eq(&change.value),
        table::reason.eq(change.reason.as_ref()),
        table::set_by.eq(&tx.scope().actor),
        table::set_at.eq(tx.now()),
    );
    let key = table::key.eq(change.key.as_str());
    let same_day = table::effective_on.eq(change.effective_on);
    let replaced: Option<i64> = diesel::update(table::table.filter(key).filter(same_day))
        .set(values)
        .returning(table::id)
        .get_result(tx.conn())
        .optional()?;
    if let Some(id) = replaced {
        return Ok(id);
    }
    Ok(diesel::insert_into(table::table).values((key, same_day, values)).returning(table::id).get_result(tx.conn())?)
}
