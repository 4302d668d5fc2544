//! One-time links, stored by the digests of their tokens.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::digest_of;
use crate::accounts::LinkPurpose;
use crate::db::schema::user_links as table;
use crate::db::{Tx, WriteTx};
use crate::error::{ProblemCode, Result};
use crate::values::UserId;

/// A link that is neither used nor expired.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValidLink {
    pub id: i64,
    pub user: Option<UserId>,
}

/// Inserts a link under the digest of its token.
pub(crate) fn insert_link<S>(
    tx: &mut WriteTx<'_, S>,
    user: Option<UserId>,
    purpose: LinkPurpose,
    token: &str,
    expires_at: NaiveDateTime,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(table::table)
        .values((
            table::user_id.eq(user),
            table::purpose.eq(purpose.as_str()),
            table::digest.eq(digest_of(token)),
            table::created_at.eq(now),
            table::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The link of this token and purpose, if it is neither used nor expired.
pub(crate) fn find_valid_link<S>(tx: &mut Tx<'_, S>, purpose: LinkPurpose, token: &str) -> Result<Option<ValidLink>> {
    let now = tx.now();
    let row: Option<(i64, Option<UserId>)> = table::table
        .filter(table::digest.eq(digest_of(token)))
        .filter(table::purpose.eq(purpose.as_str()))
        .filter(table::used_at.is_null())
        .filter(table::expires_at.gt(now))
        .select((table::id, table::user_id))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|(id, user)| ValidLink { id, user }))
}

/// Marks a link as used; of concurrent calls only one succeeds.
///
/// # Errors
/// `not_found` when another request has used it.
pub(crate) fn use_link<S>(tx: &mut WriteTx<'_, S>, link: ValidLink) -> Result<()> {
    let now = tx.now();
    let unused = table::table.filter(table::id.eq(link.id)).filter(table::used_at.is_null());
    let used = diesel::update(unused).set(table::used_at.eq(now)).execute(tx.conn())?;
    if used == 1 { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// Makes an account's unused links invalid; without an account, those of the first set-up.
pub(crate) fn void_links<S>(tx: &mut WriteTx<'_, S>, user: Option<UserId>) -> Result<()> {
    let now = tx.now();
    let unused = table::table.filter(table::used_at.is_null());
    match user {
        Some(user) => {
            diesel::update(unused.filter(table::user_id.eq(user))).set(table::used_at.eq(now)).execute(tx.conn())?
        }
        None => {
            diesel::update(unused.filter(table::user_id.is_null())).set(table::used_at.eq(now)).execute(tx.conn())?
        }
    };
    Ok(())
}

/// Makes the links invalid that stand in for an account's password. Those that an administrator gave stay.
pub(crate) fn void_second_steps<S>(tx: &mut WriteTx<'_, S>, user: UserId) -> Result<()> {
    let now = tx.now();
    let unused = table::table.filter(table::user_id.eq(user)).filter(table::used_at.is_null());
    let second_steps = unused.filter(table::purpose.eq(LinkPurpose::SecondStep.as_str()));
    diesel::update(second_steps).set(table::used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Deletes expired links of all accounts. A background job: no request, so no scope.
pub(crate) fn delete_expired_links(tx: &mut WriteTx<'_, ()>) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::delete(table::table.filter(table::expires_at.le(now))).execute(tx.conn())?)
}
