//! Accounts and their credentials in the database.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::access::WriteTx as ScopedWriteTx;
use crate::accounts::password_policy::folded;
use crate::accounts::{User, UserDetails};
use crate::db::schema::{
    api_key_secrets, api_keys, buyer_account_links, organisations, user_second_factors as factors, users,
};
use crate::db::{Tx, WriteTx, load_for_update};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{AccountLinkId, ApiKeyId, Email, Name, OrganisationId, Role, Sectors, UserId};

type DetailColumns = (UserId, Email, Name, Role, String, Option<OrganisationId>, Option<String>, Option<NaiveDateTime>);
type VersionColumns = (i64, NaiveDateTime, NaiveDateTime);
type UserRow = (DetailColumns, VersionColumns, Option<NaiveDateTime>);
type CredentialsRow = (UserId, String, Option<String>, Option<NaiveDateTime>);

/// What signing in to an account is checked against.
#[derive(Debug, Clone)]
pub(crate) struct StoredCredentials {
    pub user: UserId,
    pub email: String,
    pub password_hash: Option<String>,
    pub disabled: bool,
}

macro_rules! columns {
    () => {
        (
            (
                users::id,
                users::email,
                users::name,
                users::role,
                users::sectors,
                users::organisation_id,
                users::password_hash,
                users::disabled_at,
            ),
            (users::version, users::created_at, users::updated_at),
            factors::confirmed_at.nullable(),
        )
    };
}

fn user((details, (version, created_at, updated_at), confirmed_at): UserRow) -> Result<User> {
    let (id, email, name, role, sectors, organisation_id, password_hash, disabled_at) = details;
    let sectors =
        Sectors::parse(&sectors).map_err(|invalid| AppError::internal(anyhow::anyhow!("users: {}", invalid.detail)))?;
    Ok(User {
        id,
        email,
        name,
        role,
        sectors,
        organisation_id,
        disabled: disabled_at.is_some(),
        has_password: password_hash.is_some(),
        second_factor: confirmed_at.is_some(),
        version,
        created_at: created_at.and_utc(),
        updated_at: updated_at.and_utc(),
    })
}

/// An account.
///
/// # Errors
/// `not_found`.
pub(crate) fn find<S>(tx: &mut Tx<'_, S>, id: UserId) -> Result<User> {
    let row: UserRow =
        users::table.left_join(factors::table).filter(users::id.eq(id)).select(columns!()).first(tx.conn())?;
    user(row)
}

/// Accounts in the order of their ids, after an id.
pub(crate) fn list(tx: &mut crate::access::Tx<'_>, after: i64, rows: i64) -> Result<Vec<User>> {
    let rows: Vec<UserRow> = users::table
        .left_join(factors::table)
        .filter(users::id.gt(after))
        .order(users::id)
        .limit(rows)
        .select(columns!())
        .load(tx.conn())?;
    rows.into_iter().map(user).collect()
}

/// The id of the account with this e-mail address.
pub(crate) fn find_by_email<S>(tx: &mut Tx<'_, S>, email: &str) -> Result<Option<UserId>> {
    Ok(users::table.filter(users::email_folded.eq(folded(email))).select(users::id).first(tx.conn()).optional()?)
}

const CREDENTIALS: (users::id, users::email, users::password_hash, users::disabled_at) =
    (users::id, users::email, users::password_hash, users::disabled_at);

/// The credentials of the account with this folded e-mail address.
pub(crate) fn credentials_by_email<S>(tx: &mut Tx<'_, S>, email: &str) -> Result<Option<StoredCredentials>> {
    let one = users::table.filter(users::email_folded.eq(email)).select(CREDENTIALS);
    let row: Option<CredentialsRow> = one.first(tx.conn()).optional()?;
    Ok(row.map(credentials))
}

/// The credentials of an account.
///
/// # Errors
/// `not_found`.
pub(crate) fn credentials_of<S>(tx: &mut Tx<'_, S>, id: UserId) -> Result<StoredCredentials> {
    Ok(credentials(users::table.filter(users::id.eq(id)).select(CREDENTIALS).first(tx.conn())?))
}

fn credentials((user, email, password_hash, disabled_at): CredentialsRow) -> StoredCredentials {
    StoredCredentials { user, email, password_hash, disabled: disabled_at.is_some() }
}

/// The credentials of an account, locked until the transaction ends.
pub(crate) fn lock_credentials<S>(tx: &mut WriteTx<'_, S>, id: UserId) -> Result<Option<StoredCredentials>> {
    let one = users::table.filter(users::id.eq(id)).select(CREDENTIALS);
    let rows: Vec<CredentialsRow> = load_for_update!(tx.conn(), one)?;
    Ok(rows.into_iter().next().map(credentials))
}

/// Whether any account exists.
pub(crate) fn any_user<S>(tx: &mut Tx<'_, S>) -> Result<bool> {
    let first: Option<UserId> = users::table.select(users::id).first(tx.conn()).optional()?;
    Ok(first.is_some())
}

