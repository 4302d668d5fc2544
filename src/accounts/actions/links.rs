//! One-time links: issued, looked at, used once.

use chrono::{DateTime, TimeDelta, Utc};

use super::administrators::insert;
use super::known_devices;
use crate::access::{Scope, Secret, Tx, WriteTx, random_token, sessions};
use crate::accounts::login_throttle::Buckets;
use crate::accounts::store::FoundLink;
use crate::accounts::{
    Chosen, Context, IssuedLink, LinkPurpose, NewAdministrator, Place, User, UserDetails, password_policy, store,
};
use crate::audit::{self, Event};
use crate::db::Db;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{Role, Sectors, UserId};

/// For how long a place that nobody has come in from since is remembered as the owner's.
const PLACES: TimeDelta = TimeDelta::days(90);

/// Issues a link.
pub(super) fn issue(
    tx: &mut WriteTx<'_>,
    user: Option<UserId>,
    purpose: LinkPurpose,
    lasts: TimeDelta,
) -> Result<IssuedLink> {
    let token = random_token()?;
    let expires_at = tx.now() + lasts;
    store::issue(tx, user, purpose, token.expose(), expires_at)?;
    Ok(IssuedLink { purpose, token, expires_at: expires_at.and_utc() })
}

/// Whose invitation or reset this is, as long as it is good.
///
/// # Errors
/// `not_found` when it was used, has expired or never was.
pub fn invited(context: &Context, purpose: LinkPurpose, token: &str) -> Result<User> {
    let scope = Context::stranger(None);
    context.db.read(&scope, context.now(), |tx| {
        let user = store::usable(tx, purpose, token)?.and_then(|link| link.user);
        let user = store::find(tx, user.ok_or(AppError::new(ProblemCode::NotFound))?)?;
        if user.disabled { Err(ProblemCode::NotFound.into()) } else { Ok(user) }
    })
}

/// Refuses a password that is none, at this place of the request.
pub(super) fn fit_password(pointer: &str, password: &Secret, email: &str, name: &str) -> Result<()> {
    let checked = password_policy::check_password(password.expose(), email, name);
    checked.map_err(|invalid| FieldError::new(pointer, invalid.code).with_detail(invalid.detail).into())
}

/// Chooses a password by an invitation or a reset. Sessions begun before end. Who has the link is the owner: their
/// browser and their address are known from now on, so that no stranger keeps them out of their first sign-in.
///
/// # Errors
/// `not_found` when the link is no longer good, those of the password.
pub fn choose_password(
    context: &Context,
    purpose: LinkPurpose,
    token: &str,
    password: &Secret,
    place: &Place,
) -> Result<Chosen> {
    let user = invited(context, purpose, token)?;
    fit_password("/password", password, user.email.as_str(), user.name.as_str())?;
    context.guard.take(&Buckets::of_link(token), context.now())?;
    let hash = context.hasher.hash(password)?;
    let scope = Scope { actor: format!("user:{}", user.id), ..Context::stranger(place.request_id.clone()) };
    let device = context.db.write(&scope, context.now(), |tx| {
        let link = store::usable(tx, purpose, token)?.ok_or(AppError::new(ProblemCode::NotFound))?;
        store::use_up(tx, link)?;
        store::set_password(tx, user.id, &hash)?;
        store::void(tx, Some(user.id))?;
        sessions::end_all(tx, user.id, None)?;
        audit::record(tx, &Event::new("choose_password", "user", user.id.0).with("by", purpose.as_str()))?;
        known_devices::note(tx, user.id, place)
    })?;
    Ok(Chosen { user, device })
}

/// Whether the first administrator's account can be made by this link.
///
/// # Errors
/// `not_found` when it was used, has expired or never was, or when somebody has an account already, or an administrator
/// a key.
pub fn set_up_is_open(context: &Context, token: &str) -> Result<()> {
    let scope = Context::stranger(None);
    context.db.read(&scope, context.now(), |tx| set_up_link(tx, token).map(drop))
}

/// Whether somebody has an account, or an administrator a key: from then on these let others in, and no link does.
pub(super) fn is_set_up(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(store::any(tx)? || store::any_administrators_key(tx)?)
}

fn set_up_link(tx: &mut Tx<'_>, token: &str) -> Result<FoundLink> {
    let link = store::usable(tx, LinkPurpose::Setup, token)?.ok_or(AppError::new(ProblemCode::NotFound))?;
    if is_set_up(tx)? { Err(ProblemCode::NotFound.into()) } else { Ok(link) }
}

/// Makes the first administrator's account; where they are is known from now on.
///
/// # Errors
/// `not_found` when the link is no longer good, those of the password.
pub fn set_up(context: &Context, token: &str, new: &NewAdministrator, place: &Place) -> Result<Chosen> {
    set_up_is_open(context, token)?;
    fit_password("/password", &new.password, new.email.as_str(), new.name.as_str())?;
    context.guard.take(&Buckets::of_link(token), context.now())?;
    let hash = context.hasher.hash(&new.password)?;
    let details = UserDetails {
        email: new.email.clone(),
        name: new.name.clone(),
        role: Role::Admin,
        sectors: Sectors::all(),
        organisation_id: None,
        disabled: false,
    };
    context.db.write(&Context::stranger(place.request_id.clone()), context.now(), |tx| {
        let link = set_up_link(tx, token)?;
        store::use_up(tx, link)?;
        store::void(tx, None)?;
        let user = insert(tx, &details)?;
        store::set_password(tx, user.id, &hash)?;
        let device = known_devices::note(tx, user.id, place)?;
        Ok(Chosen { user, device })
    })
}

/// Forgets links that are no longer good, and places that nobody has come in from for long.
///
/// # Errors
/// `unavailable`.
pub fn forget(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    db.write(&(), now, |tx| {
        let before = tx.now() - PLACES;
        Ok(store::forget_places(tx, before)? + store::forget_links(tx)?)
    })
}
