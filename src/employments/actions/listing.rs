//! Use cases: lists of employments in orders of their own.

use std::collections::HashMap;

use crate::access::{Caller, ReadEmployments};
use crate::employments::{Employment, EmploymentFilter, EmploymentOrder, EmploymentSearch, store};
use crate::error::Result;
use crate::values::{EmploymentId, NameOrder, Paged, Part, Place};

/// A page of the employments that the search selects: a part in the order, or the last page if there
/// are not so many.
///
/// # Errors
/// `unavailable`.
pub fn page(
    caller: &Caller<ReadEmployments>,
    search: &EmploymentSearch,
    order: EmploymentOrder,
    part: Part,
) -> Result<Paged<Employment>> {
    let page = caller.snapshot(|tx| {
        let count = store::count(tx, search)?;
        let part = part.within(count);
        let ids = store::ordered(tx, search, order, part)?;
        let filter = EmploymentFilter { ids: Some(ids.clone()), ..EmploymentFilter::default() };
        let rows = store::list(tx, None, &filter, Place::Position(0), part.offset_and_limit().1)?;
        let mut by_id: HashMap<EmploymentId, Employment> = rows.into_iter().map(|row| (row.id, row)).collect();
        let rows = ids.iter().filter_map(|id| by_id.remove(id)).collect();
        Ok(Paged { rows, count, skipped: part.skipped })
    })?;
    caller.log_list_read("employments", &page.rows, |row| row.candidate_id)?;
    Ok(page)
}

/// Employments in the order of their people's names, then of their ids, behind the one with the id `after` (0: from the first
/// on), at most `rows`.
///
/// # Errors
/// `invalid_cursor` if that employment is not there any more.
pub fn list_by_name(
    caller: &Caller<ReadEmployments>,
    filter: &EmploymentFilter,
    order: NameOrder,
    after: i64,
    rows: i64,
) -> Result<Vec<Employment>> {
    let employments = caller.read(|tx| store::by_name(tx, filter, order, after, rows))?;
    caller.log_list_read("employments", &employments, |employment| employment.candidate_id)?;
    Ok(employments)
}
