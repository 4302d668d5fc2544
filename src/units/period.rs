//! A run of days, both ends included, open-ended or not.

use chrono::{Datelike, NaiveDate};

/// From a day to a day, both included; without an end it goes on.
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
                (Some(own), Some(others)) => others <= own,
            }
    }

    /// Whether the first day comes before the last.
    pub fn is_ordered(&self) -> bool {
        self.to.is_none_or(|to| self.from <= to)
    }
}

/// Whole years from a birth date to a day: the age.
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
    fn an_age_grows_on_the_birthday() {
        assert_eq!(years_between(day("1997-03-01"), day("2023-02-28")), 25);
        assert_eq!(years_between(day("1997-03-01"), day("2023-03-01")), 26);
    }
}
