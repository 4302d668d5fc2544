//! The months that a bilan is about.

use crate::values::Month;

/// The months of a bilan: a calendar year, or any run of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthRun {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
}

impl MonthRun {
    /// A calendar year; none for one that no month can have.
    pub fn of_year(year: i32) -> Option<Self> {
        Some(Self { from: Month::new(year, 1)?, to: Month::new(year, 12)? })
    }

    /// Its year, if it is a calendar year.
    pub fn year(self) -> Option<i32> {
        (Self::of_year(self.from.year()) == Some(self)).then(|| self.from.year())
    }

    /// The months as what is about them is called: `2023`, `janvier 2023`, `janvier 2023 à juin 2023`.
    pub fn in_words(self) -> String {
        match self.year() {
            Some(year) => year.to_string(),
            None if self.from == self.to => self.from.in_words(),
            None => format!("{} à {}", self.from.in_words(), self.to.in_words()),
        }
    }

    /// The months in the head of a column: `2023`, `01/2023`, `01/2023 à 06/2023`.
    pub fn in_head(self) -> String {
        let short = |month: Month| month.first_day().format("%m/%Y").to_string();
        match self.year() {
            Some(year) => year.to_string(),
            None if self.from == self.to => short(self.from),
            None => format!("{} à\u{a0}{}", short(self.from), short(self.to)),
        }
    }

    /// The same months of the year before; none before the first year.
    pub fn a_year_before(self) -> Option<Self> {
        let before = |month: Month| Month::from_number(month.number().checked_sub(100)?);
        Some(Self { from: before(self.from)?, to: before(self.to)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_year_is_known_and_has_one_before() {
        let month = |text| Month::parse(text).unwrap();
        let year = MonthRun::of_year(2023).unwrap();
        assert_eq!((year.from, year.to, year.year()), (month("2023-01"), month("2023-12"), Some(2023)));
        assert_eq!(year.a_year_before().and_then(MonthRun::year), Some(2022));
        let winter = MonthRun { from: month("2022-12"), to: month("2023-02") };
        let before = MonthRun { from: month("2021-12"), to: month("2022-02") };
        assert_eq!((winter.year(), winter.a_year_before()), (None, Some(before)));
        assert_eq!(MonthRun { from: month("1900-01"), to: month("1900-12") }.a_year_before(), None);
    }
}
