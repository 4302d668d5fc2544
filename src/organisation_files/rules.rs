//! Which organisations a list shows, and in which order.

use std::cmp::Reverse;

use super::model::{OrganisationFilter, OrganisationRow, SortedBy};
use crate::values::french_order;

/// Leaves those that the filter selects.
pub(super) fn select(rows: &mut Vec<OrganisationRow>, filter: &OrganisationFilter) {
    if let Some(played) = filter.played {
        rows.retain(|row| row.plays(played));
    }
}

/// Sorts rows; those that are equal by name.
pub(super) fn sort(rows: &mut [OrganisationRow], by: SortedBy) {
    let name = |row: &OrganisationRow| (french_order(row.organisation.name.as_str()), row.organisation.id);
    rows.sort_by_cached_key(name);
    match by {
        SortedBy::Name => {}
        SortedBy::Contracts => rows.sort_by_key(|row| Reverse(row.counts.contracts)),
        SortedBy::Lots => rows.sort_by_key(|row| Reverse(row.counts.lots)),
        SortedBy::People => rows.sort_by_key(|row| Reverse(row.counts.people)),
        SortedBy::Hours => rows.sort_by_key(|row| Reverse(row.counts.hours)),
        SortedBy::Referrals => rows.sort_by_key(|row| Reverse(row.counts.referrals)),
    }
}
