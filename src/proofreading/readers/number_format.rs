//! How a spreadsheet shows a number, as far as its kind goes: a share in percent with its decimals, a day, or a figure.

use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

/// The kind of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// A figure, which is read as exactly as it is stored.
    Figure,
    /// A share in percent with so many decimals; with its sign where the format shows one.
    Percent {
        /// How many decimals are shown.
        decimals: u32,
        /// Whether a plus is shown.
        is_signed: bool,
    },
    /// A day, or a moment.
    Day,
    /// A year of a day.
    Year,
}

/// The decimals that are kept of a figure: those behind them come from the arithmetic of machines.
const KEPT: u32 = 6;

impl NumberFormat {
    /// The format that is built in under this number.
    pub const fn built_in(number: usize) -> Self {
        match number {
            9 => Self::Percent { decimals: 0, is_signed: false },
            10 => Self::Percent { decimals: 2, is_signed: false },
            14..=22 | 27..=36 | 45..=47 | 50..=58 => Self::Day,
            _ => Self::Figure,
        }
    }

    /// The format of a code, such as `0.0%`.
    pub fn of_code(code: &str) -> Self {
        let code = shown(code);
        if code.contains('%') {
            let decimals = code
                .split_once('.')
                .map_or(0, |(_, rest)| rest.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count());
            return Self::Percent {
                decimals: u32::try_from(decimals.min(10)).unwrap_or_default(),
                is_signed: code.starts_with('+'),
            };
        }
        let letters: String = code.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        let is_of = |known: &str| !letters.is_empty() && letters.chars().all(|c| known.contains(c));
        if is_of("ya") {
            Self::Year
        } else if letters != "general"
            && letters != "standard"
            && is_of("dmyhsapj")
            && letters.contains(['d', 'm', 'y', 'h', 'j'])
        {
            Self::Day
        } else {
            Self::Figure
        }
    }

    /// A stored number as it is shown; none if it is no number.
    pub fn show(self, stored: &str) -> Option<String> {
        let stored = stored.trim();
        let value = Decimal::from_scientific(stored).or_else(|_| stored.parse()).ok()?;
        Some(match self {
            Self::Figure => {
                french(value.round_dp_with_strategy(KEPT, RoundingStrategy::MidpointAwayFromZero).normalize())
            }
            Self::Percent { decimals, is_signed } => {
                let share = value.checked_mul(Decimal::ONE_HUNDRED)?;
                let mut share = share.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
                share.rescale(decimals);
                let sign = if is_signed && value > Decimal::ZERO { "+" } else { "" };
                format!("{sign}{} %", french(share))
            }
            Self::Day => day(value)?.format("%d/%m/%Y").to_string(),
            Self::Year => day(value)?.format("%Y").to_string(),
        })
    }
}

/// A number with the decimal comma.
fn french(value: Decimal) -> String {
    value.to_string().replace('.', ",")
}

/// The day of a number: 1 is the 1st of January 1900, and the spreadsheet believes in a 29th of February of that year.
fn day(value: Decimal) -> Option<NaiveDate> {
    let days = u64::try_from(value.trunc()).ok().filter(|days| *days < 3_000_000)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// The first section of a code, without what is quoted, escaped or in brackets.
fn shown(code: &str) -> String {
    let mut shown = String::new();
    let (mut is_quoted, mut in_brackets) = (false, false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ if in_brackets => {}
            '\\' | '_' | '*' => drop(chars.next()),
            ';' => break,
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (code, stored, expected) in [
            ("0%", "0.21003134796238246", "21 %"),
            ("0.0\\ %", "0.175548589341692", "17,6 %"),
            ("+0%;-0%", "0.02", "+2 %"),
            ("+0%;-0%", "-0.13", "-13 %"),
            ("General", "42437.89", "42437,89"),
            ("#,##0.00\\ \"h\"", "42437.890000000007", "42437,89"),
            ("#,##0\\ [$€-40C]", "4.2E3", "4200"),
            ("dd/mm/yyyy", "45000", "15/03/2023"),
            ("yyyy", "45000", "2023"),
            ("0.00", "1E-17", "0"),
        ] {
            assert_eq!(NumberFormat::of_code(code).show(stored).as_deref(), Some(expected), "{code} {stored}");
        }
        for (code, stored) in
            [("dd/mm/yyyy", "-1"), ("dd/mm/yyyy", "99999999999"), ("0%", "NaN"), ("0", "1E400"), ("0%", "7E27")]
        {
            assert_eq!(NumberFormat::of_code(code).show(stored).filter(|_| code != "0%"), None, "{code} {stored}");
        }
    }
}
