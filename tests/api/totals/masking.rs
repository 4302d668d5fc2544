//! A reader who knows the algorithm and the shown counts cannot compute a hidden count.

use std::collections::BTreeSet;

use clauses::disclosure::{Suppression, Zeros, is_small, suppress};
use proptest::prelude::*;

/// What an answer shows of a total and its cells.
type Shown = (Option<usize>, Vec<Option<usize>>);

fn shown(total: usize, cells: &[usize], zeros: Zeros) -> Shown {
    let Suppression { total: total_is_hidden, cells: is_hidden } = suppress(total, cells, zeros);
    let cells = cells.iter().zip(is_hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect();
    ((!total_is_hidden).then_some(total), cells)
}

/// For each cell, its values in all tables that add up and give the same answer.
fn possible_values(answer: &Shown) -> Vec<BTreeSet<usize>> {
    let totals = match answer.0 {
        Some(total) => total..=total,
        None => 0..=4,
    };
    let mut values = vec![BTreeSet::new(); answer.1.len()];
    for total in totals {
        let shown: usize = answer.1.iter().flatten().sum();
        if let Some(left) = total.checked_sub(shown) {
            fill(answer, total, left, &mut Vec::new(), &mut values);
        }
    }
    values
}

fn fill(answer: &Shown, total: usize, left: usize, cells: &mut Vec<usize>, values: &mut [BTreeSet<usize>]) {
    let Some(next) = answer.1.get(cells.len()) else {
        if left == 0 && shown(total, cells, Zeros::Hideable) == *answer {
            values.iter_mut().zip(&*cells).for_each(|(values, count)| values.extend([*count]));
        }
        return;
    };
    let range = if next.is_some() { 0..=0 } else { 0..=left };
    for count in range {
        cells.push(next.unwrap_or(count));
        fill(answer, total, left - count, cells, values);
        cells.pop();
    }
}

/// Cells of few people and of many.
fn partitions() -> impl Strategy<Value = Vec<usize>> {
    let cell = prop_oneof![1 => Just(0_usize), 3 => 1_usize..5, 2 => 5_usize..13];
    proptest::collection::vec(cell, 2..6)
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").map_or(64, |cases| cases.parse().unwrap());
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_hidden_count_could_be_another(cells in partitions()) {
        let total = cells.iter().sum();
        let answer = shown(total, &cells, Zeros::Hideable);
        for ((count, shown), could_be) in cells.iter().zip(&answer.1).zip(possible_values(&answer)) {
            prop_assert!(could_be.contains(count), "{answer:?} of {cells:?}");
            prop_assert!(shown.is_some() || could_be.len() >= 2, "{answer:?} tells {count} of {cells:?}");
        }
    }

    #[test]
    fn small_counts_are_hidden_with_enough_others_whether_cells_add_up_or_overlap(
        cells in partitions(),
        overlap in 0..=100_usize,
    ) {
        let (most, sum) = (cells.iter().copied().max().unwrap_or(0), cells.iter().sum::<usize>());
        let total = sum - (sum - most) * overlap / 100;
        for zeros in [Zeros::Known, Zeros::Hideable] {
            let (shown_total, shown) = shown(total, &cells, zeros);
            let is_hidden = |place: usize| shown[place].is_none();
            let hidden: Vec<usize> = (0..cells.len()).filter(|place| is_hidden(*place)).collect();
            prop_assert_eq!(shown_total.is_none(), is_small(total));
            prop_assert!((0..cells.len()).all(|place| is_hidden(place) || !is_small(cells[place])));
            if zeros == Zeros::Known || (total >= 5 && total > cells.len()) {
                prop_assert!((0..cells.len()).all(|place| cells[place] > 0 || !is_hidden(place)), "zero stays zero");
            }
            if total >= 5 && !hidden.is_empty() {
                prop_assert!(hidden.len() >= 2, "{shown:?} of {cells:?}, {total}");
                prop_assert!(hidden.iter().map(|place| cells[*place]).sum::<usize>() >= 5, "{shown:?} of {cells:?}");
            }
            if !cells.iter().any(|count| is_small(*count)) && !is_small(total) {
                prop_assert!(hidden.is_empty(), "nothing to hide: {cells:?}");
            }
        }
    }
}
