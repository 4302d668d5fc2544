//! The order of texts as French dictionaries have it, the same on both databases and every machine: databases sort by bytes
//! or by the locale of their server.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// The order of the Unicode root, which is that of French: letters before accents before case, numbers by their value.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).ok()
});

/// A text that is compared as French is sorted; no two different texts are equal. A key for sorting: comparing two of them
/// costs far less than comparing their texts by the collator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrenchOrder {
    /// The collator's own key, which bytes compare as it compares texts.
    collated: Vec<u8>,
    text: String,
}

/// The place of a text among others.
pub fn french_order(text: impl Into<String>) -> FrenchOrder {
    let (text, mut collated) = (text.into(), Vec::new());
    if let Some(collator) = COLLATOR.as_ref() {
        let Ok(()) = collator.write_sort_key_to(&text, &mut collated);
    }
    FrenchOrder { collated, text }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_are_in_the_order_in_which_the_collator_compares(
            one in "[a-cA-Céèàœ’ 0-9-]{0,6}|\\PC{0,4}", other in "[a-cA-Céèàœ’ 0-9-]{0,6}|\\PC{0,4}",
        ) {
            let compared = COLLATOR.as_ref().unwrap().compare(&one, &other).then_with(|| one.cmp(&other));
            prop_assert_eq!(french_order(one).cmp(&french_order(other)), compared);
        }
    }

    #[test]
    fn texts_are_sorted_as_a_french_dictionary_sorts_them() {
        let sorted = [
            "01",
            "2",
            "10",
            "2022-DM-9",
            "2022-DM-014",
            "à côté",
            "abord",
            "École",
            "Éduc",
            "ELAN",
            "Élan",
            "L’Hermitage",
            "Le Mans",
            "Leblanc",
            "Œuvre",
            "olive",
            "Saint-Denis",
            "sainte",
            "Zeta",
            "Ωmega",
        ];
        for distance in [1, 3, 7, 11] {
            let mut shuffled: Vec<&str> = (0..sorted.len()).map(|at| sorted[at * distance % sorted.len()]).collect();
            shuffled.sort_by_cached_key(|text| french_order(*text));
            assert_eq!(shuffled, sorted, "{distance}");
        }
    }

    #[test]
    fn accents_and_case_decide_where_letters_do_not() {
        let sorted = ["cote", "Cote", "coté", "côte", "Côté"];
        let mut shuffled = ["Côté", "côte", "Cote", "coté", "cote"];
        shuffled.sort_by_cached_key(|text| french_order(*text));
        assert_eq!(shuffled, sorted);
        assert_ne!(french_order("a\u{301}").cmp(&french_order("á")), Ordering::Equal);
    }
}
