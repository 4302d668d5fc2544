//! Signing in. The same work is done and the same is answered whether the account exists or not; whoever guesses is slowed
//! down before anything is hashed, and owners who come from where they have come from before have a bucket of their own.

use chrono::TimeDelta;

use super::links::issue;
use crate::access::{Scope, Secret, WriteTx, derived, digest_of, random_token, sessions};
use crate::accounts::guard::Buckets;
use crate::accounts::rules::folded;
use crate::accounts::store::{self, Factor, Opening};
use crate::accounts::{Entered, LinkPurpose, Place, Reception, second_factor};
use crate::audit::{self, Event};
use crate::error::{AppError, Result, Situation};

/// How long the code may be given after the password.
const SECOND_STEP: TimeDelta = TimeDelta::minutes(5);

/// What somebody signs in with.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account's address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// The code, if they gave one.
    pub code: Option<String>,
}

/// What signing in came to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// They are in.
    Entered(Box<Entered>),
    /// The password is right and a code is asked for; whoever brings this may give it alone.
    CodeNeeded(Secret),
}

/// An account that somebody wants to enter, and from where.
struct Door<'a> {
    opening: Option<Opening>,
    factor: Option<Factor>,
    /// The place, if its owner has come in from there before.
    own: Option<String>,
    /// Whether anybody has come in from this address before.
    is_known_address: bool,
    account: String,
    place: &'a Place,
}

impl Door<'_> {
    fn owner(&self) -> Result<&Opening> {
        self.opening.as_ref().ok_or(AppError::new(Situation::SignInRefused))
    }

    /// The browser, if its owner has come in by it before.
    fn browser(&self) -> Option<&str> {
        let shown = self.place.device.as_ref().map(|device| digest_of(device.expose()));
        self.own.as_deref().filter(|own| Some(*own) == shown.as_deref())
    }

    fn buckets(&self) -> Buckets {
        Buckets::of_password(&self.account, self.place, self.browser(), self.is_known_address)
    }

    fn factor(&self) -> Option<&Factor> {
        self.factor.as_ref().filter(|factor| factor.is_confirmed)
    }
}

/// What is stored of a place: of a browser what it shows, of an address a digest.
fn places(place: &Place) -> Vec<String> {
    let address = derived(&place.address, "address");
    place.device.iter().map(|device| digest_of(device.expose())).chain([address]).collect()
}

fn door<'a>(reception: &Reception, email: &str, place: &'a Place) -> Result<Door<'a>> {
    let account = folded(email);
    let places = places(place);
    reception.db.read(&Reception::stranger(None), reception.now(), |tx| {
        // What no database keeps is nobody's address.
        let opening = if account.contains('\0') { None } else { store::opening(tx, &account)? };
        let user = opening.as_ref().map_or(0.into(), |opening| opening.user);
        let own = store::own_place(tx, user, &places)?;
        let is_known_address = store::is_somebodys_place(tx, &derived(&place.address, "address"))?;
        let factor = store::factor(tx, user)?;
        Ok(Door { opening, factor, own, is_known_address, account: account.clone(), place })
    })
}

/// Signs somebody in by address and password, and by a code where the account has a second factor. Without a code they
/// are given what they may give it with.
///
/// # Errors
/// `too_many_attempts`, `sign_in_refused`; `second_factor_required` for a code that is not good.
pub fn enter(reception: &Reception, credentials: &Credentials, place: &Place) -> Result<Outcome> {
    let door = door(reception, &credentials.email, place)?;
    let buckets = door.buckets();
    reception.guard.take(&buckets, reception.now())?;
    let hash = door.opening.as_ref().and_then(|opening| opening.password_hash.as_deref());
    let fits = reception.hasher.fits(&credentials.password, hash)?;
    if !fits || door.owner()?.disabled {
        return Err(Situation::SignInRefused.into());
    }
    match (door.factor(), &credentials.code) {
        (Some(_), None) => second_step(reception, &door),
        (Some(factor), Some(code)) => {
            let step = good_step(reception, &door, factor, code)?;
            reception.guard.give_back(&buckets);
            let_in(reception, &door, Some(step), |_| Ok(()))
        }
        (None, _) => {
            reception.guard.give_back(&buckets);
            let_in(reception, &door, None, |_| Ok(()))
        }
    }
}

