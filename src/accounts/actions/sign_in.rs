//! Signing in. The same work is done and the same is answered whether the account exists or not; whoever guesses is slowed
//! down before anything is hashed, and owners who come from where they have come from before have a bucket of their own.

use chrono::TimeDelta;

use super::known_devices;
use super::links::issue;
use crate::access::{Scope, Secret, WriteTx, digest_of, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::password_policy::folded;
use crate::accounts::store::{self, Factor, Opening};
use crate::accounts::{Context, LinkPurpose, Place, SignedIn, second_factor};
use crate::audit::{self, Event};
use crate::error::{AppError, ProblemCode, Result};

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
    SignedIn(Box<SignedIn>),
    /// The password is right and a code is asked for; whoever brings this may give it alone.
    CodeNeeded(Secret),
}

/// An account that somebody wants to enter, and from where.
struct Authenticator<'a> {
    opening: Option<Opening>,
    factor: Option<Factor>,
    /// The browser, if its owner has come in by it before.
    browser: Option<String>,
    /// Whether anybody has come in from this address before.
    is_known_address: bool,
    account: String,
    place: &'a Place,
}

impl Authenticator<'_> {
    fn owner(&self) -> Result<&Opening> {
        self.opening.as_ref().ok_or(AppError::new(ProblemCode::SignInRefused))
    }

    fn buckets(&self) -> Buckets {
        Buckets::of_password(&self.account, self.place, self.browser.as_deref(), self.is_known_address)
    }

    fn factor(&self) -> Option<&Factor> {
        self.factor.as_ref().filter(|factor| factor.is_confirmed)
    }
}

fn door<'a>(context: &Context, email: &str, place: &'a Place) -> Result<Authenticator<'a>> {
    let account = folded(email);
    let shown = Vec::from_iter(place.device.as_ref().map(|device| digest_of(device.expose())));
    context.db.read(&Context::stranger(None), context.now(), |tx| {
        // What no database keeps is nobody's address.
        let opening = if account.contains('\0') { None } else { store::opening(tx, &account)? };
        let user = opening.as_ref().map_or(0.into(), |opening| opening.user);
        let browser = store::own_place(tx, user, &shown)?;
        let is_known_address = store::is_somebodys_place(tx, &known_devices::of_address(place))?;
        let factor = store::factor(tx, user)?;
        Ok(Authenticator { opening, factor, browser, is_known_address, account: account.clone(), place })
    })
}

/// Signs somebody in by address and password, and by a code where the account has a second factor. Without a code they
/// are given what they may give it with.
///
/// # Errors
/// `too_many_attempts`, `sign_in_refused`; `second_factor_required` for a code that is not good.
pub fn sign_in(context: &Context, credentials: &Credentials, place: &Place) -> Result<Outcome> {
    let door = door(context, &credentials.email, place)?;
    let buckets = door.buckets();
    context.guard.take(&buckets, context.now())?;
    let hash = door.opening.as_ref().and_then(|opening| opening.password_hash.as_deref());
    let fits = context.hasher.fits(&credentials.password, hash)?;
    if !fits || door.owner()?.disabled {
        return Err(ProblemCode::SignInRefused.into());
    }
    match (door.factor(), &credentials.code) {
        (Some(_), None) => second_step(context, &door),
        (Some(factor), Some(code)) => {
            let signed_in = let_in_by_code(context, &door, (factor, code), |_| Ok(()))?;
            context.guard.give_back(&buckets);
            Ok(signed_in)
        }
        (None, _) => {
            context.guard.give_back(&buckets);
            let_in(context, &door, None, |_| Ok(()))
        }
    }
}

fn second_step(context: &Context, door: &Authenticator<'_>) -> Result<Outcome> {
    let user = door.owner()?.user;
    let scope = Context::stranger(door.place.request_id.clone());
    let link = context.db.write(&scope, context.now(), |tx| {
        lock_what_opened(tx, door)?;
        issue(tx, Some(user), LinkPurpose::SecondStep, SECOND_STEP)
    })?;
    Ok(Outcome::CodeNeeded(link.token))
}

