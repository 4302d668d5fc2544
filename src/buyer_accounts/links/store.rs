//! Queries of links to buyers' accounts, which are stored by the digests of their tokens. The actions check that the caller
//! sees every sector, so no query filters by scope.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{AccountLink, NewLink};
use crate::access::{Tx, WriteTx, digest_of};
use crate::db::schema::{buyer_account_links, buyer_account_links as table, organisations};
use crate::db::{self, columns_of, load_for_update, load_shared};
use crate::error::{ProblemCode, Result};
use crate::values::{AccountLinkId, OrganisationId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = buyer_account_links)]
struct LinkRow {
    id: AccountLinkId,
    buyer_id: OrganisationId,
    expires_on: NaiveDate,
    created_by: String,
    created_at: NaiveDateTime,
    revoked_by: Option<String>,
    revoked_at: Option<NaiveDateTime>,
    version: i64,
}

impl From<LinkRow> for AccountLink {
    fn from(row: LinkRow) -> Self {
        Self {
            id: row.id,
            organisation_id: row.buyer_id,
            expires_on: row.expires_on,
            created_by: row.created_by,
            created_at: row.created_at.and_utc(),
            revoked_by: row.revoked_by,
            revoked_at: row.revoked_at.map(|at| at.and_utc()),
            version: row.version,
        }
    }
}

/// Checks that a buyer exists, and locks it until the transaction ends against a merge or its withdrawal.
///
/// # Errors
/// `not_found`.
pub(super) fn lock_buyer(tx: &mut WriteTx<'_>, buyer: OrganisationId) -> Result<()> {
    let one = organisations::table.filter(organisations::id.eq(buyer)).select(organisations::id);
    let found: Vec<OrganisationId> = load_shared!(tx.conn(), one)?;
    if found.is_empty() { Err(ProblemCode::NotFound.into()) } else { Ok(()) }
}

/// Inserts a link under the digest of its token.
pub(super) fn insert(tx: &mut WriteTx<'_>, buyer: OrganisationId, new: &NewLink, token: &str) -> Result<AccountLink> {
    let values = (
        table::buyer_id.eq(buyer),
        table::digest.eq(digest_of(token)),
        table::expires_on.eq(new.expires_on),
        table::created_by.eq(tx.scope().actor.clone()),
        table::created_at.eq(tx.now()),
        table::version.eq(1_i64),
    );
    let insertion = diesel::insert_into(table::table).values(values).returning(columns_of::<LinkRow>());
    Ok(insertion.get_result::<LinkRow>(tx.conn())?.into())
}

/// The links of a buyer, by id, after `after`.
pub(super) fn list(tx: &mut Tx<'_>, buyer: OrganisationId, after: i64, rows: i64) -> Result<Vec<AccountLink>> {
    let query = table::table.filter(table::buyer_id.eq(buyer)).filter(table::id.gt(after)).order(table::id).limit(rows);
    let rows: Vec<LinkRow> = query.select(columns_of::<LinkRow>()).load(tx.conn())?;
    Ok(rows.into_iter().map(AccountLink::from).collect())
}

/// The links of a buyer that were issued last, the last one first.
pub(super) fn latest(tx: &mut Tx<'_>, buyer: OrganisationId, rows: i64) -> Result<Vec<AccountLink>> {
    let query = table::table.filter(table::buyer_id.eq(buyer)).order(table::id.desc()).limit(rows);
    let rows: Vec<LinkRow> = query.select(columns_of::<LinkRow>()).load(tx.conn())?;
    Ok(rows.into_iter().map(AccountLink::from).collect())
}

/// A link, locked until the transaction ends.
///
/// # Errors
/// `not_found`.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: AccountLinkId) -> Result<AccountLink> {
    let one = table::table.find(id).select(columns_of::<LinkRow>());
    let rows: Vec<LinkRow> = load_for_update!(tx.conn(), one)?;
    rows.into_iter().next().map(AccountLink::from).ok_or_else(|| ProblemCode::NotFound.into())
}

/// Revokes a link.
pub(super) fn revoke(tx: &mut WriteTx<'_>, id: AccountLinkId) -> Result<()> {
    let (by, now) = (tx.scope().actor.clone(), tx.now());
    let changes =
        (table::revoked_by.eq(Some(by)), table::revoked_at.eq(Some(now)), table::version.eq(table::version + 1));
    diesel::update(table::table.find(id)).set(changes).execute(tx.conn())?;
    Ok(())
}

/// The link of a token; who has it is not known yet, so without a scope.
pub(super) fn of_token(tx: &mut db::Tx<'_, ()>, token: &str) -> Result<Option<AccountLink>> {
    let query = table::table.filter(table::digest.eq(digest_of(token))).select(columns_of::<LinkRow>());
    let row: Option<LinkRow> = query.first(tx.conn()).optional()?;
    Ok(row.map(AccountLink::from))
}
