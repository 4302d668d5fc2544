//! Parts of sorted lists, as pages show them, and the order by names.

use super::{InvalidValue, shorten};
use crate::error::ProblemCode;

/// Which part of a list: at most `most` items after the first `skipped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many items come before it.
    pub skipped: usize,
    /// How many items it has at most.
    pub most: usize,
}

impl Part {
    /// The whole list.
    pub const ALL: Self = Self { skipped: 0, most: usize::MAX };

    /// This part of a list of `count` items; if the list is shorter, its last page.
    #[must_use]
    pub fn within(self, count: usize) -> Self {
        let last_page = count.saturating_sub(1).checked_div(self.most).unwrap_or(0).saturating_mul(self.most);
        Self { skipped: self.skipped.min(last_page), ..self }
    }

    /// The numbers for `OFFSET` and `LIMIT`.
    pub fn offset_and_limit(self) -> (i64, i64) {
        let number = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        (number(self.skipped), number(self.most))
    }
}

/// A part of a sorted list, and where it stands in the list.
#[derive(Debug, Clone)]
pub struct Paged<T> {
    /// The items of the part.
    pub rows: Vec<T>,
    /// How many items the list has.
    pub count: usize,
    /// How many items come before the part.
    pub skipped: usize,
}

impl<T> Paged<T> {
    /// A part of a list that is at hand; if the list is shorter, its last page.
    pub fn of(list: Vec<T>, part: Part) -> Self {
        let count = list.len();
        let Part { skipped, most } = part.within(count);
        Self { rows: list.into_iter().skip(skipped).take(most).collect(), count, skipped }
    }
}

/// The order of a list by the names of its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrder {
    /// From A to Z.
    FromA,
    /// From Z to A.
    FromZ,
}

impl NameOrder {
    /// Reads `name` or `-name`.
    ///
    /// # Errors
    /// `invalid_query`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "name" => Ok(Self::FromA),
            "-name" => Ok(Self::FromZ),
            other => {
                let detail = format!("« {} » n’est pas un ordre : attendu name ou -name.", shorten(other));
                Err(InvalidValue::new(ProblemCode::InvalidQuery, detail))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_behind_the_end_is_the_last_page() {
        let page = |count: usize, skipped, most| {
            let paged = Paged::of((0..count).collect(), Part { skipped, most });
            assert_eq!(paged.count, count);
            (paged.skipped, paged.rows)
        };
        assert_eq!(page(5, 2, 2), (2, vec![2, 3]));
        assert_eq!(page(5, 100, 2), (4, vec![4]));
        assert_eq!(page(4, 4, 2), (2, vec![2, 3]));
        assert_eq!(page(0, 50, 50), (0, vec![]));
        assert_eq!(page(3, 0, usize::MAX), (0, vec![0, 1, 2]));
        assert_eq!(Part { skipped: 7, most: usize::MAX }.offset_and_limit(), (7, i64::MAX));
    }
}
