//! Plain notation: a whole number is digits without a sign and without a zero before other digits, as in JSON; a decimal
//! may have decimals after a point. Whatever reads a number from a text uses these.

use std::str::FromStr;

use rust_decimal::Decimal;

/// Parses a whole number in plain notation; `None` if it is another text or out of range.
pub fn parse_whole<T: FromStr>(text: &str) -> Option<T> {
    if is_whole(text) { text.parse().ok() } else { None }
}

/// Parses a decimal in plain notation, with the decimals that are written; `None` if it is another text or has too many digits.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    split_decimal(text).and_then(|_| Decimal::from_str_exact(text).ok())
}

/// Splits a decimal in plain notation into what is before and behind its point; `0` is behind an absent one.
pub(super) fn split_decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    (is_whole(whole) && all_digits(decimals)).then_some((whole, decimals))
}

/// A plain decimal with two decimals, or with none written, as French texts write it: `1 912,50`, with a narrow no-break
/// space between thousands.
pub(super) fn in_french(text: &str) -> String {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped},{decimals}")
}

/// A decimal as a French text writes it, with the decimals that it has: `1 912,5`, with a narrow no-break space between
/// thousands.
pub fn decimal_in_french(value: Decimal) -> String {
    let text = value.abs().to_string();
    let written = in_french(&text);
    let sign = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
    let written = if text.contains('.') { written.as_str() } else { written.trim_end_matches(",00") };
    format!("{sign}{written}")
}

fn is_whole(text: &str) -> bool {
    all_digits(text) && (text.len() == 1 || !text.starts_with('0'))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_the_decimals_that_they_have() {
        assert_eq!(decimal_in_french(Decimal::new(-4_243_789, 2)), "−42\u{202f}437,89");
        assert_eq!(decimal_in_french(Decimal::new(375, 1)), "37,5");
        assert_eq!(decimal_in_french(Decimal::from(1_200)), "1\u{202f}200");
    }

    #[test]
    fn a_whole_number_is_written_one_way() {
        for (text, number) in [("0", 0), ("7", 7), ("10", 10), ("9223372036854775807", i64::MAX)] {
            assert_eq!(parse_whole(text), Some(number));
        }
        for text in
            ["", "00", "07", "+7", "-0", "-7", " 7", "7 ", "7.", "7.0", "1e2", "0x7", "٧", "9223372036854775808"]
        {
            assert_eq!(parse_whole::<i64>(text), None, "{text}");
        }
    }

    #[test]
    fn a_decimal_is_a_whole_number_and_digits_behind_a_point() {
        assert_eq!(split_decimal("0.50"), Some(("0", "50")));
        assert_eq!(split_decimal("120"), Some(("120", "0")));
        for text in ["", ".", "00.5", "01", "1.", ".5", "+1", "-1", "1.5.0", "1,5", "1e2", "1_0", " 1"] {
            assert_eq!(split_decimal(text), None, "{text}");
        }
    }
}
