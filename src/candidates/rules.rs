//! What a person's record cannot say, and until when a person's hours count for the clause.

use chrono::{Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::CandidateDetails;
use crate::error::{Fault, Situation};
use crate::settings::Settings;
use crate::units::{ContractType, CriterionCode, Period};

/// What the window of eligibility is made from.
#[derive(Debug, Clone, Copy)]
pub struct EligibilityFacts<'a> {
    /// The day that the person was first assigned to a lot.
    pub first_assignment: Option<NaiveDate>,
    /// Their employments.
    pub employments: &'a [(ContractType, Period)],
    /// The last days of the windows that officers opened.
    pub windows: &'a [NaiveDate],
}

/// What keeps a person eligible the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EligibilityRule {
    /// So many months from the first assignment.
    FirstAssignment,
    /// The end of a CPRO or CAPP.
    TrainingContract,
    /// So many months from the hiring on a CDI.
    Cdi,
    /// A window that an officer opened.
    Window,
}

/// Until when a person is eligible, and why until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligibility {
    /// The last day.
    pub until: NaiveDate,
    /// What gives it.
    pub rule: EligibilityRule,
}

/// The last day on which hours count for the clause; nothing before a first assignment. A month counts when its first
/// day is not after it.
///
/// `window_months` from a first assignment on 2 May 2021 end on 2 May 2023, that day included; the same goes for
/// `cdi_window_months` from the hiring.
pub fn eligible_until(facts: &EligibilityFacts<'_>, settings: &Settings) -> Option<NaiveDate> {
    eligibility(facts, settings).map(|eligibility| eligibility.until)
}

/// The same with what gives that day: the latest of all that apply, the first named when several give the same.
pub fn eligibility(facts: &EligibilityFacts<'_>, settings: &Settings) -> Option<Eligibility> {
    use EligibilityRule::{Cdi, FirstAssignment, TrainingContract, Window};
    let after = |day: NaiveDate, months| day.checked_add_months(Months::new(months));
    let first = after(facts.first_assignment?, settings.window_months);
    let mut ends: Vec<_> = first.map(|until| (until, FirstAssignment)).into_iter().collect();
    for (contract_type, period) in facts.employments {
        match contract_type {
            ContractType::Cpro | ContractType::Capp if settings.training_contract_until_its_end => {
                ends.extend(period.to.map(|until| (until, TrainingContract)));
            }
            ContractType::Cdi => {
                ends.extend(after(period.from, settings.cdi_window_months).map(|until| (until, Cdi)));
            }
            _ => {}
        }
    }
    ends.extend(facts.windows.iter().map(|until| (*until, Window)));
    let latest = ends.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
    latest.map(|(until, rule)| Eligibility { until, rule })
}

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
    use crate::units::{Hours, Money, Rate};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: Option<&str>) -> Period {
        Period { from: day(from), to: to.map(day) }
    }

    fn settings() -> Settings {
        Settings {
            weekly_cap_hours: Hours::parse("48").unwrap(),
            fte_divisor: Hours::parse("1607").unwrap(),
            window_months: 24,
            cdi_window_months: 12,
            training_contract_until_its_end: true,
            validation_needs_evidence: false,
            partner_validates: false,
            labour_share: Rate::parse("0.5").unwrap(),
            insertion_effort: Rate::parse("0.05").unwrap(),
            hourly_labour_cost: Money::parse("30").unwrap(),
        }
    }

    fn found(
        first: Option<&str>,
        employments: &[(ContractType, Period)],
        windows: &[NaiveDate],
    ) -> Option<Eligibility> {
        let facts = EligibilityFacts { first_assignment: first.map(day), employments, windows };
        eligibility(&facts, &settings())
    }

    fn until(end: &str, rule: EligibilityRule) -> Option<Eligibility> {
        Some(Eligibility { until: day(end), rule })
    }

    #[test]
    fn nobody_is_eligible_before_a_first_assignment() {
        let cdi = [(ContractType::Cdi, period("2023-01-01", None))];
        assert_eq!(found(None, &cdi, &[day("2030-01-01")]), None);
    }

    #[test]
    fn the_window_ends_on_the_same_day_of_the_month_two_years_later() {
        let cddi = [(ContractType::Cddi, period("2021-05-02", Some("2029-01-01")))];
        assert_eq!(found(Some("2021-05-02"), &cddi, &[]), until("2023-05-02", EligibilityRule::FirstAssignment));
        assert_eq!(found(Some("2024-02-29"), &[], &[]), until("2026-02-28", EligibilityRule::FirstAssignment));
    }

    #[test]
    fn the_latest_of_all_that_apply_wins() {
        use EligibilityRule::{Cdi, FirstAssignment, TrainingContract, Window};
        let cpro = (ContractType::Cpro, period("2022-09-01", Some("2024-08-31")));
        let cdi = (ContractType::Cdi, period("2023-11-06", None));
        let first = Some("2021-05-02");
        assert_eq!(found(first, &[cpro], &[]), until("2024-08-31", TrainingContract));
        assert_eq!(found(first, &[cpro, cdi], &[]), until("2024-11-06", Cdi));
        assert_eq!(found(first, &[cpro, cdi], &[day("2025-01-31")]), until("2025-01-31", Window));
        assert_eq!(found(first, &[], &[day("2022-01-31")]), until("2023-05-02", FirstAssignment));
    }

    #[test]
    fn a_training_contract_prolongs_only_where_the_setting_says_so() {
        let cpro = [(ContractType::Capp, period("2022-09-01", Some("2024-08-31")))];
        let facts = EligibilityFacts { first_assignment: Some(day("2021-05-02")), employments: &cpro, windows: &[] };
        let without = Settings { training_contract_until_its_end: false, ..settings() };
        assert_eq!(eligible_until(&facts, &without), Some(day("2023-05-02")));
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
