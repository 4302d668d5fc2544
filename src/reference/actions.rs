//! Use cases of reference data.

use super::{Commune, Neighbourhood, NeighbourhoodDetails, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditReference, ReadReference, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{CommuneCode, Period};

/// Every listed commune.
///
/// # Errors
/// `unavailable`.
pub fn communes(caller: &Caller<ReadReference>) -> Result<Vec<Commune>> {
    caller.read(store::communes)
}

/// Every listed neighbourhood.
///
/// # Errors
/// `unavailable`.
pub fn neighbourhoods(caller: &Caller<ReadReference>) -> Result<Vec<Neighbourhood>> {
    caller.snapshot(store::neighbourhoods)
}

/// Whether the caller may add to the reference data, which apply to all sectors.
pub fn may_add(caller: &Caller<ReadReference>) -> bool {
    caller.with_right::<EditReference>().is_ok() && caller.scope().sectors.is_all()
}

/// Adds a commune.
///
/// # Errors
/// `forbidden` for an administrator of some sectors: reference data apply to all; `already_exists`.
pub fn add_commune(caller: &Caller<EditReference>, commune: &Commune) -> Result<Idempotent<Commune>> {
    caller.scope().must_see_every_sector()?;
    caller.create(|tx| {
        if store::has_commune(tx, &commune.code)? {
            return Err(FieldError::new("/code", ProblemCode::AlreadyExists).into());
        }
        store::insert_commune(tx, commune)?;
        audit::record(tx, &Event::new("create", "commune", number(&commune.code)).with("commune", commune))?;
        Ok(commune.clone())
    })
}

/// Adds a neighbourhood.
///
/// # Errors
/// `forbidden` for an administrator of some sectors; `invalid_period`, `overlapping_periods`, `already_exists`.
pub fn add_neighbourhood(
    caller: &Caller<EditReference>,
    details: &NeighbourhoodDetails,
) -> Result<Idempotent<Neighbourhood>> {
    caller.scope().must_see_every_sector()?;
    let field_errors = field_errors(details);
    if !field_errors.is_empty() {
        return Err(AppError::from_field_errors(field_errors));
    }
    caller.create(|tx| {
        refuse_duplicate(tx, details)?;
        let id = store::insert_neighbourhood(tx, details)?;
        let added = store::neighbourhoods(tx)?.into_iter().find(|neighbourhood| neighbourhood.id == id);
        let added = added.ok_or_else(|| AppError::new(ProblemCode::NotFound))?;
        audit::record(tx, &Event::new("create", "neighbourhood", id.0).with("neighbourhood", &added))?;
        Ok(added)
    })
}

/// A neighbourhood needs at least one status, and never two at once.
fn field_errors(details: &NeighbourhoodDetails) -> Vec<FieldError> {
    if details.statuses.is_empty() {
        return vec![FieldError::new("/statuses", ProblemCode::Missing).with_detail("Donnez au moins un statut daté.")];
    }
    let periods: Vec<_> = details.statuses.iter().map(|(_, period)| Some(((), *period))).collect();
    let field_error = |(index, code)| {
        let end = if code == ProblemCode::InvalidPeriod { "to" } else { "from" };
        FieldError::new(format!("/statuses/{index}/{end}"), code)
    };
    Period::conflicts(&periods).into_iter().map(field_error).collect()
}

fn refuse_duplicate(tx: &mut WriteTx<'_>, details: &NeighbourhoodDetails) -> Result<()> {
    if let Some((existing, _)) = store::neighbourhood_named(tx, details.name.as_str())? {
        let field_error =
            FieldError::new("/name", ProblemCode::AlreadyExists).with_detail("Un quartier porte déjà ce nom.");
        return Err(AppError::from(field_error).with_existing_id(existing.0));
    }
    let Some(code) = &details.official_code else { return Ok(()) };
    match store::with_official_code(tx, code)? {
        Some(existing) => {
            let field_error = FieldError::new("/official_code", ProblemCode::AlreadyExists);
            Err(AppError::from(field_error.with_detail("Un quartier porte déjà ce code.")).with_existing_id(existing.0))
        }
        None => Ok(()),
    }
}

/// A commune's code as a number, for the audit trail, whose subjects are numbers. Corsican codes (`2A004`) have 00
/// for A and 01 for B, as the sealed record `commune` has.
fn number(code: &CommuneCode) -> i64 {
    code.as_str().replace('A', "00").replace('B', "01").parse().unwrap_or_default()
}
