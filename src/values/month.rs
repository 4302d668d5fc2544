//! A calendar month, the unit of time in which hours are recorded.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Serialize, Serializer};

use super::{InvalidValue, Period, capitalised};
use crate::error::ProblemCode;

/// The years that days, months and years of requests may lie in.
pub const YEARS: RangeInclusive<i32> = 1900..=2100;

/// A month, `YYYY-MM`, of the years that days may lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// 202306 for June 2023: sorts chronologically; the database stores it.
    number: i32,
}

impl From<Month> for i64 {
    /// The number that the database stores.
    fn from(month: Month) -> Self {
        Self::from(month.number)
    }
}

impl Month {
    /// The month of a year, 1 to 12; `None` when there is no such month.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        if YEARS.contains(&year) { Self::from_number(year * 100 + i32::try_from(month).ok()?) } else { None }
    }

    /// The month that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { number: day.year() * 100 + i32::try_from(day.month()).unwrap_or(1) }
    }

    /// The refusal of [`Self::parse`].
    pub const CODES: &'static [ProblemCode] = &[ProblemCode::InvalidMonth];

    /// Parses `YYYY-MM`.
    ///
    /// # Errors
    /// `invalid_month`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        text.split_once('-')
            .filter(|(year, month)| digits(year, 4) && digits(month, 2))
            .and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?))
            .ok_or_else(|| {
                let quoted = super::invisible::shorten(text);
                InvalidValue::new(
                    ProblemCode::InvalidMonth,
                    format!("« {quoted} » n’est pas un mois : attendu AAAA-MM, de 1900-01 à 2100-12."),
                )
            })
    }

    /// The number that the database stores: 202306 for June 2023.
    pub const fn number(&self) -> &i32 {
        &self.number
    }

    /// The month with this number. It may lie in a later year than those that requests may name: earlier versions of the
    /// service stored such months.
    pub fn from_number(number: i32) -> Option<Self> {
        let is_month = (1900..=9999).contains(&(number / 100)) && (1..=12).contains(&(number % 100));
        is_month.then_some(Self { number })
    }

    /// In French: `juin 2023`.
    pub fn in_words(self) -> String {
        const NAMES: [&str; 12] = [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ];
        let name = NAMES.into_iter().nth(self.first_day().month0().try_into().unwrap_or_default());
        format!("{} {}", name.unwrap_or_default(), self.year())
    }

    /// In French, after a noun: `de juin 2023`, `d’octobre 2023`.
    pub fn of_words(self) -> String {
        let words = self.in_words();
        if words.starts_with(['a', 'o']) { format!("d’{words}") } else { format!("de {words}") }
    }

    /// In French, to begin a sentence or a title: `Juin 2023`.
    pub fn in_title(self) -> String {
        capitalised(&self.in_words())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.number / 100
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        let month = u32::try_from(self.number % 100).unwrap_or(1);
        NaiveDate::from_ymd_opt(self.year(), month, 1).unwrap_or_default()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }

    /// From the first to the last day.
    pub fn period(self) -> Period {
        Period { from: self.first_day(), to: Some(self.last_day()) }
    }

    /// The number of days.
    pub fn days(self) -> u32 {
        self.last_day().day()
    }

    /// The last month that can be written.
    pub const LAST: Self = Self { number: *YEARS.end() * 100 + 12 };

    /// The month before this one.
    pub fn previous(self) -> Self {
        Self::of(self.first_day() - Days::new(1))
    }

    /// The month after this one.
    pub fn next(self) -> Self {
        Self::of(self.first_day() + Days::new(31))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.number / 100, self.number % 100)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_days_and_its_number() {
        let february = Month::parse("2024-02").unwrap();
        assert_eq!(february.days(), 29);
        assert_eq!(*february.number(), 202_402);
        assert_eq!(Month::from_number(202_402), Some(february));
        assert_eq!((Month::from_number(202_313), Month::new(2023, 0), Month::new(2023, 113)), (None, None, None));
        assert_eq!(Month::parse("2023-12").unwrap().next().to_string(), "2024-01");
        assert_eq!(february.in_words(), "février 2024");
        assert_eq!(Month::parse("2023-12").unwrap().in_words(), "décembre 2023");
        assert_eq!(Month::parse("2023-04").unwrap().in_title(), "Avril 2023");
    }

    #[test]
    fn what_is_no_month_is_refused() {
        assert_eq!(Month::parse("1900-01").unwrap().to_string(), "1900-01");
        assert_eq!(Month::parse("2100-12"), Ok(Month::LAST));
        for text in [
            "2101-01",
            "9999-12",
            "1899-12",
            "0000-01",
            "2023-13",
            "2023-00",
            "2023-1",
            "23-01",
            "2023",
            "2023-01-01",
            "+023-01",
            "",
            "2023/01",
        ] {
            assert_eq!(Month::parse(text).unwrap_err().code, ProblemCode::InvalidMonth, "{text}");
        }
    }
}
