//! One's own second factor: begin, confirm by a code, give up.

use super::current_user::{current, lock_unchanged, verify_password};
use crate::access::{Secret, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::{CurrentUser, second_factor, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// The secret of a second factor, shown once, for the user's authenticator application.
#[derive(Debug)]
pub struct Enrolment {
    /// In base32.
    pub secret: Secret,
    /// As an `otpauth` URL.
    pub url: Secret,
}

/// Begins a second factor; signing in asks for no code before it is confirmed.
///
/// # Errors
/// `wrong_password`, `too_many_attempts`, `second_factor_active`; those of [`lock_unchanged`].
pub fn begin_second_factor(user: &CurrentUser, password: &Secret) -> Result<Enrolment> {
    let verified = verify_password(user, "/password", password)?;
    let account = current(user)?;
    let secret = second_factor::random_secret()?;
    let stored = user.context.sealer.seal(user.session.user, &secret)?;
    user.caller.write(|tx| {
        // A confirmation locks the account too, so one made meanwhile is visible here.
        lock_unchanged(tx, user, Some(&verified))?;
        if store::second_factor(tx, user.session.user)?.is_some_and(|factor| factor.is_confirmed) {
            return Err(ProblemCode::SecondFactorActive.into());
        }
        store::save_second_factor(tx, user.session.user, &stored)?;
        audit::record(tx, &Event::new("begin_second_factor", "user", user.session.user.0))
    })?;
    let (letters, url) = second_factor::enrolment(&secret, account.email.as_str())?;
    Ok(Enrolment { secret: Secret::new(letters), url: Secret::new(url) })
}

/// Confirms the second factor by a code, which proves that the application has the secret, and ends the user's other
/// sessions.
///
/// # Errors
/// `not_found` when none was begun, `second_factor_active`, `wrong_code`, `too_many_attempts`; those of [`lock_unchanged`].
pub fn confirm_second_factor(user: &CurrentUser, code: &str) -> Result<()> {
    let wrong = || AppError::from(FieldError::new("/code", ProblemCode::WrongCode));
    let buckets = Buckets::of_owner(&user.caller.scope().actor);
    user.context.login_throttle.take(&buckets, user.caller.now())?;
    user.caller.write(|tx| {
        lock_unchanged(tx, user, None)?;
        store::bump_version(tx, user.session.user)?;
        let factor = store::second_factor(tx, user.session.user)?.ok_or(AppError::new(ProblemCode::NotFound))?;
        if factor.is_confirmed {
            return Err(ProblemCode::SecondFactorActive.into());
        }
        let secret = user.context.sealer.open(user.session.user, &factor.secret)?;
        let step = second_factor::step(&secret, code, user.caller.now())?.ok_or_else(wrong)?;
        if !store::use_step(tx, user.session.user, step)? {
            return Err(wrong());
        }
        store::confirm_second_factor(tx, user.session.user)?;
        sessions::end_all(tx, user.session.user, Some(user.session.id))?;
        audit::record(tx, &Event::new("confirm_second_factor", "user", user.session.user.0))
    })?;
    user.context.login_throttle.give_back(&buckets);
    Ok(())
}

/// Removes the second factor.
///
/// # Errors
/// `not_found` without a second factor, `wrong_password`, `too_many_attempts`; those of [`lock_unchanged`].
pub fn give_up_second_factor(user: &CurrentUser, password: &Secret) -> Result<()> {
    let verified = verify_password(user, "/password", password)?;
    user.caller.write(|tx| {
        lock_unchanged(tx, user, Some(&verified))?;
        store::bump_version(tx, user.session.user)?;
        if !store::delete_second_factor(tx, user.session.user)? {
            return Err(ProblemCode::NotFound.into());
        }
        audit::record(tx, &Event::new("give_up_second_factor", "user", user.session.user.0))
    })
}
