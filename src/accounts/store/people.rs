//! People, and the places that they came in from.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::accounts::password_policy::folded;
use crate::accounts::{User, UserDetails};
use crate::db::schema::{api_keys, organisations, user_places, user_second_factors as factors, users};
use crate::db::{self, load_for_update, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{ApiKeyId, Email, Name, OrganisationId, Role, Sectors, UserId};

type CurrentUser = (UserId, Email, Name, Role, String, Option<OrganisationId>, Option<String>, Option<NaiveDateTime>);
type Kept = (i64, NaiveDateTime, NaiveDateTime);
type Row = (CurrentUser, Kept, Option<NaiveDateTime>);

/// What proves that somebody is an account's owner.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
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

fn user((own, (version, created_at, updated_at), confirmed_at): Row) -> Result<User> {
    let (id, email, name, role, sectors, organisation_id, password_hash, disabled_at) = own;
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

/// One account.
pub(crate) fn find(tx: &mut Tx<'_>, id: UserId) -> Result<User> {
    let row: Row =
        users::table.left_join(factors::table).filter(users::id.eq(id)).select(columns!()).first(tx.conn())?;
    user(row)
}

/// Accounts by id, after the last one seen.
pub(crate) fn list(tx: &mut Tx<'_>, after: i64, rows: i64) -> Result<Vec<User>> {
    let rows: Vec<Row> = users::table
        .left_join(factors::table)
        .filter(users::id.gt(after))
        .order(users::id)
        .limit(rows)
        .select(columns!())
        .load(tx.conn())?;
    rows.into_iter().map(user).collect()
}

/// The account that people sign in to by this address.
pub(crate) fn with_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<UserId>> {
    Ok(users::table.filter(users::email_folded.eq(folded(email))).select(users::id).first(tx.conn()).optional()?)
}

/// What opens the account of this address.
pub(crate) fn opening(tx: &mut Tx<'_>, email: &str) -> Result<Option<Opening>> {
    let columns = (users::id, users::email, users::password_hash, users::disabled_at);
    let row: Option<(UserId, String, Option<String>, Option<NaiveDateTime>)> =
        users::table.filter(users::email_folded.eq(email)).select(columns).first(tx.conn()).optional()?;
    Ok(row.map(opened))
}

/// What opens this account.
pub(crate) fn opening_of(tx: &mut Tx<'_>, id: UserId) -> Result<Opening> {
    let columns = (users::id, users::email, users::password_hash, users::disabled_at);
    Ok(opened(users::table.filter(users::id.eq(id)).select(columns).first(tx.conn())?))
}

fn opened((user, email, password_hash, disabled): (UserId, String, Option<String>, Option<NaiveDateTime>)) -> Opening {
    Opening { user, email, password_hash, disabled: disabled.is_some() }
}

/// What opens this account, held until the transaction ends: it changes no more before what is begun now is there.
pub(crate) fn lock_opening(tx: &mut WriteTx<'_>, id: UserId) -> Result<Option<Opening>> {
    let columns = (users::id, users::email, users::password_hash, users::disabled_at);
    let one = users::table.filter(users::id.eq(id)).select(columns);
    let found: Vec<(UserId, String, Option<String>, Option<NaiveDateTime>)> = load_for_update!(tx.conn(), one)?;
    Ok(found.into_iter().next().map(opened))
}

/// Whether there is any account at all.
pub(crate) fn any(tx: &mut Tx<'_>) -> Result<bool> {
    let first: Option<UserId> = users::table.select(users::id).first(tx.conn()).optional()?;
    Ok(first.is_some())
}

/// Whether an administrator's key was ever made.
pub(crate) fn any_administrators_key(tx: &mut Tx<'_>) -> Result<bool> {
    let first: Option<ApiKeyId> =
        api_keys::table.filter(api_keys::role.eq(Role::Admin)).select(api_keys::id).first(tx.conn()).optional()?;
    Ok(first.is_some())
}

/// What a key is called.
pub(crate) fn key_name(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<Option<String>> {
    Ok(api_keys::table.filter(api_keys::id.eq(id)).select(api_keys::name).first(tx.conn()).optional()?)
}

/// How many administrators' accounts are open that may let others in.
pub(crate) fn administrators(tx: &mut Tx<'_>) -> Result<i64> {
    let everywhere =
        users::table.filter(users::role.eq(Role::Admin)).filter(users::sectors.eq(Sectors::all().joined()));
    let open = everywhere.filter(users::disabled_at.is_null());
    Ok(open.filter(users::password_hash.is_not_null()).count().get_result(tx.conn())?)
}

/// Holds the accounts of all administrators until the transaction ends, in one order.
pub(crate) fn lock_administrators(tx: &mut WriteTx<'_>) -> Result<()> {
    let all = users::table.filter(users::role.eq(Role::Admin)).order(users::id).select(users::id);
    let _held: Vec<UserId> = load_for_update!(tx.conn(), all)?;
    Ok(())
}

fn refuse_unknown_organisation(tx: &mut Tx<'_>, id: Option<OrganisationId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let known: Option<OrganisationId> =
        organisations::table.find(id).select(organisations::id).first(tx.conn()).optional()?;
    known.map(|_| ()).ok_or_else(|| AppError::new(ProblemCode::UnknownOrganisation))
}

/// Keeps a new account, without a password.
pub(crate) fn insert(tx: &mut WriteTx<'_>, details: &UserDetails) -> Result<UserId> {
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

/// Replaces what is said of an account, if the version is still the one seen.
pub(crate) fn update(tx: &mut WriteTx<'_>, id: UserId, seen: i64, details: &UserDetails) -> Result<()> {
    refuse_unknown_organisation(tx, details.organisation_id)?;
    let now = tx.now();
    let changed = diesel::update(users::table.filter(users::id.eq(id)).filter(users::version.eq(seen)))
        .set((
            users::email.eq(&details.email),
            users::email_folded.eq(folded(details.email.as_str())),
            users::name.eq(&details.name),
            users::role.eq(details.role),
            users::sectors.eq(details.sectors.joined()),
            users::organisation_id.eq(details.organisation_id),
            users::disabled_at.eq(details.disabled.then_some(now)),
            users::version.eq(seen.saturating_add(1)),
            users::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Keeps the hash of a new password.
pub(crate) fn set_password(tx: &mut WriteTx<'_>, id: UserId, hash: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::password_hash.eq(hash), users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Of these places the first that the owner came in from before.
pub(crate) fn own_place(tx: &mut Tx<'_>, user: UserId, digests: &[String]) -> Result<Option<String>> {
    let own = user_places::table.filter(user_places::user_id.eq(user)).filter(user_places::digest.eq_any(digests));
    let known: Vec<String> = own.select(user_places::digest).load(tx.conn())?;
    Ok(digests.iter().find(|digest| known.contains(digest)).cloned())
}

/// Whether anybody came in from this place before.
pub(crate) fn is_somebodys_place(tx: &mut Tx<'_>, digest: &str) -> Result<bool> {
    let one = user_places::table.filter(user_places::digest.eq(digest)).select(user_places::user_id);
    let known: Option<UserId> = one.first(tx.conn()).optional()?;
    Ok(known.is_some())
}

/// Raises an account's version, as what is told of it changes elsewhere, and holds it until the transaction ends.
pub(crate) fn raise(tx: &mut WriteTx<'_>, id: UserId) -> Result<()> {
    let now = tx.now();
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Notes where the owner came in from now.
pub(crate) fn note_places(tx: &mut WriteTx<'_>, user: UserId, digests: &[String]) -> Result<()> {
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

/// Forgets places that nobody has come in from since, whoever's they are: this is nobody's request and has no scope.
pub(crate) fn forget_places(tx: &mut db::WriteTx<'_, ()>, before: NaiveDateTime) -> Result<usize> {
    Ok(diesel::delete(user_places::table.filter(user_places::seen_at.lt(before))).execute(tx.conn())?)
}
