//! The first set-up: a one-time link by which the first administrator makes their account.

use super::administrators::insert;
use super::known_devices;
use super::links::check_password;
use crate::access::Visitor;
use crate::accounts::login_throttle::Buckets;
use crate::accounts::store::{self, ValidLink};
use crate::accounts::{ClientOrigin, Context, LinkPurpose, NewAdministrator, PasswordChosen, UserDetails};
use crate::audit::{self, Event};
use crate::db::Tx;
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{Role, Sectors};

/// Checks that the first administrator's account can be made by this link.
///
/// # Errors
/// `not_found` when the link is unknown, used or expired, or an account or an administrator's key exists.
pub fn set_up_is_open(context: &Context, token: &str) -> Result<()> {
    context.db.read(&(), context.now(), |tx| set_up_link(tx, token).map(drop))
}

/// Whether an account or an administrator's key exists: these grant access from then on, and no set-up link does.
pub(super) fn is_set_up<S>(tx: &mut Tx<'_, S>) -> Result<bool> {
    Ok(store::any_user(tx)? || store::any_admin_key(tx)?)
}

fn set_up_link<S>(tx: &mut Tx<'_, S>, token: &str) -> Result<ValidLink> {
    let link = store::find_valid_link(tx, LinkPurpose::Setup, token)?.ok_or(AppError::new(ProblemCode::NotFound))?;
    if is_set_up(tx)? { Err(ProblemCode::NotFound.into()) } else { Ok(link) }
}

/// Makes the first administrator's account; its browser and address become known devices.
///
/// # Errors
/// Those of [`set_up_is_open`]; `too_many_attempts`; those of the password.
pub fn set_up(context: &Context, token: &str, new: &NewAdministrator, origin: &ClientOrigin) -> Result<PasswordChosen> {
    set_up_is_open(context, token)?;
    check_password("/password", &new.password, new.email.as_str(), new.name.as_str())?;
    context.login_throttle.take(&Buckets::of_link(token), context.now())?;
    let hash = context.hasher.hash(&new.password)?;
    let details = UserDetails {
        email: new.email.clone(),
        name: new.name.clone(),
        role: Role::Admin,
        sectors: Sectors::all(),
        organisation_id: None,
        disabled: false,
    };
    context.db.write(&Visitor::anonymous(origin.request_id.clone()), context.now(), |tx| {
        // No key or account may come in between.
        tx.lock_access()?;
        let link = set_up_link(tx, token)?;
        store::use_link(tx, link)?;
        store::void_links(tx, None)?;
        let user = insert(tx, &details)?;
        store::set_password(tx, user.id, &hash)?;
        audit::record(tx, &Event::new("choose_password", "user", user.id.0).with("by", LinkPurpose::Setup.as_str()))?;
        let device = known_devices::record(tx, user.id, origin)?;
        Ok(PasswordChosen { user, device })
    })
}
