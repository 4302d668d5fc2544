//! Known devices: digests of the browsers and addresses that owners have signed in from (table `user_places`).

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::user_places;
use crate::db::{Tx, WriteTx, native};
use crate::error::Result;
use crate::values::UserId;

/// The first of these digests that is a known device of the account.
pub(crate) fn known_device<S>(tx: &mut Tx<'_, S>, user: UserId, digests: &[String]) -> Result<Option<String>> {
    let of_user = user_places::table.filter(user_places::user_id.eq(user)).filter(user_places::digest.eq_any(digests));
    let known: Vec<String> = of_user.select(user_places::digest).load(tx.conn())?;
    Ok(digests.iter().find(|digest| known.contains(digest)).cloned())
}

/// Whether the address of this digest is known for any account.
pub(crate) fn is_known_address<S>(tx: &mut Tx<'_, S>, digest: &str) -> Result<bool> {
    let one = user_places::table.filter(user_places::digest.eq(digest)).select(user_places::user_id);
    let user: Option<UserId> = one.first(tx.conn()).optional()?;
    Ok(user.is_some())
}

/// Records devices of an account, or the time of their last use.
pub(crate) fn record_devices<S>(tx: &mut WriteTx<'_, S>, user: UserId, digests: &[String]) -> Result<()> {
    let now = tx.now();
    for digest in digests {
        let row = (user_places::user_id.eq(user), user_places::digest.eq(digest), user_places::seen_at.eq(now));
        native!(tx.conn(), |conn| diesel::insert_into(user_places::table)
            .values(row)
            .on_conflict((user_places::user_id, user_places::digest))
            .do_update()
            .set(user_places::seen_at.eq(now))
            .execute(conn))?;
    }
    Ok(())
}

/// Deletes devices last used before a moment, of all accounts. A background job: no request, so no scope.
pub(crate) fn delete_stale_devices(tx: &mut WriteTx<'_, ()>, before: NaiveDateTime) -> Result<usize> {
    Ok(diesel::delete(user_places::table.filter(user_places::seen_at.lt(before))).execute(tx.conn())?)
}
