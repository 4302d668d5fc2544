//! What is done with reference data.

use super::{Commune, Neighbourhood, NeighbourhoodDetails, store};
use crate::access::once::Once;
use crate::access::{Caller, EditReference, ReadReference, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, Fault, Result, Situation};
use crate::units::{CommuneCode, Period};

/// Every commune that is listed.
///
/// # Errors
/// `unavailable`.
pub fn communes(caller: &Caller<ReadReference>) -> Result<Vec<Commune>> {
    caller.read(store::communes)
}

/// Every neighbourhood that is listed.
///
/// # Errors
/// `unavailable`.
pub fn neighbourhoods(caller: &Caller<ReadReference>) -> Result<Vec<Neighbourhood>> {
    caller.snapshot(store::neighbourhoods)
}

/// Lists a commune.
///
/// # Errors
/// `forbidden` for an administrator of some sectors: reference data are those of all; `already_exists`.
pub fn add_commune(caller: &Caller<EditReference>, commune: &Commune) -> Result<Once<Commune>> {
    caller.scope().must_see_every_sector()?;
    caller.create(|tx| {
        if store::has_commune(tx, &commune.code)? {
            return Err(Fault::new("/code", Situation::AlreadyExists).into());
        }
        store::insert_commune(tx, commune)?;
        audit::record(tx, &Event::new("create", "commune", number(&commune.code)).with("commune", commune))?;
        Ok(commune.clone())
    })
}

/// Lists a neighbourhood.
///
/// # Errors
/// `forbidden` as above; `invalid_period`, `overlapping_periods`, `already_exists`.
pub fn add_neighbourhood(
    caller: &Caller<EditReference>,
    details: &NeighbourhoodDetails,
) -> Result<Once<Neighbourhood>> {
    caller.scope().must_see_every_sector()?;
    let faults = faults(details);
    if !faults.is_empty() {
        return Err(AppError::from_faults(faults));
    }
    caller.create(|tx| {
        refuse_known(tx, details)?;
        let id = store::insert_neighbourhood(tx, details)?;
        let added = store::neighbourhoods(tx)?.into_iter().find(|neighbourhood| neighbourhood.id == id);
        let added = added.ok_or_else(|| AppError::new(Situation::NotFound))?;
        audit::record(tx, &Event::new("create", "neighbourhood", id.0).with("neighbourhood", &added))?;
        Ok(added)
    })
}

/// What a neighbourhood cannot be: without any standing, or with two at once.
fn faults(details: &NeighbourhoodDetails) -> Vec<Fault> {
    if details.statuses.is_empty() {
        return vec![Fault::new("/statuses", Situation::Missing).saying("Donnez au moins un statut daté.")];
    }
    let periods: Vec<_> = details.statuses.iter().map(|(_, period)| Some(((), *period))).collect();
    let fault = |(at, situation)| {
        let end = if situation == Situation::InvalidPeriod { "to" } else { "from" };
        Fault::new(format!("/statuses/{at}/{end}"), situation)
    };
    Period::misfits(&periods).into_iter().map(fault).collect()
}

fn refuse_known(tx: &mut WriteTx<'_>, details: &NeighbourhoodDetails) -> Result<()> {
    if let Some((known, _)) = store::neighbourhood_named(tx, details.name.as_str())? {
        let fault = Fault::new("/name", Situation::AlreadyExists).saying("Un quartier porte déjà ce nom.");
        return Err(AppError::from(fault).because_of(known.0));
    }
    let Some(code) = &details.official_code else { return Ok(()) };
    match store::with_official_code(tx, code)? {
        Some(known) => {
            let fault = Fault::new("/official_code", Situation::AlreadyExists);
            Err(AppError::from(fault.saying("Un quartier porte déjà ce code.")).because_of(known.0))
        }
        None => Ok(()),
    }
}

/// A commune's code as a number, for the audit trail, whose subjects are numbers. Corsica's letters are read as digits
/// of base sixteen, which gives numbers that no other commune has.
fn number(code: &CommuneCode) -> i64 {
    let code = code.as_str();
    code.parse().or_else(|_| i64::from_str_radix(code, 16)).unwrap_or_default()
}
