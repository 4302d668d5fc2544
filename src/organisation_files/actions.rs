//! Use cases: the list of organisations, and one organisation's file.

use super::model::{OrganisationFile, OrganisationFilter, OrganisationRow, Organisations, SortedBy};
use super::{rules, store};
use crate::access::{Caller, EditOrganisations, Tx};
use crate::error::Result;
use crate::organisations::{Organisation, actions as organisation_actions};
use crate::values::{OrganisationId, Role, fold};

/// A page of the organisations: at most `most` after the first `skipped`; the last page if there are not so many.
///
/// # Errors
/// `unavailable`.
pub fn organisations(
    caller: &Caller<EditOrganisations>,
    filter: &OrganisationFilter,
    by: SortedBy,
    (skipped, most): (usize, usize),
) -> Result<Organisations> {
    caller.snapshot(|tx| {
        let mut rows = rows(tx, filter)?;
        rules::select(&mut rows, filter);
        rules::sort(&mut rows, by);
        let count = rows.len();
        let last_page = count.saturating_sub(1).checked_div(most).unwrap_or(0).saturating_mul(most);
        let skipped = skipped.min(last_page);
        Ok(Organisations { rows: rows.into_iter().skip(skipped).take(most).collect(), count, skipped })
    })
}

fn rows(tx: &mut Tx<'_>, filter: &OrganisationFilter) -> Result<Vec<OrganisationRow>> {
    let counts = store::counts(tx)?;
    let found = organisation_actions::list_in(tx, filter.text.as_ref())?;
    let row = |organisation: Organisation| OrganisationRow {
        counts: counts.get(&organisation.id).copied().unwrap_or_default(),
        organisation,
    };
    Ok(found.into_iter().map(row).collect())
}

/// One organisation with what it plays. The read of people's names is logged.
///
/// # Errors
/// `not_found`.
pub fn file(caller: &Caller<EditOrganisations>, id: OrganisationId) -> Result<OrganisationFile> {
    let file = caller.snapshot(|tx| {
        let organisation = organisation_actions::find_in(tx, id)?;
        let counts = store::counts(tx)?.get(&id).copied().unwrap_or_default();
        Ok(OrganisationFile {
            contracts: store::contracts(tx, id)?,
            lots: store::lots(tx, id)?,
            people: store::people(tx, id)?,
            hours_by_year: store::hours_by_year(tx, id)?,
            last_word: store::last_word(tx, id)?,
            access: if tx.scope().role == Role::Admin { Some(store::access(tx, id)?) } else { None },
            row: OrganisationRow { organisation, counts },
        })
    })?;
    caller.log_list_read("employments", &file.people, |person| person.candidate)?;
    Ok(file)
}

/// Other organisations whose name is written almost alike: equal without accents, case and punctuation, or one contains the
/// other.
///
/// # Errors
/// `unavailable`.
pub fn similar(caller: &Caller<EditOrganisations>, id: OrganisationId) -> Result<Vec<Organisation>> {
    caller.snapshot(|tx| {
        let itself = fold(organisation_actions::find_in(tx, id)?.name.as_str());
        let mut others = organisation_actions::list_in(tx, None)?;
        others.retain(|other| {
            let name = fold(other.name.as_str());
            other.id != id
                && !name.is_empty()
                && !itself.is_empty()
                && (name.contains(&itself) || itself.contains(&name))
        });
        Ok(others)
    })
}
