//! Exits with the names beside their ids, for the pages.

use crate::access::{Caller, ReadExits, Tx};
use crate::error::{AppError, ProblemCode, Result};
use crate::exits::{ExitFilter, ExitOrder, NamedExit, PositiveExit, store};
use crate::organisations;
use crate::values::{Paged, Part, PositiveExitId};

/// A page of the exits that the filter selects: a part in the order, or the last page if there are not
/// so many.
///
/// # Errors
/// `unavailable`.
pub fn page(caller: &Caller<ReadExits>, filter: &ExitFilter, order: ExitOrder, part: Part) -> Result<Paged<NamedExit>> {
    let page = caller.snapshot(|tx| {
        let count = store::count(tx, filter)?;
        let part = part.within(count);
        let exits = store::ordered(tx, filter, order, part)?;
        Ok(Paged { rows: with_names(tx, exits)?, count, skipped: part.skipped })
    })?;
    caller.log_list_read("positive_exits", &page.rows, |row| row.exit.candidate_id)?;
    Ok(page)
}

/// An exit with its names.
///
/// # Errors
/// `not_found`.
pub fn show_named(caller: &Caller<ReadExits>, id: PositiveExitId) -> Result<NamedExit> {
    let named = caller.snapshot(|tx| {
        let exit = store::find(tx, id)?;
        with_names(tx, vec![exit])?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
    })?;
    caller.log_read("positive_exit", named.exit.candidate_id)?;
    Ok(named)
}

fn with_names(tx: &mut Tx<'_>, exits: Vec<PositiveExit>) -> Result<Vec<NamedExit>> {
    let people = store::people(tx, exits.iter().map(|exit| exit.candidate_id))?;
    let employers = organisations::store::names(tx, exits.iter().filter_map(|exit| exit.employer_id))?;
    let named = exits.into_iter().filter_map(|exit| {
        let (last_name, first_name) = people.get(&exit.candidate_id)?.clone();
        let employer = exit.employer_id.and_then(|id| employers.get(&id).cloned());
        Some(NamedExit { exit, last_name, first_name, employer })
    });
    Ok(named.collect())
}
