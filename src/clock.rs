//! The current time, and the current day in France; fixed in tests.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

/// The clock of the service.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that always shows this time.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The current time.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(moment) => *moment,
        }
    }

    /// The current day in France.
    pub fn today(&self) -> NaiveDate {
        day_in_france(self.now())
    }
}

/// The day in France at this moment.
pub fn day_in_france(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Paris).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_when_it_does_in_france_in_winter_and_in_summer() {
        for (moment, day) in [
            ("2023-01-31T22:59:59Z", "2023-01-31"),
            ("2023-01-31T23:00:00Z", "2023-02-01"),
            ("2023-06-30T21:59:59Z", "2023-06-30"),
            ("2023-06-30T22:00:00Z", "2023-07-01"),
            ("2050-06-30T22:00:00Z", "2050-07-01"),
        ] {
            let clock = Clock::Fixed(moment.parse().unwrap());
            assert_eq!(clock.today().to_string(), day, "{moment}");
        }
    }
}
