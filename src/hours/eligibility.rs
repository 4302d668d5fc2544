//! For how long hours count for the clause (domain rule 7).

use chrono::{Months, NaiveDate};

use crate::settings::Settings;
use crate::units::{ContractType, Period};

/// What decides for how long hours count.
#[derive(Debug, Clone, Copy)]
pub struct EligibilityFacts<'a> {
    /// The first day of the person's first assignment ever.
    pub first_assignment: Option<NaiveDate>,
    /// The employments looked at: for hours the one they were worked in, for a person all of theirs.
    pub employments: &'a [(ContractType, Period)],
    /// The ends of the windows that officers opened.
    pub windows: &'a [NaiveDate],
}

/// The last day on which hours count: the latest of the first assignment and the setting's months, the end of a CPRO or
/// CAPP, the hiring on a CDI and the setting's months, and the windows that officers opened; `None` when nothing has
/// begun. Source: domain rule 7, local practice.
pub fn eligible_until(facts: &EligibilityFacts<'_>, settings: &Settings) -> Option<NaiveDate> {
    let after = |day: NaiveDate, months: u32| day.checked_add_months(Months::new(months));
    let from_employment = |(contract_type, period): &(ContractType, Period)| match contract_type {
        ContractType::Cpro | ContractType::Capp if settings.training_contract_until_its_end => period.to,
        ContractType::Cdi => after(period.from, settings.cdi_window_months),
        _ => None,
    };
    facts
        .first_assignment
        .and_then(|day| after(day, settings.window_months))
        .into_iter()
        .chain(facts.employments.iter().filter_map(from_employment))
        .chain(facts.windows.iter().copied())
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Hours, Money, Rate};

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

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_reason_decides() {
        let first_assignment = Some(day("2021-03-15"));
        let until = |employments: &[_], windows: &[_]| {
            eligible_until(&EligibilityFacts { first_assignment, employments, windows }, &settings())
        };
        assert_eq!(until(&[], &[]), Some(day("2023-03-15")));
        let training = (ContractType::Cpro, Period { from: day("2022-09-01"), to: Some(day("2024-08-31")) });
        assert_eq!(until(&[training], &[]), Some(day("2024-08-31")));
        let hired = (ContractType::Cdi, Period { from: day("2023-01-09"), to: None });
        assert_eq!(until(&[hired], &[]), Some(day("2024-01-09")));
        let temporary = (ContractType::Cdd, Period { from: day("2023-01-09"), to: Some(day("2025-01-01")) });
        assert_eq!(until(&[temporary], &[day("2023-06-30")]), Some(day("2023-06-30")));
    }

    #[test]
    fn before_any_assignment_nothing_counts() {
        let facts = EligibilityFacts { first_assignment: None, employments: &[], windows: &[] };
        assert_eq!(eligible_until(&facts, &settings()), None);
    }
}
