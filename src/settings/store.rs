//! Settings in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Settings, Timeline};
use crate::access::Tx;
use crate::db::schema::settings as table;
use crate::error::Result;

/// The settings in force on a day: of each, the latest that has taken effect. They are the same for everyone.
///
/// # Errors
/// `internal` when a stored setting does not hold.
pub fn in_force(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Settings> {
    Ok(timeline(tx)?.on(day).clone())
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
    let mut values: HashMap<String, String> = HashMap::new();
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
