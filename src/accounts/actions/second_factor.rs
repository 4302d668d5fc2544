//! One's own second factor: begin, confirm by a code, give up.

use super::current_user::{current, lock_unchanged, verify_password};
use crate::access::{Secret, WriteTx, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::{CurrentUser, User, second_factor, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// How many codes may be tried to confirm a secret.
const TRIES: i32 = 3;

/// The secret of a second factor, shown until a code confirms it, for the user's authenticator application.
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
    enrolment(&secret, &account)
}

/// The second factor that was begun and waits for a code.
///
/// # Errors
/// `unavailable`.
pub fn second_factor_under_way(user: &CurrentUser) -> Result<Option<Enrolment>> {
    let account = current(user)?;
    let factor = user.caller.read(|tx| store::second_factor(tx, user.session.user))?;
    let Some(factor) = factor.filter(|factor| !factor.is_confirmed) else { return Ok(None) };
    let secret = user.context.sealer.open(user.session.user, &factor.secret)?;
    enrolment(&secret, &account).map(Some)
}

fn enrolment(secret: &[u8], account: &User) -> Result<Enrolment> {
    let (letters, url) = second_factor::enrolment(secret, account.email.as_str())?;
    Ok(Enrolment { secret: Secret::new(letters), url: Secret::new(url) })
}

/// Confirms the second factor by a code, which proves that the application has the secret, and ends the user's other
/// sessions. After [`TRIES`] wrong codes the secret is dropped.
///
/// # Errors
/// `not_found` when none was begun, `second_factor_active`, `wrong_code`, `too_many_attempts`; those of [`lock_unchanged`].
pub fn confirm_second_factor(user: &CurrentUser, code: &str) -> Result<()> {
    let buckets = Buckets::of_owner(&user.caller.scope().actor);
    user.context.login_throttle.take(&buckets, user.caller.now())?;
    // A wrong code is counted: its transaction is committed too.
    let wrong = user.caller.write(|tx| {
        lock_unchanged(tx, user, None)?;
        let factor = store::second_factor(tx, user.session.user)?.ok_or(AppError::new(ProblemCode::NotFound))?;
        if factor.is_confirmed {
            return Err(ProblemCode::SecondFactorActive.into());
        }
        let secret = user.context.sealer.open(user.session.user, &factor.secret)?;
        let Some(step) = second_factor::step(&secret, code, user.caller.now())? else {
            return count_wrong_code(tx, user).map(Some);
        };
        store::bump_version(tx, user.session.user)?;
        store::use_step(tx, user.session.user, step)?;
        store::confirm_second_factor(tx, user.session.user)?;
        sessions::end_all(tx, user.session.user, Some(user.session.id))?;
        audit::record(tx, &Event::new("confirm_second_factor", "user", user.session.user.0))?;
        Ok(None)
    })?;
    match wrong {
        None => {
            user.context.login_throttle.give_back(&buckets);
            Ok(())
        }
        Some(detail) => Err(FieldError::new("/code", ProblemCode::WrongCode).with_detail(detail).into()),
    }
}

/// Counts a wrong code, drops the secret after the last try, and says what is left.
fn count_wrong_code(tx: &mut WriteTx<'_>, user: &CurrentUser) -> Result<String> {
    let left = TRIES - store::count_wrong_code(tx, user.session.user)?;
    let meaning = ProblemCode::WrongCode.meaning();
    if left > 0 {
        let tries = if left == 1 { "un essai".to_owned() } else { format!("{left} essais") };
        return Ok(format!("{meaning} Il reste {tries} pour ce secret."));
    }
    store::delete_second_factor(tx, user.session.user)?;
    audit::record(tx, &Event::new("drop_second_factor", "user", user.session.user.0))?;
    Ok(format!("{meaning} Ce secret n’est plus valable : recommencez avec un nouveau."))
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
