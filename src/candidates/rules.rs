//! What a person's record cannot say.

use chrono::NaiveDate;

use super::CandidateDetails;
use crate::error::{Fault, Situation};
use crate::units::{CriterionCode, Period};

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
pub(super) fn faults(dates: &Dates, today: NaiveDate) -> Vec<Fault> {
    let done = [
        ("/birth_date", dates.birth_date),
        ("/informed_on", dates.informed_on),
        ("/right_to_work_checked_on", dates.right_to_work_checked_on),
    ];
    let to_come = done.into_iter().filter(|(_, day)| day.is_some_and(|day| day > today));
    let mut faults: Vec<_> = to_come.map(|(pointer, _)| Fault::new(pointer, Situation::DateInFuture)).collect();
    let homes: Vec<_> = dates.addresses.iter().map(|period| period.map(|period| ((), period))).collect();
    let misfit = |list: &'static str| {
        move |(at, situation)| {
            let end = if situation == Situation::InvalidPeriod { "to" } else { "from" };
            Fault::new(format!("/{list}/{at}/{end}"), situation)
        }
    };
    faults.extend(Period::misfits(&homes).into_iter().map(misfit("addresses")));
    faults.extend(Period::misfits(&dates.eligibility).into_iter().map(misfit("eligibility")));
    faults
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
        let found: Vec<_> =
            faults(&dates, day("2023-06-30")).into_iter().map(|fault| (fault.pointer, fault.situation)).collect();
        assert_eq!(
            found,
            [
                ("/birth_date".to_owned(), Situation::DateInFuture),
                ("/addresses/2/from".to_owned(), Situation::OverlappingPeriods),
                ("/eligibility/0/to".to_owned(), Situation::InvalidPeriod),
            ]
        );
    }
}
