//! Which counts of a breakdown are hidden from those who may single out nobody. Pure, and the same for totals and bilans.
//!
//! What is hidden must leave more than one world possible to a reader who knows these rules. So what decides on hiding
//! is what such a reader sees anyway (sums, and how many cells there are), or goes one way only.

/// Counts below this are hidden, but for zero.
const FEWEST_TOLD: usize = 5;

/// The highest count that is hidden for its own sake.
const MOST_HIDDEN: usize = FEWEST_TOLD - 1;

/// Whether a count could single somebody out.
pub const fn is_small(count: usize) -> bool {
    count > 0 && count < FEWEST_TOLD
}

/// Whether a reader sees elsewhere in the answer which cells are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// They do: hours stand beside them.
    Known,
    /// They do not, so a zero may be hidden where it would tell of the others.
    Hideable,
}

/// What is hidden of a total and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Whether the total is.
    pub total: bool,
    /// Whether each cell is.
    pub cells: Vec<bool>,
}

/// What is hidden of a total and the cells that it breaks down into, whether they add up to it or overlap.
///
/// Small counts are. Beside them other cells, by their place and not by their size, until whatever the small ones are
/// would go with the sum of all that is hidden. Where the total is small, or there are as many cells as people, all are.
pub fn hidden(total: usize, cells: &[usize], zeros: Zeros) -> Hidden {
    let is_hidden: Vec<bool> = cells.iter().map(|count| is_small(*count)).collect();
    let none = !is_small(total) && !is_hidden.contains(&true);
    if none {
        return Hidden { total: false, cells: is_hidden };
    }
    if is_small(total) || total <= cells.len() {
        let cells = cells.iter().map(|count| *count > 0 || zeros == Zeros::Hideable).collect();
        return Hidden { total: is_small(total), cells };
    }
    Hidden { total: false, cells: with_others(cells, is_hidden) }
}

/// The small cells with as many of the others as it takes, beginning behind the last small one.
fn with_others(cells: &[usize], mut is_hidden: Vec<bool>) -> Vec<bool> {
    let mut so_far = Pool::default();
    cells.iter().filter(|count| is_small(**count)).for_each(|count| so_far.add(*count));
    let behind = is_hidden.iter().rposition(|small| *small).map_or(0, |last| last + 1);
    let places = (0..cells.len()).cycle().skip(behind).take(cells.len());
    for place in places {
        let Some(count) = cells.get(place).filter(|count| **count >= FEWEST_TOLD) else { continue };
        if so_far.is_safe() {
            break;
        }
        so_far.add(*count);
        is_hidden.iter_mut().skip(place).take(1).for_each(|one| *one = true);
    }
    is_hidden
}

/// What is hidden so far, told by what a reader could work out of it.
#[derive(Debug, Default)]
struct Pool {
    small: usize,
    others: usize,
    sum: usize,
}

impl Pool {
    fn add(&mut self, count: usize) {
        self.sum += count;
        if is_small(count) { self.small += 1 } else { self.others += 1 }
    }

    /// Whether the sum leaves open what each of them is: small ones alone must be neither nearly all ones nor nearly all
    /// fours; with others, even the most that the small ones could be leaves these no less than they can be.
    fn is_safe(&self) -> bool {
        if self.others > 0 {
            return self.sum >= MOST_HIDDEN * self.small + FEWEST_TOLD * self.others;
        }
        self.small >= 2 && self.sum >= FEWEST_TOLD.max(self.small + 2) && self.sum + 2 <= MOST_HIDDEN * self.small
    }
}
