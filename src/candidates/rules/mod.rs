//! Rules between the dates of a candidate; which records may be about one person.

mod duplicates;

use chrono::NaiveDate;

use super::CandidateDetails;
use crate::error::{FieldError, ProblemCode};
use crate::values::{CriterionCode, Period, before_birth, day_in_words};

pub(super) use duplicates::Identity;

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

/// Refuses dates in the future, dates before the birth, periods that end before they begin, and overlapping periods: of addresses, and of one
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
    field_errors.extend(before_birth_errors(dates));
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

/// An address may begin before the birth: a family's.
fn before_birth_errors(dates: &Dates) -> Vec<FieldError> {
    let Some(birth) = dates.birth_date else { return Vec::new() };
    let formalities =
        [("/informed_on", dates.informed_on), ("/right_to_work_checked_on", dates.right_to_work_checked_on)];
    let formalities = formalities.into_iter().filter_map(|(pointer, day)| before_birth(pointer, birth, day?));
    let criteria = dates.eligibility.iter().enumerate().filter_map(|(index, criterion)| {
        before_birth(&format!("/eligibility/{index}/from"), birth, criterion.as_ref()?.1.from)
    });
    formalities.chain(criteria).collect()
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
                ("/informed_on".to_owned(), ProblemCode::BeforeBirth),
                ("/eligibility/0/from".to_owned(), ProblemCode::BeforeBirth),
                ("/eligibility/1/from".to_owned(), ProblemCode::BeforeBirth),
                ("/addresses/2/from".to_owned(), ProblemCode::OverlappingPeriods),
                ("/eligibility/0/to".to_owned(), ProblemCode::InvalidPeriod),
            ]
        );
    }
}
