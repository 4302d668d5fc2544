//! Which organisations a list shows, and in which order.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::model::{OrganisationFilter, OrganisationRow, SortedBy};
use crate::values::{fold, french_order};

/// Leaves those that the filter selects.
pub(super) fn select(rows: &mut Vec<OrganisationRow>, filter: &OrganisationFilter) {
    if let Some(played) = filter.played {
        rows.retain(|row| row.plays(played));
    }
}

/// Whether two names are written almost alike: without accents, case and punctuation, the words of one are all in the other.
/// Words of one or two letters say nothing.
pub(super) fn is_almost(one: &str, other: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        fold(name).split(' ').filter(|word| word.chars().count() > 2).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && (one.is_subset(&other) || other.is_subset(&one))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_almost_alike_when_one_has_all_words_of_the_other() {
        for (one, other, expected) in [
            ("ARIQ", "Association ARIQ BTP", true),
            ("Régie des Deux Rives", "REGIE DES DEUX-RIVES", true),
            ("E", "Eureka", false),
            ("Eureka", "Eurekan", false),
            ("Net 21", "Net", true),
        ] {
            assert_eq!(is_almost(one, other), expected, "{one} / {other}");
        }
    }
}
