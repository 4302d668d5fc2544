//! Settings in the database.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Change, Entry, Key, Settings};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{hours, settings as table};
use crate::error::Result;
use crate::units::CandidateId;

/// The settings in force on a day: of each, the latest that has taken effect. They are the same for everyone.
///
/// # Errors
/// `internal` when a stored setting does not hold.
pub fn in_force(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Settings> {
    let rows: Vec<(String, String)> = table::table
        .filter(table::effective_on.le(day))
        .order(table::effective_on)
        .select((table::key, table::value))
        .load(tx.conn())?;
    // A later one replaces an earlier one.
    let values: HashMap<_, _> = rows.into_iter().collect();
    Settings::read(|key| values.get(key).cloned())
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

/// Sets a setting from a day on, in place of what was set for that very day. Gives the id of its row.
pub(super) fn set(tx: &mut WriteTx<'_>, change: &Change) -> Result<i64> {
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

/// Everyone who has hours: whose hours may count otherwise once a setting changes.
pub(super) fn people_with_hours(tx: &mut WriteTx<'_>) -> Result<Vec<CandidateId>> {
    Ok(hours::table.select(hours::candidate_id).distinct().order(hours::candidate_id).load(tx.conn())?)
}
