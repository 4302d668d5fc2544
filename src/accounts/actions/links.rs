//! One-time links: issuing them, and choosing a password by an invitation or a reset.

use chrono::{DateTime, TimeDelta, Utc};

use super::known_devices;
use crate::access::{Secret, Visitor, random_token, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::passwords::normal_form;
use crate::accounts::{ClientOrigin, Context, IssuedLink, LinkPurpose, PasswordChosen, User, password_policy, store};
use crate::audit::{self, Event};
use crate::db::{Db, WriteTx};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::UserId;

/// For how long an unused browser or address remains known.
const DEVICES_KEPT: TimeDelta = TimeDelta::days(90);

/// Issues a link.
pub(super) fn issue<S>(
    tx: &mut WriteTx<'_, S>,
    user: Option<UserId>,
    purpose: LinkPurpose,
    lifetime: TimeDelta,
) -> Result<IssuedLink> {
    let token = random_token()?;
    let expires_at = tx.now() + lifetime;
    store::insert_link(tx, user, purpose, token.expose(), expires_at)?;
    Ok(IssuedLink { purpose, token, expires_at: expires_at.and_utc() })
}

/// The account of an invitation or a reset.
///
/// # Errors
/// `not_found` when the link is unknown, used or expired, or its account is disabled.
pub fn invited(context: &Context, purpose: LinkPurpose, token: &str) -> Result<User> {
    context.db.read(&(), context.now(), |tx| {
        let user = store::find_valid_link(tx, purpose, token)?.and_then(|link| link.user);
        let user = store::find(tx, user.ok_or(AppError::new(ProblemCode::NotFound))?)?;
        if user.disabled { Err(ProblemCode::NotFound.into()) } else { Ok(user) }
    })
}

/// Checks a new password; an error carries the JSON pointer of its field.
pub(super) fn check_password(pointer: &str, password: &Secret, email: &str, name: &str) -> Result<()> {
    let checked = password_policy::check_password(normal_form(password).expose(), email, name);
    checked.map_err(|invalid| FieldError::new(pointer, invalid.code).with_detail(invalid.detail).into())
}

/// Chooses a password by an invitation or a reset and ends the account's sessions. The browser and the address become
/// known devices, so that other people's attempts cannot block the owner's first sign-in.
///
/// # Errors
/// `not_found` when the link is no longer valid; `too_many_attempts`; those of the password.
pub fn choose_password(
    context: &Context,
    purpose: LinkPurpose,
    token: &str,
    password: &Secret,
    origin: &ClientOrigin,
) -> Result<PasswordChosen> {
    let user = invited(context, purpose, token)?;
    check_password("/password", password, user.email.as_str(), user.name.as_str())?;
    context.login_throttle.take(&Buckets::of_link(token), context.now())?;
    let hash = context.hasher.hash(password)?;
    let visitor = Visitor::owner_of(user.id, origin.request_id.clone());
    let device = context.db.write(&visitor, context.now(), |tx| {
        // Locked before the link, as by others who void links; it may be disabled since.
        let stored = store::lock_credentials(tx, user.id)?.filter(|stored| !stored.disabled);
        stored.ok_or(AppError::new(ProblemCode::NotFound))?;
        let link = store::find_valid_link(tx, purpose, token)?.ok_or(AppError::new(ProblemCode::NotFound))?;
        store::use_link(tx, link)?;
        store::set_password(tx, user.id, &hash)?;
        store::void_links(tx, Some(user.id))?;
        sessions::end_all(tx, user.id, None)?;
        audit::record(tx, &Event::new("choose_password", "user", user.id.0).with("by", purpose.as_str()))?;
        known_devices::record(tx, user.id, origin)
    })?;
    Ok(PasswordChosen { user, device })
}

/// Deletes expired links and devices not used for [`DEVICES_KEPT`].
///
/// # Errors
/// `unavailable`.
pub fn purge(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    db.write(&(), now, |tx| {
        let before = tx.now() - DEVICES_KEPT;
        Ok(store::delete_stale_devices(tx, before)? + store::delete_expired_links(tx)?)
    })
}
