//! Use cases of API keys. All refuse administrators who do not see every sector (`forbidden`), since granting access
//! could grant any sector.

use chrono::{NaiveDate, TimeDelta};

use super::model::{ApiKey, CreatedKey, IssuedKey, NewKey};
use super::search::{KeyFilter, KeyOrder, searched};
use super::{secret, store};
use crate::access::{Caller, EditKeys, House};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{ApiKeyId, Name, OrganisationId, Paged, Part, Role, day_in_words};

/// Creates an API key outside HTTP.
///
/// # Errors
/// Those of [`issue`].
pub fn create(caller: &Caller<EditKeys>, new: &NewKey) -> Result<CreatedKey> {
    let IssuedKey { key, secret } = issue(caller, new)?;
    Ok(CreatedKey { id: key.executed()?.id, secret })
}

/// Creates an API key, idempotent under the caller's key.
///
/// # Errors
/// `unknown_organisation`; `missing` for a partner without sectors; `already_exists` for a partner with the house's
/// name; `date_in_past` for a key whose last day has passed.
pub fn issue(caller: &Caller<EditKeys>, new: &NewKey) -> Result<IssuedKey> {
    caller.scope().must_see_every_sector()?;
    if new.role == Role::Partner && new.sectors.iter().next().is_none() {
        let detail = "Les secteurs d’un partenaire sont à préciser.";
        return Err(FieldError::new("/sectors", ProblemCode::Missing).with_detail(detail).into());
    }
    refuse_name_of_house(&caller.scope().house, new.role, new.organisation_id, &new.name)?;
    let secret = secret::random()?;
    let today = caller.today();
    let key = caller.create(|tx| {
        refuse_ended(new, today)?;
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
    Ok(IssuedKey { key, secret })
}

/// A key that has ended would authenticate nothing.
fn refuse_ended(new: &NewKey, today: NaiveDate) -> Result<()> {
    let Some(last) = new.expires_on.filter(|last| *last < today) else { return Ok(()) };
    let detail = format!(
        "Le {} est passé : une clé vaut jusqu’à la fin de son dernier jour, au plus tôt aujourd’hui, {}.",
        day_in_words(last),
        day_in_words(today)
    );
    Err(FieldError::new("/expires_on", ProblemCode::DateInPast).with_detail(detail).into())
}

/// Hours of a partner without an organisation have the key's name as their source, which must not be the house's.
fn refuse_name_of_house(house: &House, role: Role, organisation: Option<OrganisationId>, name: &Name) -> Result<()> {
    if role != Role::Partner || organisation.is_some() || !house.is_called(name.as_str()) {
        return Ok(());
    }
    let detail = "Ce nom est celui du service : les heures de ce partenaire passeraient pour les siennes.";
    Err(FieldError::new("/name", ProblemCode::AlreadyExists).with_detail(detail).into())
}

/// A key.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<EditKeys>, id: ApiKeyId) -> Result<ApiKey> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| store::find(tx, id))
}

/// Keys in the order of their ids, after an id; revoked and expired ones included.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<EditKeys>, after: i64, rows: i64) -> Result<Vec<ApiKey>> {
    caller.scope().must_see_every_sector()?;
    caller.snapshot(|tx| store::list(tx, after, rows))
}

/// A part of the keys that are asked for, in their order.
///
/// # Errors
/// `unavailable`.
pub fn search(caller: &Caller<EditKeys>, filter: &KeyFilter, order: KeyOrder, part: Part) -> Result<Paged<ApiKey>> {
    Ok(Paged::of(searched(list(caller, 0, i64::MAX)?, filter, order, caller.today()), part))
}

/// Revokes a key; does nothing if it is revoked.
///
/// # Errors
/// `not_found`.
pub fn revoke(caller: &Caller<EditKeys>, id: ApiKeyId) -> Result<()> {
    caller.scope().must_see_every_sector()?;
    caller.write(|tx| {
        if store::lock(tx, id)?.revoked_at.is_none() {
            store::revoke(tx, id)?;
            audit::record(tx, &Event::new("revoke", "api_key", id.0))?;
        }
        Ok(())
    })
}

/// Gives a key a new secret. Its other secrets work for the overlap, or until their earlier end.
///
/// # Errors
/// `not_found`; `api_key_ended` when the key is revoked or expired; `already_exists` as for a new key.
pub fn rotate(caller: &Caller<EditKeys>, id: ApiKeyId, overlap_hours: i64) -> Result<IssuedKey> {
    caller.scope().must_see_every_sector()?;
    let (today, secret) = (caller.today(), secret::random()?);
    let overlap = TimeDelta::try_hours(overlap_hours).ok_or_else(|| AppError::new(ProblemCode::InvalidOverlap))?;
    let key = caller.create(|tx| {
        let key = store::lock(tx, id)?;
        refuse_name_of_house(&caller.scope().house, key.role, key.organisation_id, &key.name)?;
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
    Ok(IssuedKey { key, secret })
}
