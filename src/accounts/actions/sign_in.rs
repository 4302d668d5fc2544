//! Signing in: password, then a code where the account has a second factor. Work and answer are the same whether the
//! account exists or not. The login throttle runs before anything is hashed; known devices have buckets of their own.

use chrono::TimeDelta;

use super::known_devices;
use super::links::issue;
use crate::access::{Secret, Visitor, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::password_policy::folded;
use crate::accounts::store::{self, SecondFactor, StoredCredentials};
use crate::accounts::{ClientOrigin, Context, LinkPurpose, SignedIn, second_factor};
use crate::audit::{self, Event};
use crate::db::WriteTx;
use crate::error::{AppError, ProblemCode, Result};

/// How long after the password the code is accepted.
const SECOND_STEP: TimeDelta = TimeDelta::minutes(5);

/// What a client signs in with.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account's e-mail address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// The code, if the client sent one.
    pub code: Option<String>,
}

/// The result of a sign-in that was not refused.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// A session has begun.
    SignedIn(Box<SignedIn>),
    /// The password is right and a code is needed; this token stands in for the password when the code comes.
    CodeNeeded(Secret),
}

/// An account, if it exists, and what is known of the client that tries to sign in to it.
struct SignInAttempt<'a> {
    credentials: Option<StoredCredentials>,
    second_factor: Option<SecondFactor>,
    /// The digest of the browser's token, if the owner has signed in by it.
    known_browser: Option<String>,
    /// Whether the owner of any account has signed in from this address.
    is_known_address: bool,
    account: String,
    origin: &'a ClientOrigin,
}

impl SignInAttempt<'_> {
    fn credentials(&self) -> Result<&StoredCredentials> {
        self.credentials.as_ref().ok_or(AppError::new(ProblemCode::SignInRefused))
    }

    fn password_buckets(&self) -> Buckets {
        Buckets::of_password(&self.account, self.origin, self.known_browser.as_deref(), self.is_known_address)
    }

    fn second_factor(&self) -> Option<&SecondFactor> {
        self.second_factor.as_ref().filter(|factor| factor.is_confirmed)
    }
}

fn attempt<'a>(context: &Context, email: &str, origin: &'a ClientOrigin) -> Result<SignInAttempt<'a>> {
    let account = folded(email);
    let device = Vec::from_iter(known_devices::device_digest(origin));
    context.db.read(&(), context.now(), |tx| {
        // PostgreSQL stores no NUL, so no account has such an address.
        let credentials = if account.contains('\0') { None } else { store::credentials_by_email(tx, &account)? };
        let user = credentials.as_ref().map_or(0.into(), |credentials| credentials.user);
        let known_browser = store::known_device(tx, user, &device)?;
        let is_known_address = store::is_known_address(tx, &known_devices::address_digest(origin))?;
        let second_factor = store::second_factor(tx, user)?;
        Ok(SignInAttempt {
            credentials,
            second_factor,
            known_browser,
            is_known_address,
            account: account.clone(),
            origin,
        })
    })
}

/// Signs in by e-mail address and password, and by a code where the account has a second factor.
///
/// # Errors
/// `too_many_attempts`, `sign_in_refused`; `second_factor_required` for a wrong code.
pub fn sign_in(context: &Context, credentials: &Credentials, origin: &ClientOrigin) -> Result<SignInOutcome> {
    let attempt = attempt(context, &credentials.email, origin)?;
    let buckets = attempt.password_buckets();
    context.login_throttle.take(&buckets, context.now())?;
    let hash = attempt.credentials.as_ref().and_then(|stored| stored.password_hash.as_deref());
    let matches = context.hasher.matches(&credentials.password, hash)?;
    if !matches || attempt.credentials()?.disabled {
        return Err(ProblemCode::SignInRefused.into());
    }
    match (attempt.second_factor(), &credentials.code) {
        (Some(_), None) => second_step(context, &attempt),
        (Some(factor), Some(code)) => {
            let signed_in = complete_with_code(context, &attempt, (factor, code), |_| Ok(()))?;
            context.login_throttle.give_back(&buckets);
            Ok(signed_in)
        }
        (None, _) => {
            context.login_throttle.give_back(&buckets);
            complete(context, &attempt, None, |_| Ok(()))
        }
    }
}

fn second_step(context: &Context, attempt: &SignInAttempt<'_>) -> Result<SignInOutcome> {
    let user = attempt.credentials()?.user;
    let visitor = Visitor::anonymous(attempt.origin.request_id.clone());
    let link = context.db.write(&visitor, context.now(), |tx| {
        lock_unchanged(tx, attempt)?;
        issue(tx, Some(user), LinkPurpose::SecondStep, SECOND_STEP)
    })?;
    Ok(SignInOutcome::CodeNeeded(link.token))
}

