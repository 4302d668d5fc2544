//! Cell suppression in one breakdown of a total.
//!
//! The reader knows this algorithm, so its result must be consistent with more than one set of counts. Every decision
//! therefore depends on what the reader sees anyway (sums, positions, the number of cells), or is one-sided.

/// Counts from 1 to one below this are hidden.
const LEAST_SHOWN: usize = 5;

/// The highest count that primary suppression hides.
const MOST_SUPPRESSED: usize = LEAST_SHOWN - 1;

/// Whether a count could identify a person.
pub const fn is_small(count: usize) -> bool {
    count > 0 && count < LEAST_SHOWN
}

/// Whether the reader sees elsewhere in the answer which cells are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// Yes: the cell's hours are shown.
    Known,
    /// No: a zero may be hidden with the other cells.
    Hideable,
}

/// Which counts of a breakdown are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Whether the total is.
    pub total: bool,
    /// For each cell, in order, whether it is.
    pub cells: Vec<bool>,
}

/// Decides which counts of a total and its cells are hidden. The cells may add up to the total or overlap.
///
/// Hides small counts, and further cells, chosen by position and not by size, until the hidden sum allows every value
/// of the small ones. Hides all cells if the total is small or there are no more people than cells.
pub fn suppress(total: usize, cells: &[usize], zeros: Zeros) -> Suppression {
    let is_hidden: Vec<bool> = cells.iter().map(|count| is_small(*count)).collect();
    let none = !is_small(total) && !is_hidden.contains(&true);
    if none {
        return Suppression { total: false, cells: is_hidden };
    }
    if is_small(total) || total <= cells.len() {
        let cells = cells.iter().map(|count| *count > 0 || zeros == Zeros::Hideable).collect();
        return Suppression { total: is_small(total), cells };
    }
    Suppression { total: false, cells: with_complement(cells, is_hidden) }
}

/// Complementary suppression: goes round the larger cells, starting behind the last small one, until the sum is safe.
fn with_complement(cells: &[usize], mut is_hidden: Vec<bool>) -> Vec<bool> {
    let mut pool = HiddenPool::default();
    cells.iter().filter(|count| is_small(**count)).for_each(|count| pool.add(*count));
    let start = is_hidden.iter().rposition(|small| *small).map_or(0, |last| last + 1);
    for index in (0..cells.len()).cycle().skip(start).take(cells.len()) {
        let Some(count) = cells.get(index).filter(|count| **count >= LEAST_SHOWN) else { continue };
        if pool.is_safe() {
            break;
        }
        pool.add(*count);
        is_hidden.iter_mut().skip(index).take(1).for_each(|one| *one = true);
    }
    is_hidden
}

/// The hidden cells, reduced to what a reader can compute about them.
#[derive(Debug, Default)]
struct HiddenPool {
    small: usize,
    others: usize,
    sum: usize,
}

impl HiddenPool {
    fn add(&mut self, count: usize) {
        self.sum += count;
        if is_small(count) { self.small += 1 } else { self.others += 1 }
    }

    /// Whether the sum leaves every hidden count open. Small cells alone must be neither nearly all 1 nor nearly all 4;
    /// with others, the sum must suffice even if all small ones are 4 and the others at their minimum.
    fn is_safe(&self) -> bool {
        if self.others > 0 {
            return self.sum >= MOST_SUPPRESSED * self.small + LEAST_SHOWN * self.others;
        }
        self.small >= 2 && self.sum >= LEAST_SHOWN.max(self.small + 2) && self.sum + 2 <= MOST_SUPPRESSED * self.small
    }
}
