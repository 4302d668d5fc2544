//! Settings in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::Settings;
use crate::access::Tx;
use crate::db::schema::settings as table;
use crate::error::Result;

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
