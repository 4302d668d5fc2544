//! Management of one's own account: identity, password, sessions.

use std::collections::HashMap;

use super::links::check_password;
use crate::access::sessions::{self, Session};
use crate::access::{Caller, Credential, Secret, Tx, UseOwnAccount, WriteTx};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::passwords::normal_form;
use crate::accounts::store::KeyEnd;
use crate::accounts::{CurrentUser, Me, User, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{AccountLinkId, ApiKeyId, UserId};

/// The name of the key from the environment.
const BOOTSTRAP: &str = "CLAUSES_BOOTSTRAP_KEY";

/// The identity of the caller, a user or an API key.
///
/// # Errors
/// `unavailable`.
pub fn whoami(caller: &Caller<UseOwnAccount>, session: Option<Session>) -> Result<Me> {
    let scope = caller.scope();
    let user = session.as_ref().map(|session| caller.read(|tx| store::find(tx, session.user))).transpose()?;
    let key = scope.actor.strip_prefix("key:").and_then(|id| id.parse().ok()).map(ApiKeyId);
    let key = key.map(|id| caller.read(|tx| store::key_name(tx, id))).transpose()?.flatten();
    let end = match &scope.credential {
        Credential::Key(secret_hash) => caller.read(|tx| store::end_of_key(tx, secret_hash.expose()))?,
        Credential::Operator | Credential::Session(_) | Credential::Link => KeyEnd::default(),
    };
    Ok(Me {
        kind: if user.is_some() { "user" } else { "key" },
        actor: scope.actor.clone(),
        name: user.as_ref().map(|user| user.name.to_string()).or(key).unwrap_or_else(|| BOOTSTRAP.to_owned()),
        email: user.as_ref().map(|user| user.email.clone()),
        role: scope.role,
        sectors: scope.sectors.clone(),
        organisation_id: scope.organisation,
        source: scope.source.clone(),
        expires_on: end.expires_on,
        secret_ends_at: end.secret_ends_at.map(|moment| moment.and_utc()),
        second_factor: user.map(|user| user.second_factor),
        csrf_token: session.map(|session| session.csrf_token),
    })
}

/// The names behind actors, as far as they have one: users and API keys.
///
/// # Errors
/// `unavailable`.
pub fn names_of<'a>(user: &CurrentUser, actors: impl IntoIterator<Item = &'a str>) -> Result<HashMap<String, String>> {
    let name = |tx: &mut Tx<'_>, actor: &str| match actor.split_once(':') {
        Some(("user", id)) => id.parse().map_or(Ok(None), |id| store::user_name(tx, UserId(id))),
        Some(("account_link", id)) => id.parse().map_or(Ok(None), |id| store::buyer_of_link(tx, AccountLinkId(id))),
        Some(("key", id)) => id.parse().map_or(Ok(None), |id| store::key_name(tx, ApiKeyId(id))),
        _ => Ok(None),
    };
    user.caller.read(|tx| {
        let mut names = HashMap::new();
        for actor in actors {
            if !names.contains_key(actor)
                && let Some(name) = name(tx, actor)?
            {
                names.insert(actor.to_owned(), name);
            }
        }
        Ok(names)
    })
}

/// The account of the current user.
///
/// # Errors
/// `unavailable`.
pub fn current(user: &CurrentUser) -> Result<User> {
    user.caller.read(|tx| store::find(tx, user.session.user))
}

/// A password that was checked, by its stored hash.
pub(super) struct VerifiedPassword {
    pointer: &'static str,
    hash: Option<String>,
}

/// Checks the password again: the session may be on a machine that its owner left open.
///
/// # Errors
/// `too_many_attempts`, `wrong_password` with this JSON pointer.
pub(super) fn verify_password(
    user: &CurrentUser,
    pointer: &'static str,
    password: &Secret,
) -> Result<VerifiedPassword> {
    let stored = user.caller.read(|tx| store::credentials_of(tx, user.session.user))?;
    let buckets = Buckets::of_owner(&user.caller.scope().actor);
    user.context.login_throttle.take(&buckets, user.caller.now())?;
    if !user.context.hasher.matches(password, stored.password_hash.as_deref())? {
        return Err(FieldError::new(pointer, ProblemCode::WrongPassword).into());
    }
    user.context.login_throttle.give_back(&buckets);
    Ok(VerifiedPassword { pointer, hash: stored.password_hash })
}

/// Locks the user's account and session until the transaction ends, and asks again what was checked before it.
///
/// # Errors
/// `unauthenticated` when the session has ended or the account is disabled; `wrong_password` when another password than the
/// verified one is stored.
pub(super) fn lock_unchanged(
    tx: &mut WriteTx<'_>,
    user: &CurrentUser,
    verified: Option<&VerifiedPassword>,
) -> Result<()> {
    let stored = store::lock_credentials(tx, user.session.user)?.filter(|stored| !stored.disabled);
    let stored = stored.ok_or(AppError::new(ProblemCode::Unauthenticated))?;
    sessions::lock(tx, user.session.id)?;
    match verified {
        Some(verified) if verified.hash != stored.password_hash => {
            Err(FieldError::new(verified.pointer, ProblemCode::WrongPassword).into())
        }
        _ => Ok(()),
    }
}

/// Changes the password and ends the user's other sessions. A link that an administrator gave stays valid: a client that
/// has the password must not take it from the owner.
///
/// # Errors
/// `wrong_password`, `too_many_attempts`, `password_unchanged`; those of the new password; those of [`lock_unchanged`].
pub fn change_password(user: &CurrentUser, current_password: &Secret, new: &Secret) -> Result<()> {
    let account = current(user)?;
    check_password("/new_password", new, account.email.as_str(), account.name.as_str())?;
    if normal_form(new) == normal_form(current_password) {
        return Err(FieldError::new("/new_password", ProblemCode::PasswordUnchanged).into());
    }
    let verified = verify_password(user, "/current_password", current_password)?;
    let hash = user.context.hasher.hash(new)?;
    user.caller.write(|tx| {
        lock_unchanged(tx, user, Some(&verified))?;
        store::set_password(tx, account.id, &hash)?;
        store::void_second_steps(tx, account.id)?;
        sessions::end_all(tx, account.id, Some(user.session.id))?;
        audit::record(tx, &Event::new("change_password", "user", account.id.0))
    })
}

/// Ends the session of the request.
///
/// # Errors
/// `unavailable`.
pub fn sign_out(user: &CurrentUser) -> Result<()> {
    user.caller.write(|tx| {
        sessions::end(tx, user.session.id)?;
        audit::record(tx, &Event::new("sign_out", "session", user.session.id.0))
    })
}

/// Ends all sessions of the user, that of the request included.
///
/// # Errors
/// `unauthenticated` when the session has ended already.
pub fn sign_out_everywhere(user: &CurrentUser) -> Result<()> {
    user.caller.write(|tx| {
        lock_unchanged(tx, user, None)?;
        let ended = sessions::end_all(tx, user.session.user, None)?;
        audit::record(tx, &Event::new("sign_out_everywhere", "user", user.session.user.0).with("sessions", ended))
    })
}
