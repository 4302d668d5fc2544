//! What people do with their own accounts, and anybody asks of themselves.

use super::links::fit_password;
use crate::access::sessions;
use crate::access::{Caller, Secret, UseOwnAccount};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::{CurrentUser, Me, User, store};
use crate::audit::{self, Event};
use crate::error::{FieldError, ProblemCode, Result};
use crate::values::{ApiKeyId, UserId};

/// What the environment's key is called.
const BOOTSTRAP: &str = "CLAUSES_BOOTSTRAP_KEY";

/// Who asks.
///
/// # Errors
/// `unavailable`.
pub fn whoami(caller: &Caller<UseOwnAccount>, session: Option<UserId>) -> Result<Me> {
    let scope = caller.scope();
    let user = session.map(|user| caller.read(|tx| store::find(tx, user))).transpose()?;
    let key = scope.actor.strip_prefix("key:").and_then(|id| id.parse().ok()).map(ApiKeyId);
    let key = key.map(|id| caller.read(|tx| store::key_name(tx, id))).transpose()?.flatten();
    Ok(Me {
        kind: if user.is_some() { "user" } else { "key" },
        actor: scope.actor.clone(),
        name: user.as_ref().map(|user| user.name.to_string()).or(key).unwrap_or_else(|| BOOTSTRAP.to_owned()),
        email: user.as_ref().map(|user| user.email.clone()),
        role: scope.role,
        sectors: scope.sectors.clone(),
        organisation_id: scope.organisation,
        source: scope.source.clone(),
        second_factor: user.map(|user| user.second_factor),
    })
}

/// One's own account.
///
/// # Errors
/// `unavailable`.
pub fn current(own: &CurrentUser) -> Result<User> {
    own.caller.read(|tx| store::find(tx, own.session.user))
}

/// Refuses somebody who is signed in and does not know the account's password: they may have found the machine open.
///
/// # Errors
/// `too_many_attempts`, `wrong_password` at this place of the request.
pub(super) fn prove(own: &CurrentUser, pointer: &str, password: &Secret) -> Result<()> {
    let opening = own.caller.read(|tx| store::opening_of(tx, own.session.user))?;
    let buckets = Buckets::of_owner(&own.caller.scope().actor);
    own.context.guard.take(&buckets, own.caller.now())?;
    if !own.context.hasher.fits(password, opening.password_hash.as_deref())? {
        return Err(FieldError::new(pointer, ProblemCode::WrongPassword).into());
    }
    own.context.guard.give_back(&buckets);
    Ok(())
}

/// Chooses another password. One's other sessions end.
///
/// # Errors
/// `wrong_password`, `too_many_attempts`, those of the new password.
pub fn change_password(own: &CurrentUser, present: &Secret, new: &Secret) -> Result<()> {
    let user = current(own)?;
    fit_password("/new_password", new, user.email.as_str(), user.name.as_str())?;
    prove(own, "/current_password", present)?;
    let hash = own.context.hasher.hash(new)?;
    own.caller.write(|tx| {
        store::set_password(tx, user.id, &hash)?;
        store::void(tx, Some(user.id))?;
        sessions::end_all(tx, user.id, Some(own.session.id))?;
        audit::record(tx, &Event::new("change_password", "user", user.id.0))
    })
}

/// Ends one's session.
///
/// # Errors
/// `unavailable`.
pub fn sign_out(own: &CurrentUser) -> Result<()> {
    own.caller.write(|tx| {
        sessions::end(tx, own.session.id)?;
        audit::record(tx, &Event::new("sign_out", "session", own.session.id.0))
    })
}

/// Ends all of one's sessions, this one too.
///
/// # Errors
/// `unavailable`.
pub fn sign_out_everywhere(own: &CurrentUser) -> Result<()> {
    own.caller.write(|tx| {
        let ended = sessions::end_all(tx, own.session.user, None)?;
        audit::record(tx, &Event::new("sign_out_everywhere", "user", own.session.user.0).with("sessions", ended))
    })
}