/// Whether an administrator's API key exists, revoked ones included.
pub(crate) fn any_admin_key<S>(tx: &mut Tx<'_, S>) -> Result<bool> {
    let first: Option<ApiKeyId> =
        api_keys::table.filter(api_keys::role.eq(Role::Admin)).select(api_keys::id).first(tx.conn()).optional()?;
    Ok(first.is_some())
}

/// The name of a user.
pub(crate) fn user_name(tx: &mut crate::access::Tx<'_>, id: UserId) -> Result<Option<String>> {
    Ok(users::table.filter(users::id.eq(id)).select(users::name).first(tx.conn()).optional()?)
}

/// The name of an API key.
pub(crate) fn key_name(tx: &mut crate::access::Tx<'_>, id: ApiKeyId) -> Result<Option<String>> {
    Ok(api_keys::table.filter(api_keys::id.eq(id)).select(api_keys::name).first(tx.conn()).optional()?)
}

/// The name of the buyer to which a link opens its account.
pub(crate) fn buyer_of_link(tx: &mut crate::access::Tx<'_>, id: AccountLinkId) -> Result<Option<String>> {
    let buyer = buyer_account_links::table.find(id).select(buyer_account_links::buyer_id);
    let buyer = organisations::table.filter(organisations::id.eq_any(buyer)).select(organisations::name);
    Ok(buyer.first(tx.conn()).optional()?)
}

/// When a key ends, and the secret that was presented.
#[derive(Debug, Default, Queryable)]
pub(crate) struct KeyEnd {
    pub expires_on: Option<NaiveDate>,
    pub secret_ends_at: Option<NaiveDateTime>,
}

/// The end of the key and secret with this digest; without an end if there is no such secret.
pub(crate) fn end_of_key(tx: &mut crate::access::Tx<'_>, secret_hash: &str) -> Result<KeyEnd> {
    let key = api_key_secrets::table.inner_join(api_keys::table).filter(api_key_secrets::secret_hash.eq(secret_hash));
    let end = key.select((api_keys::expires_on, api_key_secrets::ends_at)).first(tx.conn()).optional()?;
    Ok(end.unwrap_or_default())
}

/// The number of enabled administrators who have a password and see every sector, and so may grant access.
pub(crate) fn count_active_admins(tx: &mut ScopedWriteTx<'_>) -> Result<i64> {
    let of_all_sectors =
        users::table.filter(users::role.eq(Role::Admin)).filter(users::sectors.eq(Sectors::all().joined()));
    let enabled = of_all_sectors.filter(users::disabled_at.is_null());
    Ok(enabled.filter(users::password_hash.is_not_null()).count().get_result(tx.conn())?)
}

fn refuse_unknown_organisation<S>(tx: &mut Tx<'_, S>, id: Option<OrganisationId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let row: Option<OrganisationId> =
        organisations::table.find(id).select(organisations::id).first(tx.conn()).optional()?;
    row.map(drop).ok_or_else(|| AppError::new(ProblemCode::UnknownOrganisation))
}

/// Inserts an account without a password.
///
/// # Errors
/// `unknown_organisation`.
pub(crate) fn insert<S>(tx: &mut WriteTx<'_, S>, details: &UserDetails) -> Result<UserId> {
    refuse_unknown_organisation(tx, details.organisation_id)?;
    let now = tx.now();
    let id = diesel::insert_into(users::table)
        .values((
            users::email.eq(&details.email),
            users::email_folded.eq(folded(details.email.as_str())),
            users::name.eq(&details.name),
            users::role.eq(details.role),
            users::sectors.eq(details.sectors.joined()),
            users::organisation_id.eq(details.organisation_id),
            users::disabled_at.eq(details.disabled.then_some(now)),
            users::version.eq(1),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .returning(users::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Replaces the details of an account.
///
/// # Errors
/// `precondition_failed` when its version is not `version`; `unknown_organisation`.
pub(crate) fn update(tx: &mut ScopedWriteTx<'_>, id: UserId, version: i64, details: &UserDetails) -> Result<()> {
    refuse_unknown_organisation(tx, details.organisation_id)?;
    let now = tx.now();
    let changed = diesel::update(users::table.filter(users::id.eq(id)).filter(users::version.eq(version)))
        .set((
            users::email.eq(&details.email),
            users::email_folded.eq(folded(details.email.as_str())),
            users::name.eq(&details.name),
            users::role.eq(details.role),
            users::sectors.eq(details.sectors.joined()),
            users::organisation_id.eq(details.organisation_id),
            users::disabled_at.eq(details.disabled.then_some(now)),
            users::version.eq(version.saturating_add(1)),
            users::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Stores the hash of a new password.
pub(crate) fn set_password<S>(tx: &mut WriteTx<'_, S>, id: UserId, hash: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::password_hash.eq(hash), users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Raises an account's version after a change of its second factor, and so locks it until the transaction ends.
pub(crate) fn bump_version(tx: &mut ScopedWriteTx<'_>, id: UserId) -> Result<()> {
    let now = tx.now();
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}
