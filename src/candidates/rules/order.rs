//! The page of a list that is sorted by what no column has.

use std::cmp::Ordering;

/// The items from `skipped` on, at most `most`, sorted by their keys; those without a key come last, and equal ones keep
/// their order. Only the page is sorted, so that a long list costs little more than a look at each item.
pub(in crate::candidates) fn page_of<T, K: Ord>(
    items: Vec<T>,
    key: impl Fn(&T) -> Option<K>,
    is_descending: bool,
    (skipped, most): (usize, usize),
) -> Vec<T> {
    let mut ranked: Vec<_> = items.into_iter().map(|item| (key(&item), item)).enumerate().collect();
    let compare = |(at, (one, _)): &(usize, (Option<K>, T)), (behind, (other, _)): &(usize, (Option<K>, T))| {
        let by_key = match (one, other) {
            (Some(one), Some(other)) if is_descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_key.then(at.cmp(behind))
    };
    if skipped >= ranked.len() {
        return Vec::new();
    }
    if skipped > 0 {
        ranked.select_nth_unstable_by(skipped, compare);
        ranked.drain(..skipped);
    }
    if most < ranked.len() {
        ranked.select_nth_unstable_by(most, compare);
        ranked.truncate(most);
    }
    ranked.sort_unstable_by(compare);
    ranked.into_iter().map(|(_, (_, item))| item).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All items sorted, then cut.
    fn naive(items: &[(usize, Option<u8>)], is_descending: bool, skipped: usize, most: usize) -> Vec<usize> {
        let (mut with, without): (Vec<_>, Vec<_>) = items.iter().copied().partition(|(_, key)| key.is_some());
        with.sort_by(|(_, one), (_, other)| if is_descending { other.cmp(one) } else { one.cmp(other) });
        with.into_iter().chain(without).map(|(at, _)| at).skip(skipped).take(most).collect()
    }

    proptest! {
        #[test]
        fn a_page_is_what_sorting_everything_gives(
            keys in proptest::collection::vec(proptest::option::of(0_u8..6), 0..40),
            is_descending: bool,
            skipped in 0_usize..45,
            most in 0_usize..45,
        ) {
            let items: Vec<_> = keys.into_iter().enumerate().collect();
            let expected = naive(&items, is_descending, skipped, most);
            let page = page_of(items, |(_, key)| *key, is_descending, (skipped, most));
            prop_assert_eq!(page.into_iter().map(|(at, _)| at).collect::<Vec<_>>(), expected);
        }
    }
}
