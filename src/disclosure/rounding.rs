//! What is given of a breakdown: all its counts or none, and controlled rounding of those that are given.
//!
//! A breakdown with a part of one to four people is withheld whole, so that no sum of the others gives that part. Counts
//! that are given are rounded, so that no difference between linked tables gives a few people either: the running sum of
//! the parts is rounded, and each part is the difference of two such sums. So parts and whole are multiples of [`BASE`]
//! that add up, each less than `BASE` away from its true count.

/// The published counts are multiples of it, and a breakdown with a smaller part that is not empty is withheld.
pub const BASE: usize = 5;

/// A whole of fewer people is withheld: hours by type of contract show that there is somebody in each of several rows.
const LEAST_WHOLE: usize = 10;

/// Whether a count could identify a person.
pub const fn is_small(count: usize) -> bool {
    count > 0 && count < BASE
}

/// Whether a breakdown into these parts is given.
pub fn is_given(parts: impl IntoIterator<Item = usize>) -> bool {
    !parts.into_iter().any(is_small)
}

/// A whole, rounded; none if it is of few people.
pub const fn whole(count: usize) -> Option<usize> {
    if count > 0 && count < LEAST_WHOLE { None } else { Some(nearest(count)) }
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
        let before = nearest(self.sum);
        self.sum = self.sum.saturating_add(count);
        nearest(self.sum) - before
    }
}

/// The nearest multiple of [`BASE`].
const fn nearest(count: usize) -> usize {
    count.saturating_add(BASE / 2) / BASE * BASE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breakdown_with_a_few_people_in_a_part_is_withheld_whole() {
        assert!(is_given([0, 5, 75]) && is_given([]) && is_given([0, 0]));
        for parts in [[1, 1, 0], [2, 0, 80], [4, 26, 0], [0, 0, 3]] {
            assert!(!is_given(parts), "{parts:?}");
        }
        assert_eq!([0, 1, 9, 10, 12, 13].map(whole), [Some(0), None, None, Some(10), Some(10), Some(15)]);
    }

    #[test]
    fn parts_add_up_to_their_rounded_whole_and_none_of_five_is_shown_as_none() {
        for parts in [[5, 5, 5], [7, 6, 0], [6, 11, 63], [8, 8, 8]] {
            let mut rounding = Rounding::default();
            let rounded = parts.map(|part| rounding.next(part));
            assert_eq!(rounded.iter().sum::<usize>(), nearest(parts.iter().sum()), "{parts:?}");
            for (part, rounded) in parts.iter().zip(rounded) {
                assert!(part.abs_diff(rounded) < BASE && (*part == 0) == (rounded == 0), "{parts:?}");
            }
        }
    }
}
