//! Dates in ISO 8601, and as French texts write them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::Paris;

use super::{InvalidValue, Month, YEARS};
use crate::error::ProblemCode;

/// The refusal of [`parse_day`].
pub const DAY_CODES: &[ProblemCode] = &[ProblemCode::InvalidDate];

/// Parses `YYYY-MM-DD`, in one of [`YEARS`].
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
    day.filter(|day| YEARS.contains(&day.year())).ok_or_else(|| {
        let quoted = super::invisible::shorten(text);
        InvalidValue::new(
            ProblemCode::InvalidDate,
            format!("« {quoted} » n’est pas une date : attendu AAAA-MM-JJ, de 1900-01-01 à 2100-12-31."),
        )
    })
}

/// The day in France at a moment.
pub fn day_in_france(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Paris).date_naive()
}

/// The moment at which a day begins in France.
pub fn start_of_day_in_france(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // No clock of France was ever changed at midnight since 1912.
    let there = Paris.from_local_datetime(&midnight).earliest();
    there.map_or_else(|| midnight.and_utc(), |there| there.with_timezone(&Utc))
}

/// The moment at which a day begins in UTC.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The moments of a period of days: the first, and the first after it. The greatest date has no successor and bounds nothing.
pub fn moments(
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    start_of_day: fn(NaiveDate) -> DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    (from.map(start_of_day), to.and_then(|day| day.succ_opt()).map(start_of_day))
}

/// A day in a French sentence: `15 juillet 2023`, `1er juillet 2023`.
pub fn day_in_words(day: NaiveDate) -> String {
    let ordinal = if day.day() == 1 { "er" } else { "" };
    format!("{}{ordinal} {}", day.day(), Month::of(day).in_words())
}

/// A day in a French table: `15/07/2023`.
pub fn day_in_table(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// A moment in a French sentence, on the clocks of France: `15 juillet 2023 à 9 h 05`.
pub fn moment_in_words(moment: DateTime<Utc>) -> String {
    let there = moment.with_timezone(&Paris);
    format!("{} à {}", day_in_words(there.date_naive()), there.format("%-H\u{a0}h\u{a0}%M"))
}

/// A moment in a French table, on the clocks of France: `15/07/2023 09:05`.
pub fn moment_in_table(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Paris).format("%d/%m/%Y %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_on_the_clocks_of_france() {
        let moment = "2023-06-30T22:05:00Z".parse().unwrap();
        assert_eq!(moment_in_words(moment), "1er juillet 2023 à 0\u{a0}h\u{a0}05");
        assert_eq!(moment_in_table(moment), "01/07/2023 00:05");
    }

    #[test]
    fn a_day_begins_at_midnight_in_france() {
        let start = |day: &str| start_of_day_in_france(day.parse().unwrap()).to_rfc3339();
        assert_eq!(start("2024-01-15"), "2024-01-14T23:00:00+00:00");
        assert_eq!(start("2024-03-31"), "2024-03-30T23:00:00+00:00");
        assert_eq!(start("2024-04-01"), "2024-03-31T22:00:00+00:00");
    }

    #[test]
    fn only_real_days_of_the_calendar_are_read() {
        assert!(parse_day("2024-02-29").is_ok());
        assert!(parse_day("1900-01-01").is_ok() && parse_day("2100-12-31").is_ok());
        for text in
            ["2101-01-01", "1899-12-31", "2023-02-29", "2023-2-1", "0023-01-01", "+2023-01-1", "2023-01-01T00:00", ""]
        {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }
}
