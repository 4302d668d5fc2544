//! Second factors.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::native;
use crate::db::schema::user_second_factors as table;
use crate::error::Result;
use crate::values::UserId;

/// A second factor as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Factor {
    pub secret: String,
    pub is_confirmed: bool,
}

/// Somebody's, if they have one.
pub(crate) fn factor(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Factor>> {
    let row: Option<(String, Option<NaiveDateTime>)> = table::table
        .filter(table::user_id.eq(user))
        .select((table::secret, table::confirmed_at))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|(secret, confirmed_at)| Factor { secret, is_confirmed: confirmed_at.is_some() }))
}

/// Keeps one that is not confirmed, in the place of another such.
pub(crate) fn keep_factor(tx: &mut WriteTx<'_>, user: UserId, secret: &str) -> Result<()> {
    let now = tx.now();
    let row = (table::user_id.eq(user), table::secret.eq(secret), table::last_step.eq(0), table::created_at.eq(now));
    let again = (table::secret.eq(secret), table::last_step.eq(0), table::created_at.eq(now));
    native!(tx.conn(), |conn| diesel::insert_into(table::table)
        .values(row)
        .on_conflict(table::user_id)
        .do_update()
        .set(again)
        .execute(conn))?;
    Ok(())
}

/// Puts it to use.
pub(crate) fn confirm(tx: &mut WriteTx<'_>, user: UserId) -> Result<()> {
    let now = tx.now();
    diesel::update(table::table.filter(table::user_id.eq(user))).set(table::confirmed_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Takes the code of a step, which no later request can take again: says whether it was still to be had.
pub(crate) fn spend_step(tx: &mut WriteTx<'_>, user: UserId, step: i64) -> Result<bool> {
    let unspent = table::table.filter(table::user_id.eq(user)).filter(table::last_step.lt(step));
    Ok(diesel::update(unspent).set(table::last_step.eq(step)).execute(tx.conn())? == 1)
}

/// Takes it away: says whether there was one.
pub(crate) fn remove_factor(tx: &mut WriteTx<'_>, user: UserId) -> Result<bool> {
    Ok(diesel::delete(table::table.filter(table::user_id.eq(user))).execute(tx.conn())? > 0)
}