/// Signs in by the code, after the password; `step` is the token of [`SignInOutcome::CodeNeeded`].
///
/// # Errors
/// `not_found` when the token has expired; `too_many_attempts`; `second_factor_required` for a wrong code.
pub fn sign_in_with_code(context: &Context, step: &Secret, code: &str, origin: &ClientOrigin) -> Result<SignInOutcome> {
    let gone = || AppError::new(ProblemCode::NotFound);
    let email = context.db.read(&(), context.now(), |tx| {
        let link = store::find_valid_link(tx, LinkPurpose::SecondStep, step.expose())?;
        let user = link.and_then(|link| link.user).ok_or_else(gone)?;
        Ok(store::credentials_of(tx, user)?.email)
    })?;
    let attempt = attempt(context, &email, origin)?;
    let is_enabled = attempt.credentials().is_ok_and(|stored| !stored.disabled);
    let factor = attempt.second_factor().filter(|_| is_enabled).ok_or_else(gone)?;
    let signed_in = complete_with_code(context, &attempt, (factor, code), |tx| {
        let link = store::find_valid_link(tx, LinkPurpose::SecondStep, step.expose())?.ok_or_else(gone)?;
        store::use_link(tx, link)
    })?;
    // The tokens that the password took.
    context.login_throttle.give_back(&attempt.password_buckets());
    Ok(signed_in)
}

/// Checks the code and completes the sign-in. The throttle's tokens come back after success.
fn complete_with_code(
    context: &Context,
    attempt: &SignInAttempt<'_>,
    (factor, code): (&SecondFactor, &str),
    use_link: impl FnMut(&mut WriteTx<'_, Visitor>) -> Result<()>,
) -> Result<SignInOutcome> {
    let buckets = Buckets::of_code(&attempt.account, attempt.origin, attempt.known_browser.as_deref());
    context.login_throttle.take(&buckets, context.now())?;
    let secret = context.sealer.open(attempt.credentials()?.user, &factor.secret)?;
    let step = second_factor::step(&secret, code, context.now())?;
    let signed_in = step.ok_or_else(wrong_code).and_then(|step| complete(context, attempt, Some(step), use_link));
    match &signed_in {
        Ok(_) => context.login_throttle.give_back(&buckets),
        Err(error) if error.code == ProblemCode::SecondFactorRequired => record_wrong_code(context, attempt)?,
        Err(_) => {}
    }
    signed_in
}

/// Records in the audit trail that a client has the password and not the code: its owner may want another password.
fn record_wrong_code(context: &Context, attempt: &SignInAttempt<'_>) -> Result<()> {
    let user = attempt.credentials()?.user;
    let visitor = Visitor::anonymous(attempt.origin.request_id.clone());
    let is_known = attempt.known_browser.is_some();
    let refused = Event::new("second_factor_refused", "user", user.0).with("known_browser", is_known);
    context.db.write(&visitor, context.now(), |tx| audit::record(tx, &refused))
}

fn wrong_code() -> AppError {
    AppError::new(ProblemCode::SecondFactorRequired).with_detail(ProblemCode::WrongCode.meaning())
}

/// Begins the session, after the code's step and the link in place of the password are used up.
fn complete(
    context: &Context,
    attempt: &SignInAttempt<'_>,
    step: Option<i64>,
    mut use_link: impl FnMut(&mut WriteTx<'_, Visitor>) -> Result<()>,
) -> Result<SignInOutcome> {
    let user = attempt.credentials()?.user;
    let visitor = Visitor::owner_of(user, attempt.origin.request_id.clone());
    let signed_in = context.db.write(&visitor, context.now(), |tx| {
        lock_unchanged(tx, attempt)?;
        use_link(tx)?;
        // Another one than the code was checked against, one confirmed or given up since.
        let factor = store::second_factor(tx, user)?.filter(|factor| factor.is_confirmed);
        if factor.map(|factor| factor.secret) != attempt.second_factor().map(|factor| factor.secret.clone()) {
            return Err(ProblemCode::SignInRefused.into());
        }
        if let Some(step) = step
            && !store::use_step(tx, user, step)?
        {
            return Err(AppError::new(ProblemCode::SecondFactorRequired).with_detail(second_factor::USED_CODE));
        }
        let device = known_devices::record(tx, user, attempt.origin)?;
        if let Some(previous) = &attempt.origin.session
            && let Some(ended) = sessions::end_by_token(tx, previous)?
        {
            audit::record(tx, &Event::new("sign_out", "session", ended.0).with("by", "sign_in"))?;
        }
        let new_session = sessions::begin(tx, user, context.session_lifetime)?;
        audit::record(tx, &Event::new("sign_in", "session", new_session.session.id.0))?;
        Ok(SignedIn { user: store::find(tx, user)?, new_session, device })
    })?;
    Ok(SignInOutcome::SignedIn(Box::new(signed_in)))
}

/// Locks the account's credentials and refuses the attempt if they have changed since it was checked.
fn lock_unchanged(tx: &mut WriteTx<'_, Visitor>, attempt: &SignInAttempt<'_>) -> Result<()> {
    let checked = attempt.credentials()?;
    let current = store::lock_credentials(tx, checked.user)?.filter(|current| !current.disabled);
    match current {
        Some(current) if current.password_hash == checked.password_hash => Ok(()),
        _ => Err(ProblemCode::SignInRefused.into()),
    }
}
