//! Use cases: the list of organisations, and one organisation's file.

use std::collections::HashMap;

use super::model::{Counts, OrganisationFile, OrganisationFilter, OrganisationRow, SortedBy};
use super::{rules, store};
use crate::access::{Caller, EditOrganisations};
use crate::error::Result;
use crate::organisations::{Organisation, actions as organisation_actions};
use crate::values::{OrganisationId, Paged, Part, Role};

/// A page of the organisations: a part, or the last page if there are not so many.
///
/// # Errors
/// `unavailable`.
pub fn organisations(
    caller: &Caller<EditOrganisations>,
    filter: &OrganisationFilter,
    by: SortedBy,
    part: Part,
) -> Result<Paged<OrganisationRow>> {
    caller.snapshot(|tx| {
        // Sorted by name, only those of the page need to be counted.
        let decides = filter.played.is_some() || by != SortedBy::Name;
        let counts = if decides { store::counts(tx, None)? } else { HashMap::new() };
        let found = organisation_actions::list_in(tx, filter.text.as_ref())?.into_iter();
        let mut rows: Vec<OrganisationRow> = found.map(|organisation| row(organisation, &counts)).collect();
        rules::select(&mut rows, filter);
        rules::sort(&mut rows, by);
        let mut page = Paged::of(rows, part);
        if !decides {
            let of_page: Vec<OrganisationId> = page.rows.iter().map(|row| row.organisation.id).collect();
            let counts = store::counts(tx, Some(&of_page))?;
            let counted = |OrganisationRow { organisation, .. }| row(organisation, &counts);
            page.rows = page.rows.into_iter().map(counted).collect();
        }
        Ok(page)
    })
}

fn row(organisation: Organisation, counts: &HashMap<OrganisationId, Counts>) -> OrganisationRow {
    OrganisationRow { counts: counts.get(&organisation.id).copied().unwrap_or_default(), organisation }
}

/// One organisation with what it plays. The read of people's names is logged.
///
/// # Errors
/// `not_found`.
pub fn file(caller: &Caller<EditOrganisations>, id: OrganisationId) -> Result<OrganisationFile> {
    let file = caller.snapshot(|tx| {
        let organisation = organisation_actions::find_in(tx, id)?;
        let counts = store::counts(tx, Some(&[id]))?;
        Ok(OrganisationFile {
            contracts: store::contracts(tx, id)?,
            lots: store::lots(tx, id)?,
            people: store::people(tx, id)?,
            hours_by_year: store::hours_by_year(tx, id)?,
            last_word: store::last_word(tx, id)?,
            access: if tx.scope().role == Role::Admin { Some(store::access(tx, id)?) } else { None },
            row: row(organisation, &counts),
        })
    })?;
    caller.log_list_read("employments", &file.people, |person| person.candidate)?;
    Ok(file)
}

/// Other organisations whose name is written almost alike, for who may merge them: who sees every sector.
///
/// # Errors
/// `unavailable`.
pub fn similar(caller: &Caller<EditOrganisations>, id: OrganisationId) -> Result<Vec<Organisation>> {
    if !caller.scope().sectors.is_all() {
        return Ok(Vec::new());
    }
    caller.snapshot(|tx| {
        let itself = organisation_actions::find_in(tx, id)?.name;
        let mut others = organisation_actions::list_in(tx, None)?;
        others.retain(|other| other.id != id && rules::is_almost(itself.as_str(), other.name.as_str()));
        Ok(others)
    })
}
