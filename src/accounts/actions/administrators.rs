//! Management of accounts by administrators. All actions but the inner `insert` refuse administrators who do not see
//! every sector (`forbidden`), since granting access could grant any sector.

use super::links::issue;
use crate::access::idempotency::Idempotent;
use crate::access::{Actor, Caller, EditUsers, ReadUsers, sessions};
use crate::accounts::search::searched;
use crate::accounts::{Context, IssuedLink, LinkPurpose, User, UserDetails, UserFilter, UserOrder, store};
use crate::audit::{self, Event};
use crate::db::WriteTx;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ExpectedVersions, Paged, Part, Role, UserId};

/// Makes an account and issues the invitation by which its owner chooses a password. The stored response does not hold
/// the link, so a replay returns none.
///
/// # Errors
/// `email_taken`, `unknown_organisation`.
pub fn create(
    caller: &Caller<EditUsers>,
    context: &Context,
    details: &UserDetails,
) -> Result<(Idempotent<User>, Option<IssuedLink>)> {
    caller.scope().must_see_every_sector()?;
    let mut link = None;
    let user = caller.create(|tx| {
        let user = insert(tx, details)?;
        link = Some(issue(tx, Some(user.id), LinkPurpose::Invitation, context.link_lifetime)?);
        Ok(user)
    })?;
    Ok((user, link))
}

/// Inserts an account and records its audit event.
pub(super) fn insert<S: Actor>(tx: &mut WriteTx<'_, S>, details: &UserDetails) -> Result<User> {
    refuse_taken_email(tx, None, details)?;
    let id = store::insert(tx, details)?;
    let user = store::find(tx, id)?;
    audit::record(tx, &with_details(Event::new("create", "user", id.0), None, &user))?;
    Ok(user)
}

/// Adds the account's details to the event: e-mail address and name as personal values.
fn with_details(event: Event, before: Option<&User>, after: &User) -> Event {
    event
        .with("role", after.role)
        .with("sectors", &after.sectors)
        .with("organisation_id", after.organisation_id)
        .with("disabled", after.disabled)
        .personal("email", before.map(|before| &before.email), &after.email)
        .personal("name", before.map(|before| &before.name), &after.name)
}

/// Changes an account at one of the `expected` versions. Disabling it ends its sessions and makes its links invalid.
///
/// # Errors
/// `not_found`, `precondition_failed`, `email_taken`, `last_administrator`, `unknown_organisation`; those of `change`.
pub fn update(
    caller: &Caller<EditUsers>,
    id: UserId,
    expected: &ExpectedVersions,
    change: impl Fn(&User) -> Result<UserDetails>,
) -> Result<User> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        let before = store::find(tx, id)?;
        let version = expected.require(before.version)?;
        let details = change(&before)?;
        refuse_taken_email(tx, Some(id), &details)?;
        store::update(tx, id, version, &details)?;
        let after = store::find(tx, id)?;
        let was_active =
            before.role == Role::Admin && before.sectors.is_all() && !before.disabled && before.has_password;
        if was_active && store::count_active_admins(tx)? == 0 {
            return Err(ProblemCode::LastAdministrator.into());
        }
        if after.disabled {
            sessions::end_all(tx, id, None)?;
            store::void_links(tx, Some(id))?;
        }
        audit::record(tx, &with_details(Event::new("update", "user", id.0), Some(&before), &after))?;
        Ok(after)
    })
}

/// An account.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadUsers>, id: UserId) -> Result<User> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::find(tx, id))
}

/// Accounts in the order of their ids, after an id.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadUsers>, after: i64, rows: i64) -> Result<Vec<User>> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::list(tx, after, rows))
}

/// A part of the accounts that are asked for, in their order.
///
/// # Errors
/// `unavailable`.
pub fn search(caller: &Caller<ReadUsers>, filter: &UserFilter, order: UserOrder, part: Part) -> Result<Paged<User>> {
    Ok(Paged::of(searched(list(caller, 0, i64::MAX)?, filter, order), part))
}

/// Issues a link by which an account's owner chooses a password. Earlier links of the account become invalid.
///
/// # Errors
/// `not_found`, also for a disabled account.
pub fn issue_link(caller: &Caller<EditUsers>, context: &Context, id: UserId) -> Result<IssuedLink> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        let user = store::find(tx, id)?;
        if user.disabled {
            return Err(ProblemCode::NotFound.into());
        }
        let purpose = if user.has_password { LinkPurpose::Reset } else { LinkPurpose::Invitation };
        store::void_links(tx, Some(id))?;
        let link = issue(tx, Some(id), purpose, context.link_lifetime)?;
        audit::record(tx, &Event::new("issue_link", "user", id.0).with("purpose", purpose.as_str()))?;
        Ok(link)
    })
}

/// Removes the second factor of an account whose owner cannot produce codes any more, and ends its sessions.
///
/// # Errors
/// `not_found`, also for an account without a second factor.
pub fn remove_second_factor(caller: &Caller<EditUsers>, id: UserId) -> Result<()> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        store::bump_version(tx, id)?;
        if !store::delete_second_factor(tx, id)? {
            return Err(ProblemCode::NotFound.into());
        }
        sessions::end_all(tx, id, None)?;
        audit::record(tx, &Event::new("remove_second_factor", "user", id.0))
    })
}

fn refuse_taken_email<S>(tx: &mut WriteTx<'_, S>, own: Option<UserId>, details: &UserDetails) -> Result<()> {
    match store::find_by_email(tx, details.email.as_str())? {
        Some(other) if Some(other) != own => {
            Err(AppError::from(FieldError::new("/email", ProblemCode::EmailTaken)).with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}
