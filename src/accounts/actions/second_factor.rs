//! One's own second factor: begun, confirmed by a code, given up.

use super::current_user::{current, prove};
use crate::access::{Secret, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::{CurrentUser, second_factor, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// A secret as it is shown once, for the application that will show codes.
#[derive(Debug)]
pub struct Enrolment {
    /// In letters.
    pub secret: Secret,
    /// As an address that applications take.
    pub url: Secret,
}

/// Begins a second factor; nothing is asked for before it is confirmed.
///
/// # Errors
/// `wrong_password`, `too_many_attempts`, `second_factor_active`.
pub fn begin_second_factor(own: &CurrentUser, password: &Secret) -> Result<Enrolment> {
    prove(own, "/password", password)?;
    let user = current(own)?;
    let secret = second_factor::random_secret()?;
    let stored = own.context.sealer.seal(own.session.user, &secret)?;
    own.caller.write(|tx| {
        // Whoever confirms one holds the account, too: what is confirmed meanwhile is seen here.
        store::lock_opening(tx, own.session.user)?;
        if store::factor(tx, own.session.user)?.is_some_and(|factor| factor.is_confirmed) {
            return Err(ProblemCode::SecondFactorActive.into());
        }
        store::keep_factor(tx, own.session.user, &stored)?;
        audit::record(tx, &Event::new("begin_second_factor", "user", own.session.user.0))
    })?;
    let (letters, url) = second_factor::told(&secret, user.email.as_str())?;
    Ok(Enrolment { secret: Secret::new(letters), url: Secret::new(url) })
}

/// Puts it to use, once a code shows that the application has it. One's other sessions end.
///
/// # Errors
/// `not_found` where none was begun, `second_factor_active`, `wrong_code`, `too_many_attempts`.
pub fn confirm_second_factor(own: &CurrentUser, code: &str) -> Result<()> {
    let wrong = || AppError::from(FieldError::new("/code", ProblemCode::WrongCode));
    let buckets = Buckets::of_owner(&own.caller.scope().actor);
    own.context.guard.take(&buckets, own.caller.now())?;
    own.caller.write(|tx| {
        store::raise(tx, own.session.user)?;
        let factor = store::factor(tx, own.session.user)?.ok_or(AppError::new(ProblemCode::NotFound))?;
        if factor.is_confirmed {
            return Err(ProblemCode::SecondFactorActive.into());
        }
        let secret = own.context.sealer.open(own.session.user, &factor.secret)?;
        let step = second_factor::step(&secret, code, own.caller.now())?.ok_or_else(wrong)?;
        if !store::spend_step(tx, own.session.user, step)? {
            return Err(wrong());
        }
        store::confirm(tx, own.session.user)?;
        sessions::end_all(tx, own.session.user, Some(own.session.id))?;
        audit::record(tx, &Event::new("confirm_second_factor", "user", own.session.user.0))
    })?;
    own.context.guard.give_back(&buckets);
    Ok(())
}

/// Gives the second factor up.
///
/// # Errors
/// `not_found` where there is none, `wrong_password`, `too_many_attempts`.
pub fn give_up_second_factor(own: &CurrentUser, password: &Secret) -> Result<()> {
    prove(own, "/password", password)?;
    own.caller.write(|tx| {
        store::raise(tx, own.session.user)?;
        if !store::remove_factor(tx, own.session.user)? {
            return Err(ProblemCode::NotFound.into());
        }
        audit::record(tx, &Event::new("give_up_second_factor", "user", own.session.user.0))
    })
}
