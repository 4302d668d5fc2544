//! Periods of days.

use chrono::{Datelike, Months, NaiveDate};

use crate::error::ProblemCode;

/// A period of days, with both ends; open-ended without a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether at least one day lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }

    /// Whether every day of the other one lies in this one.
    pub fn covers(&self, other: &Self) -> bool {
        self.from <= other.from
            && match (self.to, other.to) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(end), Some(other_end)) => other_end <= end,
            }
    }

    /// Whether the last day is not before the first.
    pub fn is_ordered(&self) -> bool {
        self.to.is_none_or(|to| self.from <= to)
    }

    /// The invalid periods of a list, by index: those that end before they begin (`invalid_period`), and those that share
    /// a day with an earlier one of the same kind (`overlapping_periods`). `None` is a period that could not be parsed.
    pub fn conflicts<K: PartialEq>(periods: &[Option<(K, Self)>]) -> Vec<(usize, ProblemCode)> {
        let mut conflicts = Vec::new();
        for (index, entry) in periods.iter().enumerate() {
            let Some((kind, period)) = entry else { continue };
            let overlaps =
                |(other_kind, other): &(K, Self)| other_kind == kind && other.is_ordered() && other.overlaps(period);
            if !period.is_ordered() {
                conflicts.push((index, ProblemCode::InvalidPeriod));
            } else if periods.iter().take(index).flatten().any(overlaps) {
                conflicts.push((index, ProblemCode::OverlappingPeriods));
            }
        }
        conflicts
    }
}

/// The last day of a number of months that begin on `first`: the day before the same day of a later month, or that
/// month's last day if it has no such day. 24 months from 1 March 2022 end on 29 February 2024, from 29 February 2024 on
/// 28 February 2026.
pub fn last_day_of_months(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    let same_day = first.checked_add_months(Months::new(months))?;
    if same_day.day() == first.day() { same_day.pred_opt() } else { Some(same_day) }
}

/// The age on a day, in whole years.
pub fn years_between(birth: NaiveDate, day: NaiveDate) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn both_ends_belong_to_a_period() {
        let period = Period { from: day("2023-01-10"), to: Some(day("2023-01-20")) };
        assert!(period.contains(day("2023-01-10")) && period.contains(day("2023-01-20")));
        assert!(!period.contains(day("2023-01-21")));
        assert!(period.overlaps(&Period { from: day("2023-01-20"), to: None }));
        assert!(!period.overlaps(&Period { from: day("2023-01-21"), to: None }));
        assert!(!period.covers(&Period { from: day("2023-01-15"), to: None }));
    }

    #[test]
    fn periods_of_one_kind_may_touch_but_share_no_day() {
        let entry = |kind: char, from: &str, to: &str| Some((kind, Period { from: day(from), to: Some(day(to)) }));
        let periods = [
            entry('a', "2023-01-01", "2023-01-31"),
            entry('a', "2023-02-01", "2023-02-28"),
            entry('b', "2023-02-01", "2023-02-28"),
            None,
            entry('a', "2023-02-28", "2023-03-31"),
            entry('b', "2023-05-02", "2023-05-01"),
        ];
        let found = Period::conflicts(&periods);
        assert_eq!(found, [(4, ProblemCode::OverlappingPeriods), (5, ProblemCode::InvalidPeriod)]);
    }

    #[test]
    fn months_end_on_the_day_before_the_same_day() {
        for (first, months, last) in [
            ("2022-03-01", 24, "2024-02-29"),
            ("2021-05-02", 24, "2023-05-01"),
            ("2024-01-01", 12, "2024-12-31"),
            ("2024-02-29", 24, "2026-02-28"),
            ("2024-02-28", 24, "2026-02-27"),
            ("2022-08-31", 6, "2023-02-28"),
            ("2023-12-31", 2, "2024-02-29"),
        ] {
            assert_eq!(last_day_of_months(day(first), months), Some(day(last)), "{months} months from {first}");
        }
        assert_eq!(last_day_of_months(NaiveDate::MAX, 1), None);
    }

    #[test]
    fn an_age_grows_on_the_birthday() {
        assert_eq!(years_between(day("1997-03-01"), day("2023-02-28")), 25);
        assert_eq!(years_between(day("1997-03-01"), day("2023-03-01")), 26);
    }
}
