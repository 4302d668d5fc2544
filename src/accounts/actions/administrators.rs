//! What administrators do with people's accounts.

use super::links::issue;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditUsers, ReadUsers, WriteTx, sessions};
use crate::accounts::{Context, IssuedLink, LinkPurpose, User, UserDetails, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{Role, UserId};

/// Makes an account, with a link by which its owner chooses a password. The link is told once: what is kept of the answer
/// does not hold it.
///
/// # Errors
/// `forbidden` for an administrator of some sectors, as everywhere below; `email_taken`, `unknown_organisation`.
pub fn create(
    caller: &Caller<EditUsers>,
    context: &Context,
    details: &UserDetails,
) -> Result<(Idempotent<User>, Option<IssuedLink>)> {
    caller.scope().must_see_every_sector()?;
    let mut link = None;
    let made = caller.create(|tx| {
        let user = insert(tx, details)?;
        link = Some(issue(tx, Some(user.id), LinkPurpose::Invitation, context.link)?);
        Ok(user)
    })?;
    Ok((made, link))
}

pub(super) fn insert(tx: &mut WriteTx<'_>, details: &UserDetails) -> Result<User> {
    refuse_known_email(tx, None, details)?;
    let id = store::insert(tx, details)?;
    let user = store::find(tx, id)?;
    audit::record(tx, &told(Event::new("create", "user", id.0), None, &user))?;
    Ok(user)
}

/// What everybody may know of an account, and what is personal in it.
fn told(event: Event, before: Option<&User>, after: &User) -> Event {
    event
        .with("role", after.role)
        .with("sectors", &after.sectors)
        .with("organisation_id", after.organisation_id)
        .with("disabled", after.disabled)
        .personal("email", before.map(|before| &before.email), &after.email)
        .personal("name", before.map(|before| &before.name), &after.name)
}

/// Changes an account as the caller last saw it. Disabling it ends its sessions and makes its links useless.
///
/// # Errors
/// `not_found`, `precondition_failed`, `email_taken`, `last_administrator`, `unknown_organisation`, and those of `change`.
pub fn update(
    caller: &Caller<EditUsers>,
    id: UserId,
    seen: i64,
    change: impl Fn(&User) -> Result<UserDetails>,
) -> Result<User> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        // Of two administrators who make each other something else, the second sees what the first has done.
        store::lock_administrators(tx)?;
        let before = store::find(tx, id)?;
        let details = change(&before)?;
        refuse_known_email(tx, Some(id), &details)?;
        store::update(tx, id, seen, &details)?;
        let after = store::find(tx, id)?;
        let was_open = before.role == Role::Admin && before.sectors.is_all() && !before.disabled && before.has_password;
        if was_open && store::administrators(tx)? == 0 {
            return Err(ProblemCode::LastAdministrator.into());
        }
        if after.disabled {
            sessions::end_all(tx, id, None)?;
            store::void(tx, Some(id))?;
        }
        audit::record(tx, &told(Event::new("update", "user", id.0), Some(&before), &after))?;
        Ok(after)
    })
}

/// One account.
///
/// # Errors
/// `not_found`, `forbidden` as above.
pub fn show(caller: &Caller<ReadUsers>, id: UserId) -> Result<User> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::find(tx, id))
}

/// Accounts, in the order they were made.
///
/// # Errors
/// `forbidden` as above.
pub fn list(caller: &Caller<ReadUsers>, after: i64, rows: i64) -> Result<Vec<User>> {
    caller.scope().must_see_every_sector()?;
    caller.read(|tx| store::list(tx, after, rows))
}

/// Issues a link by which somebody chooses a password, their first or another. Links issued to them before are useless
/// from then on.
///
/// # Errors
/// `not_found`.
pub fn issue_link(caller: &Caller<EditUsers>, context: &Context, id: UserId) -> Result<IssuedLink> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        let user = store::find(tx, id)?;
        if user.disabled {
            return Err(ProblemCode::NotFound.into());
        }
        let purpose = if user.has_password { LinkPurpose::Reset } else { LinkPurpose::Invitation };
        store::void(tx, Some(id))?;
        let link = issue(tx, Some(id), purpose, context.link)?;
        audit::record(tx, &Event::new("issue_link", "user", id.0).with("purpose", purpose.as_str()))?;
        Ok(link)
    })
}

/// Takes somebody's second factor away, who has lost what shows the codes, and ends their sessions.
///
/// # Errors
/// `not_found`, also where there is none.
pub fn remove_second_factor(caller: &Caller<EditUsers>, id: UserId) -> Result<()> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        store::raise(tx, id)?;
        if !store::remove_factor(tx, id)? {
            return Err(ProblemCode::NotFound.into());
        }
        sessions::end_all(tx, id, None)?;
        audit::record(tx, &Event::new("remove_second_factor", "user", id.0))
    })
}

fn refuse_known_email(tx: &mut WriteTx<'_>, own: Option<UserId>, details: &UserDetails) -> Result<()> {
    match store::with_email(tx, details.email.as_str())? {
        Some(other) if Some(other) != own => {
            Err(AppError::from(FieldError::new("/email", ProblemCode::EmailTaken)).with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}
