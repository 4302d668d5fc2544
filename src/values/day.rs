//! Dates in ISO 8601, and the day of a moment in France.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

use super::InvalidValue;
use crate::error::ProblemCode;

/// The refusal of [`parse_day`].
pub const DAY_CODES: &[ProblemCode] = &[ProblemCode::InvalidDate];

/// Parses `YYYY-MM-DD`, between 1900 and 2100.
///
/// # Errors
/// `invalid_date`.
pub fn parse_day(text: &str) -> Result<NaiveDate, InvalidValue> {
    let well_formed = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let day = if well_formed { text.parse::<NaiveDate>().ok() } else { None };
    day.filter(|day| (1900..=2100).contains(&day.year())).ok_or_else(|| {
        let quoted = super::text::shorten(text);
        InvalidValue::new(ProblemCode::InvalidDate, format!("« {quoted} » n'est pas une date : attendu AAAA-MM-JJ."))
    })
}

/// The day in France at a moment.
pub fn day_in_france(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Paris).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_of_the_calendar_are_read() {
        assert!(parse_day("2024-02-29").is_ok());
        for text in ["2023-02-29", "2023-2-1", "0023-01-01", "+2023-01-1", "2023-01-01T00:00", ""] {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }
}
