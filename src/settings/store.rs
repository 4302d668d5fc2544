//! Settings in the database.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Change, Entry, Key, Settings, Timeline};
use crate::access::{Tx, WriteTx};
use crate::db::schema::settings as table;
use crate::db::{LockMode, RawQuery, lock_settings};
use crate::error::Result;

/// The settings in force on a day: of each, the latest that has taken effect. They are the same for everyone.
///
/// # Errors
/// `internal` when a stored setting does not hold.
pub fn in_force(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Settings> {
    Ok(timeline(tx)?.on(day).clone())
}

/// Adds the value that a setting has on a day to a statement of another's, as SQL: what [`in_force`] gives of it, without
/// a round trip of its own.
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
/// `internal` when a stored setting does not hold.
pub fn timeline(tx: &mut Tx<'_>) -> Result<Timeline> {
    let rows: Vec<(NaiveDate, String, String)> = table::table
        .order((table::effective_on, table::id))
        .select((table::effective_on, table::key, table::value))
        .load(tx.conn())?;
    timeline_of(rows)
}

/// The settings of every day, of what is said of each from a day on: in the order of the days and of when it was said.
///
/// # Errors
/// `internal` when a stored setting does not hold.
pub fn timeline_of(rows: Vec<(NaiveDate, String, String)>) -> Result<Timeline> {
    // Before its own first day a setting is what it will first be, so that an early change of one takes no other away.
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

/// The settings of every day, held as they are until the transaction ends: what is decided by them now stays right.
///
/// # Errors
/// `internal` when a stored setting does not hold.
pub fn held_timeline(tx: &mut WriteTx<'_>) -> Result<Timeline> {
    tx.lock_settings()?;
    timeline(tx)
}

type Row = (String, NaiveDate, String, Option<String>, String, NaiveDateTime);

/// Every setting through time, by key and then by day; which are in force is told for `today`.
pub(super) fn list(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Vec<Entry>> {
    let rows: Vec<Row> = table::table
        .order((table::key, table::effective_on))
        .select((table::key, table::effective_on, table::value, table::reason, table::set_by, table::set_at))
        .load(tx.conn())?;
    let taken_effect = rows.iter().filter(|row| row.1 <= today);
    let latest: HashMap<String, NaiveDate> = taken_effect.map(|row| (row.0.clone(), row.1)).collect();
    let entry = |(key, effective_on, value, reason, set_by, set_at): Row| Entry {
        in_force: latest.get(&key) == Some(&effective_on),
        label: Key::parse(&key).map(|known| known.label().to_owned()).unwrap_or_default(),
        set_at: set_at.and_utc(),
        key,
        effective_on,
        value,
        reason,
        set_by,
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Sets a setting from a day on, in place of what was set for that very day, once nobody decides by the settings any
/// more. Gives the id of its row.
pub(super) fn set(tx: &mut WriteTx<'_>, change: &Change) -> Result<i64> {
    lock_settings(tx.conn(), LockMode::Exclusive)?;
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
