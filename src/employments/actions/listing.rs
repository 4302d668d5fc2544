//! Use case: the list of employments that pages show.

use std::collections::HashMap;

use crate::access::{Caller, ReadEmployments};
use crate::employments::{Employment, EmploymentFilter, EmploymentOrder, EmploymentSearch, store};
use crate::error::Result;
use crate::values::{EmploymentId, Paged, Part, Place};

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
