//! One's own second factor: begun, confirmed by a code, given up.

use super::own::{current, prove};
use crate::access::sessions::{self, Session};
use crate::access::{Caller, Secret, UseOwnAccount};
use crate::accounts::guard::Buckets;
use crate::accounts::{Reception, second_factor, store};
use crate::audit::{self, Event};
use crate::error::{AppError, Fault, Result, Situation};

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
pub fn begin_second_factor(
    caller: &Caller<UseOwnAccount>,
    reception: &Reception,
    session: &Session,
    password: &Secret,
) -> Result<Enrolment> {
    prove(caller, reception, session, "/password", password)?;
    let user = current(caller, session)?;
    let secret = second_factor::random_secret()?;
    let stored = reception.sealer.seal(session.user, &secret)?;
    caller.write(|tx| {
        if store::factor(tx, session.user)?.is_some_and(|factor| factor.is_confirmed) {
            return Err(Situation::SecondFactorActive.into());
        }
        store::keep_factor(tx, session.user, &stored)?;
        audit::record(tx, &Event::new("begin_second_factor", "user", session.user.0))
    })?;
    let (letters, url) = second_factor::told(&secret, user.email.as_str())?;
    Ok(Enrolment { secret: Secret::new(letters), url: Secret::new(url) })
}

/// Puts it to use, once a code shows that the application has it. One's other sessions end.
///
/// # Errors
/// `not_found` where none was begun, `second_factor_active`, `wrong_code`, `too_many_attempts`.
pub fn confirm_second_factor(
    caller: &Caller<UseOwnAccount>,
    reception: &Reception,
    session: &Session,
    code: &str,
) -> Result<()> {
    let wrong = || AppError::from(Fault::new("/code", Situation::WrongCode));
    let buckets = Buckets::of_owner(&caller.scope().actor);
    reception.guard.take(&buckets, caller.now())?;
    caller.write(|tx| {
        store::raise(tx, session.user)?;
        let factor = store::factor(tx, session.user)?.ok_or(AppError::new(Situation::NotFound))?;
        if factor.is_confirmed {
            return Err(Situation::SecondFactorActive.into());
        }
        let secret = reception.sealer.open(session.user, &factor.secret)?;
        let step = second_factor::step(&secret, code, caller.now())?.ok_or_else(wrong)?;
        if !store::spend_step(tx, session.user, step)? {
            return Err(wrong());
        }
        store::confirm(tx, session.user)?;
        sessions::end_all(tx, session.user, Some(session.id))?;
        audit::record(tx, &Event::new("confirm_second_factor", "user", session.user.0))
    })?;
    reception.guard.give_back(&buckets);
    Ok(())
}

/// Gives the second factor up.
///
/// # Errors
/// `not_found` where there is none, `wrong_password`, `too_many_attempts`.
pub fn give_up_second_factor(
    caller: &Caller<UseOwnAccount>,
    reception: &Reception,
    session: &Session,
    password: &Secret,
) -> Result<()> {
    prove(caller, reception, session, "/password", password)?;
    caller.write(|tx| {
        store::raise(tx, session.user)?;
        if !store::remove_factor(tx, session.user)? {
            return Err(Situation::NotFound.into());
        }
        audit::record(tx, &Event::new("give_up_second_factor", "user", session.user.0))
    })
}