fn second_step(reception: &Reception, door: &Door<'_>) -> Result<Outcome> {
    let user = door.owner()?.user;
    let scope = Reception::stranger(door.place.request_id.clone());
    let link = reception
        .db
        .write(&scope, reception.now(), |tx| issue(tx, Some(user), LinkPurpose::SecondStep, SECOND_STEP))?;
    Ok(Outcome::CodeNeeded(link.token))
}

/// Gives the code after the password.
///
/// # Errors
/// `not_found` when the password was given too long ago, `too_many_attempts`; `second_factor_required` for a code that is
/// not good.
pub fn enter_with_code(reception: &Reception, step: &Secret, code: &str, place: &Place) -> Result<Outcome> {
    let gone = || AppError::new(Situation::NotFound);
    let email = reception.db.read(&Reception::stranger(None), reception.now(), |tx| {
        let link = store::usable(tx, LinkPurpose::SecondStep, step.expose())?;
        let user = link.and_then(|link| link.user).ok_or_else(gone)?;
        Ok(store::opening_of(tx, user)?.email)
    })?;
    let door = door(reception, &email, place)?;
    let factor = door.factor().filter(|_| door.owner().is_ok_and(|owner| !owner.disabled)).ok_or_else(gone)?;
    let good = good_step(reception, &door, factor, code)?;
    let entered = let_in(reception, &door, Some(good), |tx| {
        let link = store::usable(tx, LinkPurpose::SecondStep, step.expose())?.ok_or_else(gone)?;
        store::use_up(tx, link)
    })?;
    // What the password took.
    reception.guard.give_back(&door.buckets());
    Ok(entered)
}

/// The step whose code this is.
fn good_step(reception: &Reception, door: &Door<'_>, factor: &Factor, code: &str) -> Result<i64> {
    let buckets = Buckets::of_code(&door.account, door.own.as_deref());
    reception.guard.take(&buckets, reception.now())?;
    let secret = reception.sealer.open(door.owner()?.user, &factor.secret)?;
    let step = second_factor::step(&secret, code, reception.now())?;
    step.inspect(|_| reception.guard.give_back(&buckets)).ok_or_else(wrong_code)
}

fn wrong_code() -> AppError {
    AppError::new(Situation::SecondFactorRequired).saying(Situation::WrongCode.meaning())
}

/// Begins a session, once what was shown is used up: a code, and what stood in the place of the password.
fn let_in(
    reception: &Reception,
    door: &Door<'_>,
    step: Option<i64>,
    mut use_up: impl FnMut(&mut WriteTx<'_>) -> Result<()>,
) -> Result<Outcome> {
    let user = door.owner()?.user;
    let scope = sessions::scope_of(&reception.db, reception.now(), user)?;
    let scope = Scope { request_id: door.place.request_id.clone(), ..scope };
    // A browser keeps what it shows as long as it is known here.
    let device = match &door.place.device {
        Some(device) if door.browser().is_some() => device.clone(),
        _ => random_token()?,
    };
    let place = Place { device: Some(device.clone()), ..door.place.clone() };
    let entered = reception.db.write(&scope, reception.now(), |tx| {
        use_up(tx)?;
        // Whoever was let wait for the hash comes in only by what still opens the account.
        let now = store::hold_opening(tx, user)?.filter(|now| !now.disabled);
        let has_factor = store::factor(tx, user)?.is_some_and(|factor| factor.is_confirmed);
        if now.is_none_or(|now| now.password_hash != door.opening.as_ref().and_then(|then| then.password_hash.clone()))
            || has_factor != step.is_some()
        {
            return Err(Situation::SignInRefused.into());
        }
        if let Some(step) = step
            && !store::spend_step(tx, user, step)?
        {
            return Err(wrong_code());
        }
        store::note_places(tx, user, &places(&place))?;
        let begun = sessions::begin(tx, user, reception.lasting)?;
        audit::record(tx, &Event::new("sign_in", "session", begun.session.id.0))?;
        Ok(Entered { user: store::find(tx, user)?, begun, device: device.clone() })
    })?;
    Ok(Outcome::Entered(Box::new(entered)))
}
