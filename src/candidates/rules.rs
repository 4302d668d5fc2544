//! What a person's record cannot say.

use chrono::NaiveDate;

use super::CandidateDetails;
use crate::error::{FieldError, ProblemCode};
use crate::values::{CriterionCode, Period};

/// The dates of a record, as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub birth_date: Option<NaiveDate>,
    pub informed_on: Option<NaiveDate>,
    pub right_to_work_checked_on: Option<NaiveDate>,
    pub addresses: Vec<Option<Period>>,
    pub eligibility: Vec<Option<(CriterionCode, Period)>>,
}

impl From<&CandidateDetails> for Dates {
    fn from(details: &CandidateDetails) -> Self {
        Self {
            birth_date: Some(details.birth_date),
            informed_on: details.informed_on,
            right_to_work_checked_on: details.right_to_work_checked_on,
            addresses: details.addresses.iter().map(|address| Some(address.period)).collect(),
            eligibility: details.eligibility.iter().map(|met| Some((met.code, met.period))).collect(),
        }
    }
}

/// What the dates of a record cannot be: of things done that are still to come, of periods that end before they begin,
/// of two homes at once or the same criterion twice at once.
pub(super) fn field_errors(dates: &Dates, today: NaiveDate) -> Vec<FieldError> {
    let done = [
        ("/birth_date", dates.birth_date),
        ("/informed_on", dates.informed_on),
        ("/right_to_work_checked_on", dates.right_to_work_checked_on),
    ];
    let to_come = done.into_iter().filter(|(_, day)| day.is_some_and(|day| day > today));
    let mut field_errors: Vec<_> =
        to_come.map(|(pointer, _)| FieldError::new(pointer, ProblemCode::DateInFuture)).collect();
    let homes: Vec<_> = dates.addresses.iter().map(|period| period.map(|period| ((), period))).collect();
    let misfit = |list: &'static str| {
        move |(at, code)| {
            let end = if code == ProblemCode::InvalidPeriod { "to" } else { "from" };
            FieldError::new(format!("/{list}/{at}/{end}"), code)
        }
    };
    field_errors.extend(Period::conflicts(&homes).into_iter().map(misfit("addresses")));
    field_errors.extend(Period::conflicts(&dates.eligibility).into_iter().map(misfit("eligibility")));
    field_errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: Option<&str>) -> Period {
        Period { from: day(from), to: to.map(day) }
    }

    #[test]
    fn what_the_dates_cannot_be_is_named_with_its_place() {
        let brsa = |from, to| Some((CriterionCode::Brsa, period(from, to)));
        let dates = Dates {
            birth_date: Some(day("2023-07-01")),
            informed_on: Some(day("2023-06-30")),
            right_to_work_checked_on: None,
            addresses: vec![Some(period("2020-01-01", None)), None, Some(period("2021-01-01", None))],
            eligibility: vec![brsa("2020-01-01", Some("2019-12-31")), brsa("2021-01-01", None)],
        };
        let found: Vec<_> = field_errors(&dates, day("2023-06-30"))
            .into_iter()
            .map(|field_error| (field_error.pointer, field_error.code))
            .collect();
        assert_eq!(
            found,
            [
                ("/birth_date".to_owned(), ProblemCode::DateInFuture),
                ("/addresses/2/from".to_owned(), ProblemCode::OverlappingPeriods),
                ("/eligibility/0/to".to_owned(), ProblemCode::InvalidPeriod),
            ]
        );
    }
}
