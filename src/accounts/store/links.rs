//! One-time links, by the digests of their tokens.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx, digest_of};
use crate::accounts::LinkPurpose;
use crate::db;
use crate::db::schema::user_links as table;
use crate::error::{ProblemCode, Result};
use crate::values::UserId;

/// A link that is still good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundLink {
    pub id: i64,
    pub user: Option<UserId>,
}

/// Keeps a new link under the digest of its token.
pub(crate) fn issue(
    tx: &mut WriteTx<'_>,
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

/// The link of this token, if it is for this, was not used and has not expired.
pub(crate) fn usable(tx: &mut Tx<'_>, purpose: LinkPurpose, token: &str) -> Result<Option<FoundLink>> {
    let now = tx.now();
    let row: Option<(i64, Option<UserId>)> = table::table
        .filter(table::digest.eq(digest_of(token)))
        .filter(table::purpose.eq(purpose.as_str()))
        .filter(table::used_at.is_null())
        .filter(table::expires_at.gt(now))
        .select((table::id, table::user_id))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|(id, user)| FoundLink { id, user }))
}

/// Uses a link, once whoever else tries meanwhile.
///
/// # Errors
/// `not_found` when somebody was faster.
pub(crate) fn use_up(tx: &mut WriteTx<'_>, link: FoundLink) -> Result<()> {
    let now = tx.now();
    let own = table::table.filter(table::id.eq(link.id)).filter(table::used_at.is_null());
    let used = diesel::update(own).set(table::used_at.eq(now)).execute(tx.conn())?;
    if used == 1 { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// Makes somebody's links useless; with nobody, those of the first set-up.
pub(crate) fn void(tx: &mut WriteTx<'_>, user: Option<UserId>) -> Result<()> {
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

/// Forgets those that have expired, whoever's they are: this is nobody's request and has no scope.
pub(crate) fn forget_links(tx: &mut db::WriteTx<'_, ()>) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::delete(table::table.filter(table::expires_at.le(now))).execute(tx.conn())?)
}
