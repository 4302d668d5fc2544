//! Controlled rounding: the running sum of the parts is rounded, and each part is the difference of two such sums.
//!
//! So parts and whole are multiples of [`BASE`] that add up, each less than `BASE` away from its true count, wherever the
//! parts are cut. A reader who knows this algorithm learns an interval of `BASE` values for each running sum and nothing
//! else: every count from 1 to 4 could be another one. Rounding each count by itself would not do: four parts shown as 0
//! under a whole shown as 10 can only be 2 each.

/// The published counts are multiples of it.
pub const BASE: usize = 5;

/// Whether a count could identify a person.
pub const fn is_small(count: usize) -> bool {
    count > 0 && count < BASE
}

/// Rounds counts one after the other.
#[derive(Debug, Default)]
pub struct Rounding {
    sum: usize,
}

impl Rounding {
    /// Rounds parts that come after others with this sum.
    pub const fn after(sum: usize) -> Self {
        Self { sum }
    }

    /// The next count, rounded.
    pub fn next(&mut self, count: usize) -> usize {
        let before = self.reached();
        self.sum = self.sum.saturating_add(count);
        self.reached() - before
    }

    /// The running sum so far, rounded.
    pub const fn reached(&self) -> usize {
        nearest(self.sum)
    }

    /// The parts of a whole, rounded.
    pub fn parts(counts: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut rounding = Self::default();
        counts.into_iter().map(|count| rounding.next(count)).collect()
    }
}

/// The nearest multiple of [`BASE`].
const fn nearest(count: usize) -> usize {
    count.saturating_add(BASE / 2) / BASE * BASE
}
