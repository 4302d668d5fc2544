//! Second factors in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::WriteTx as ScopedWriteTx;
use crate::db::schema::user_second_factors as table;
use crate::db::{Tx, WriteTx, native};
use crate::error::Result;
use crate::values::UserId;

/// A second factor with its sealed secret.
#[derive(Debug, Clone)]
pub(crate) struct SecondFactor {
    pub secret: String,
    pub is_confirmed: bool,
}

/// The second factor of an account.
pub(crate) fn second_factor<S>(tx: &mut Tx<'_, S>, user: UserId) -> Result<Option<SecondFactor>> {
    let row: Option<(String, Option<NaiveDateTime>)> = table::table
        .filter(table::user_id.eq(user))
        .select((table::secret, table::confirmed_at))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|(secret, confirmed_at)| SecondFactor { secret, is_confirmed: confirmed_at.is_some() }))
}

/// Inserts an unconfirmed second factor, or replaces one.
pub(crate) fn save_second_factor(tx: &mut ScopedWriteTx<'_>, user: UserId, secret: &str) -> Result<()> {
    let now = tx.now();
    let begun = (table::secret.eq(secret), table::last_step.eq(0), table::created_at.eq(now), table::wrong_codes.eq(0));
    let row = (table::user_id.eq(user), begun);
    native!(tx.conn(), |conn| diesel::insert_into(table::table)
        .values(row)
        .on_conflict(table::user_id)
        .do_update()
        .set(begun)
        .execute(conn))?;
    Ok(())
}

/// Confirms an account's second factor: signing in asks for codes from now on.
pub(crate) fn confirm_second_factor(tx: &mut ScopedWriteTx<'_>, user: UserId) -> Result<()> {
    let now = tx.now();
    diesel::update(table::table.filter(table::user_id.eq(user))).set(table::confirmed_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Counts a wrong code for an account's second factor, and returns how many there were.
pub(crate) fn count_wrong_code(tx: &mut ScopedWriteTx<'_>, user: UserId) -> Result<i32> {
    Ok(diesel::update(table::table.filter(table::user_id.eq(user)))
        .set(table::wrong_codes.eq(table::wrong_codes + 1))
        .returning(table::wrong_codes)
        .get_result(tx.conn())?)
}

/// Uses up the code of a step; false if that or a later step was used before (RFC 6238, section 5.2).
pub(crate) fn use_step<S>(tx: &mut WriteTx<'_, S>, user: UserId, step: i64) -> Result<bool> {
    let unused = table::table.filter(table::user_id.eq(user)).filter(table::last_step.lt(step));
    Ok(diesel::update(unused).set(table::last_step.eq(step)).execute(tx.conn())? == 1)
}

/// Deletes an account's second factor; false if it has none.
pub(crate) fn delete_second_factor(tx: &mut ScopedWriteTx<'_>, user: UserId) -> Result<bool> {
    Ok(diesel::delete(table::table.filter(table::user_id.eq(user))).execute(tx.conn())? > 0)
}