/// Gives the code after the password.
///
/// # Errors
/// `not_found` when the password was given too long ago, `too_many_attempts`; `second_factor_required` for a code that is
/// not good.
pub fn sign_in_with_code(context: &Context, step: &Secret, code: &str, place: &Place) -> Result<Outcome> {
    let gone = || AppError::new(ProblemCode::NotFound);
    let email = context.db.read(&Context::stranger(None), context.now(), |tx| {
        let link = store::usable(tx, LinkPurpose::SecondStep, step.expose())?;
        let user = link.and_then(|link| link.user).ok_or_else(gone)?;
        Ok(store::opening_of(tx, user)?.email)
    })?;
    let door = door(context, &email, place)?;
    let factor = door.factor().filter(|_| door.owner().is_ok_and(|owner| !owner.disabled)).ok_or_else(gone)?;
    let signed_in = let_in_by_code(context, &door, (factor, code), |tx| {
        let link = store::usable(tx, LinkPurpose::SecondStep, step.expose())?.ok_or_else(gone)?;
        store::use_up(tx, link)
    })?;
    // What the password took.
    context.guard.give_back(&door.buckets());
    Ok(signed_in)
}

/// Lets in who has the password and gives a code. What a code took is given back once it has let somebody in.
fn let_in_by_code(
    context: &Context,
    door: &Authenticator<'_>,
    (factor, code): (&Factor, &str),
    use_up: impl FnMut(&mut WriteTx<'_>) -> Result<()>,
) -> Result<Outcome> {
    let buckets = Buckets::of_code(&door.account, door.place, door.browser.as_deref());
    context.guard.take(&buckets, context.now())?;
    let secret = context.sealer.open(door.owner()?.user, &factor.secret)?;
    let step = second_factor::step(&secret, code, context.now())?;
    let signed_in = step.ok_or_else(wrong_code).and_then(|step| let_in(context, door, Some(step), use_up));
    match &signed_in {
        Ok(_) => context.guard.give_back(&buckets),
        Err(error) if error.code == ProblemCode::SecondFactorRequired => tell_of_wrong_code(context, door)?,
        Err(_) => {}
    }
    signed_in
}

/// Somebody has the password and not the code: the trail says so, as its owner may want another password.
fn tell_of_wrong_code(context: &Context, door: &Authenticator<'_>) -> Result<()> {
    let user = door.owner()?.user;
    let scope = Context::stranger(door.place.request_id.clone());
    let refused = Event::new("second_factor_refused", "user", user.0).with("known_browser", door.browser.is_some());
    context.db.write(&scope, context.now(), |tx| audit::record(tx, &refused))
}

fn wrong_code() -> AppError {
    AppError::new(ProblemCode::SecondFactorRequired).with_detail(ProblemCode::WrongCode.meaning())
}

/// Begins a session, once what was shown is used up: a code, and what stood in the place of the password.
fn let_in(
    context: &Context,
    door: &Authenticator<'_>,
    step: Option<i64>,
    mut use_up: impl FnMut(&mut WriteTx<'_>) -> Result<()>,
) -> Result<Outcome> {
    let user = door.owner()?.user;
    let scope = sessions::scope_of(&context.db, context.now(), user)?;
    let scope = Scope { request_id: door.place.request_id.clone(), ..scope };
    let signed_in = context.db.write(&scope, context.now(), |tx| {
        lock_what_opened(tx, door)?;
        use_up(tx)?;
        let has_factor = store::factor(tx, user)?.is_some_and(|factor| factor.is_confirmed);
        if has_factor != step.is_some() {
            return Err(ProblemCode::SignInRefused.into());
        }
        if let Some(step) = step
            && !store::spend_step(tx, user, step)?
        {
            return Err(wrong_code());
        }
        let device = known_devices::note(tx, user, door.place)?;
        if let Some(before) = &door.place.session
            && let Some(ended) = sessions::end_shown(tx, before)?
        {
            audit::record(tx, &Event::new("sign_out", "session", ended.0).with("by", "sign_in"))?;
        }
        let begun = sessions::begin(tx, user, context.lasting)?;
        audit::record(tx, &Event::new("sign_in", "session", begun.session.id.0))?;
        Ok(SignedIn { user: store::find(tx, user)?, begun, device })
    })?;
    Ok(Outcome::SignedIn(Box::new(signed_in)))
}

/// Whoever was let wait for the hash goes on only by what still opens the account, which is held from here on.
fn lock_what_opened(tx: &mut WriteTx<'_>, door: &Authenticator<'_>) -> Result<()> {
    let then = door.owner()?;
    let now = store::lock_opening(tx, then.user)?.filter(|now| !now.disabled);
    match now {
        Some(now) if now.password_hash == then.password_hash => Ok(()),
        _ => Err(ProblemCode::SignInRefused.into()),
    }
}
