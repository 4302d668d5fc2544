//! The only numbers that are not exact: a spreadsheet has no others than binary ones of 64 bits.

/// The binary number nearest to a decimal. Of up to fifteen digits a spreadsheet shows the decimal again.
pub(super) fn nearest(decimal: &str) -> anyhow::Result<f64> {
    Ok(decimal.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_shown_again() {
        for hundredths in [0, 1, 10, 4_243_789, 1_978_411, 2_265_378, 99_999_999_999_i64] {
            let written = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            assert_eq!(format!("{:.2}", nearest(&written).unwrap()), written);
        }
    }
}
