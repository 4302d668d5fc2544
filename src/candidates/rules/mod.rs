//! Rules between the dates of a candidate; which records may be about one person.

mod duplicates;
mod order;

use chrono::NaiveDate;

use super::{Candidate, CandidateDetails, CriterionDetails};
use crate::error::{FieldError, ProblemCode};
use crate::values::{CriterionCode, Period, before_birth, day_in_words};

pub(super) use duplicates::Identity;
pub(super) use order::page_of;

/// The dates of a record; `None` if invalid or absent.
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
            eligibility: details.eligibility.iter().map(|criterion| Some((criterion.code, criterion.period))).collect(),
        }
    }
}

/// The refusal of a birth date after the first day on which something is recorded about the person. Who does not see
/// every sector gets no more than that (`None`).
pub(super) fn born_too_late(birth: NaiveDate, first: NaiveDate, what: Option<&str>) -> Option<FieldError> {
    (first < birth).then(|| {
        let Some(what) = what else { return born_after_records(birth) };
        let detail = format!(
            "Le {} est après {what} du {} : vérifiez la date de naissance, ou corrigez d’abord cette autre date.",
            day_in_words(birth),
            day_in_words(first),
        );
        FieldError::new("/birth_date", ProblemCode::BeforeBirth).with_detail(detail)
    })
}

/// The refusal of a birth date after something that is recorded about the person, which names neither it nor its day.
pub(super) fn born_after_records(birth: NaiveDate) -> FieldError {
    let detail = format!(
        "Le {} est après ce qui est déjà enregistré de cette personne : vérifiez la date de naissance.",
        day_in_words(birth)
    );
    FieldError::new("/birth_date", ProblemCode::BeforeBirth).with_detail(detail)
}

/// Refuses dates in the future, periods that end before they begin, and overlapping periods: of addresses, and of one
/// criterion.
pub(super) fn field_errors(dates: &Dates, today: NaiveDate) -> Vec<FieldError> {
    let past_dates = [
        ("/birth_date", dates.birth_date),
        ("/informed_on", dates.informed_on),
        ("/right_to_work_checked_on", dates.right_to_work_checked_on),
    ];
    let in_future = past_dates.into_iter().filter(|(_, day)| day.is_some_and(|day| day > today));
    let mut field_errors: Vec<_> =
        in_future.map(|(pointer, _)| FieldError::new(pointer, ProblemCode::DateInFuture)).collect();
    let addresses: Vec<_> = dates.addresses.iter().map(|period| period.map(|period| ((), period))).collect();
    let to_error = |list: &'static str| {
        move |(index, code)| {
            let end = if code == ProblemCode::InvalidPeriod { "to" } else { "from" };
            FieldError::new(format!("/{list}/{index}/{end}"), code)
        }
    };
    field_errors.extend(Period::conflicts(&addresses).into_iter().map(to_error("addresses")));
    field_errors.extend(Period::conflicts(&dates.eligibility).into_iter().map(to_error("eligibility")));
    field_errors
}

/// Refuses dates before the birth, unless the record of `before` has them too: it may be older than this rule. An address
/// may begin before the birth: a family's.
pub(super) fn before_birth_errors(details: &CandidateDetails, before: Option<&Candidate>) -> Vec<FieldError> {
    let birth = details.birth_date;
    let before = before.filter(|before| before.birth_date == birth);
    let formality = |pointer: &str, day: Option<NaiveDate>, recorded: Option<NaiveDate>| {
        before_birth(pointer, birth, day.filter(|_| day != recorded)?)
    };
    let informed_on = formality("/informed_on", details.informed_on, before.and_then(|before| before.informed_on));
    let recorded = before.and_then(|before| before.right_to_work_checked_on);
    let right_to_work = formality("/right_to_work_checked_on", details.right_to_work_checked_on, recorded);
    let is_recorded = |criterion: &CriterionDetails| {
        let mut recorded = before.into_iter().flat_map(|before| &before.eligibility);
        recorded.any(|one| one.code == criterion.code && one.from == criterion.period.from)
    };
    let criteria = details.eligibility.iter().enumerate().filter(|(_, criterion)| !is_recorded(criterion));
    let criteria = criteria.filter_map(|(index, criterion)| {
        before_birth(&format!("/eligibility/{index}/from"), birth, criterion.period.from)
    });
    informed_on.into_iter().chain(right_to_work).chain(criteria).collect()
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
        let field_errors: Vec<_> = field_errors(&dates, day("2023-06-30"))
            .into_iter()
            .map(|field_error| (field_error.pointer, field_error.code))
            .collect();
        assert_eq!(
            field_errors,
            [
                ("/birth_date".to_owned(), ProblemCode::DateInFuture),
                ("/addresses/2/from".to_owned(), ProblemCode::OverlappingPeriods),
                ("/eligibility/0/to".to_owned(), ProblemCode::InvalidPeriod),
            ]
        );
    }
}
