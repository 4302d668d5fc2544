//! What is done with API keys.

use chrono::TimeDelta;

use super::model::{ApiKey, CreatedKey, Made, NewKey};
use super::{secret, store};
use crate::access::{Caller, EditKeys, is_own_name};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ApiKeyId, Name, OrganisationId, Role};

/// Makes an API key.
///
/// # Errors
/// Those of [`make`].
pub fn create(caller: &Caller<EditKeys>, new: &NewKey) -> Result<CreatedKey> {
    let Made { key, secret } = make(caller, new)?;
    Ok(CreatedKey { id: key.made()?.id, secret })
}

/// Makes an API key, once under a key of the caller's.
///
/// # Errors
/// `forbidden` for an administrator of some sectors, as everywhere below; `unknown_organisation` when the organisation does
/// not exist, `missing` when no sector is said for a partner, `already_exists` when one is called as the house is.
pub fn make(caller: &Caller<EditKeys>, new: &NewKey) -> Result<Made> {
    caller.scope().must_see_every_sector()?;
    if new.role == Role::Partner && new.sectors.iter().next().is_none() {
        let detail = "Les secteurs d'un partenaire sont à préciser.";
        return Err(FieldError::new("/sectors", ProblemCode::Missing).with_detail(detail).into());
    }
    refuse_own_name(new.role, new.organisation_id, &new.name)?;
    let secret = secret::random()?;
    let key = caller.create(|tx| {
        let id = store::insert(tx, new)?;
        store::add_secret(tx, id, &secret)?;
        audit::record(
            tx,
            &Event::new("create", "api_key", id.0)
                .with("role", new.role)
                .with("sectors", &new.sectors)
                .with("organisation_id", new.organisation_id)
                .with("expires_on", new.expires_on)
                .personal("name", None, &new.name),
        )?;
        store::find(tx, id)
    })?;
    Ok(Made { key, secret })
}

/// The hours of a partner that speaks for no organisation carry the key's name as their source, and theirs are not the
/// house's.
fn refuse_own_name(role: Role, organisation: Option<OrganisationId>, name: &Name) -> Result<()> {
    if role != Role::Partner || organisation.is_some() || !is_own_name(name.as_str()) {
        return Ok(());
    }
    let detail = "Ce nom est celui du service : les heures de ce partenaire passeraient pour les siennes.";
    Err(FieldError::new("/name", ProblemCode::AlreadyExists).with_detail(detail).into())
}

/// One key.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<EditKeys>, id: ApiKeyId) -> Result<ApiKey> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| store::find(tx, id))
}

/// Keys, in the order they were made, those that open nothing any more included.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<EditKeys>, after: i64, rows: i64) -> Result<Vec<ApiKey>> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| store::list(tx, after, rows))
}

/// Takes a key back, from this moment on; one that was taken back stays so.
///
/// # Errors
/// `not_found`.
pub fn revoke(caller: &Caller<EditKeys>, id: ApiKeyId) -> Result<()> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        if store::hold(tx, id)?.revoked_at.is_none() {
            store::revoke(tx, id)?;
            audit::record(tx, &Event::new("revoke", "api_key", id.0))?;
        }
        Ok(())
    })
}

/// Gives a key another secret. Those it has work until so many hours have passed; none of them longer than was said
/// before.
///
/// # Errors
/// `not_found`; `api_key_ended` when the key opens nothing any more; `already_exists` as for a new one.
pub fn rotate(caller: &Caller<EditKeys>, id: ApiKeyId, overlap_hours: i64) -> Result<Made> {
    caller.scope().must_see_every_sector()?;
    let (today, secret) = (caller.today(), secret::random()?);
    let overlap = TimeDelta::try_hours(overlap_hours).ok_or_else(|| AppError::new(ProblemCode::InvalidOverlap))?;
    let key = caller.create(|tx| {
        let key = store::hold(tx, id)?;
        refuse_own_name(key.role, key.organisation_id, &key.name)?;
        if key.revoked_at.is_some() || key.expires_on.is_some_and(|last| last < today) {
            return Err(ProblemCode::ApiKeyEnded.into());
        }
        let ends_at = tx.now() + overlap;
        store::end_secrets(tx, id, ends_at)?;
        store::add_secret(tx, id, &secret)?;
        let event = Event::new("rotate", "api_key", id.0);
        audit::record(tx, &event.with("overlap_hours", overlap_hours))?;
        store::find(tx, id)
    })?;
    Ok(Made { key, secret })
}
