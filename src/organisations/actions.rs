//! What is done with organisations.

use super::{Organisation, OrganisationDetails, OrganisationFilter, store};
use crate::access::{Caller, EditOrganisations, ReadOrganisations, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, Fault, Result, Situation};
use crate::units::OrganisationId;

/// Records an organisation.
///
/// # Errors
/// `siret_taken`.
pub fn create(caller: &Caller<EditOrganisations>, details: &OrganisationDetails) -> Result<Organisation> {
    caller.write(|tx| {
        refuse_known_siret(tx, None, details)?;
        let id = store::insert(tx, details)?;
        audit::record(tx, &Event::new("create", "organisation", id.0).with("name", &details.name))?;
        store::find(tx, id)
    })
}

/// Changes an organisation as the caller last saw it. `change` gives the new details from the present state.
///
/// # Errors
/// `not_found`, `precondition_failed`, `siret_taken`, and those of `change`.
pub fn update(
    caller: &Caller<EditOrganisations>,
    id: OrganisationId,
    seen: i64,
    change: impl Fn(&Organisation) -> Result<OrganisationDetails>,
) -> Result<Organisation> {
    caller.write(|tx| {
        let details = change(&store::find(tx, id)?)?;
        refuse_known_siret(tx, Some(id), &details)?;
        store::update(tx, id, seen, &details)?;
        audit::record(tx, &Event::new("update", "organisation", id.0).with("name", &details.name))?;
        store::find(tx, id)
    })
}

/// One organisation.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadOrganisations>, id: OrganisationId) -> Result<Organisation> {
    caller.read(|tx| store::find(tx, id))
}

/// Organisations, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadOrganisations>,
    filter: &OrganisationFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<Organisation>> {
    caller.read(|tx| store::list(tx, filter, after, rows))
}

fn refuse_known_siret(tx: &mut WriteTx<'_>, own: Option<OrganisationId>, details: &OrganisationDetails) -> Result<()> {
    let Some(siret) = &details.siret else { return Ok(()) };
    match store::with_siret(tx, siret)? {
        Some(other) if Some(other) != own => {
            let fault = Fault::new("/siret", Situation::SiretTaken);
            Err(AppError::from(fault).because_of(other.0))
        }
        _ => Ok(()),
    }
}
