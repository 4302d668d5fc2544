//! Use case: the list of employments that pages show.

use std::collections::HashMap;

use crate::access::{Caller, ReadEmployments};
use crate::employments::{Employment, EmploymentFilter, EmploymentOrder, EmploymentPage, EmploymentSearch, store};
use crate::error::Result;
use crate::values::{EmploymentId, Place};

/// A page of the employments that the search selects: at most `most` after the first `skipped` in the order; the last page
/// if there are not so many.
///
/// # Errors
/// `unavailable`.
pub fn page(
    caller: &Caller<ReadEmployments>,
    search: &EmploymentSearch,
    order: EmploymentOrder,
    (skipped, most): (i64, i64),
) -> Result<EmploymentPage> {
    let page = caller.snapshot(|tx| {
        let count = store::count(tx, search)?;
        let last_page = count.saturating_sub(1).checked_div(most).unwrap_or(0).saturating_mul(most);
        let skipped = skipped.min(last_page);
        let ids = store::ordered(tx, search, order, (skipped, most))?;
        let filter = EmploymentFilter { ids: Some(ids.clone()), ..EmploymentFilter::default() };
        let rows = store::list(tx, None, &filter, Place::Position(0), most)?;
        let mut by_id: HashMap<EmploymentId, Employment> = rows.into_iter().map(|row| (row.id, row)).collect();
        let rows = ids.iter().filter_map(|id| by_id.remove(id)).collect();
        Ok(EmploymentPage { rows, count, skipped })
    })?;
    caller.log_list_read("employments", &page.rows, |row| row.candidate_id)?;
    Ok(page)
}
