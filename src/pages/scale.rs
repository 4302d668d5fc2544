//! The vertical scale of charts of hours.

use crate::values::Hours;

/// The next one, two or five times a power of ten, from a hundred hours on.
pub fn round_top(hundredths: i64) -> i64 {
    let powers = std::iter::successors(Some(10_000_i64), |power| power.checked_mul(10));
    let mut tops = powers.flat_map(|power| [1, 2, 5].map(|factor| power.saturating_mul(factor)));
    tops.find(|top| *top >= hundredths).unwrap_or(i64::MAX)
}

/// Hundredths of hours as the label of a line.
pub fn whole_hours(hundredths: i64) -> String {
    let text = Hours::from_hundredths(hundredths).in_french();
    text.strip_suffix(",00").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_a_round_number_of_hours() {
        for (hundredths, top) in
            [(0, 10_000), (10_001, 20_000), (20_001, 50_000), (50_001, 100_000), (380_000, 500_000)]
        {
            assert_eq!(round_top(hundredths), top, "{hundredths}");
        }
    }
}
