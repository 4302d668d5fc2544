//! Until when hours count for the clause (domain rule 7, local practice).

use chrono::NaiveDate;

use super::model::{DecidingFacts, Eligibility, EligibilityFacts, EligibilityRule};
use crate::settings::Settings;
use crate::values::{ContractType, Period, day_in_words, last_day_of_months};

/// The last day on which hours count for the clause; `None` before a first assignment. A month counts if its first day
/// is not after it.
///
/// 24 `window_months` from a first assignment on 2 May 2021 end on 1 May 2023, that day included; `cdi_window_months`
/// are counted from the hiring in this way too.
pub fn eligible_until(facts: impl Into<DecidingFacts>, settings: &Settings) -> Option<NaiveDate> {
    eligibility(facts, settings).map(|eligibility| eligibility.until)
}

impl From<&EligibilityFacts<'_>> for DecidingFacts {
    /// A later fact of one kind never gives an earlier day. Triggers on the tables of employments, assignments and windows
    /// keep the same in `candidate_facts`.
    fn from(facts: &EligibilityFacts<'_>) -> Self {
        let of_training = |(contract_type, period): &(ContractType, Period)| match contract_type {
            ContractType::Cpro | ContractType::Capp => period.to,
            _ => None,
        };
        let of_cdi = |(contract_type, period): &(ContractType, Period)| match contract_type {
            ContractType::Cdi => Some(period.from),
            _ => None,
        };
        Self {
            first_assigned_on: facts.first_assignment,
            trained_until: facts.employments.iter().filter_map(of_training).max(),
            cdi_since: facts.employments.iter().filter_map(of_cdi).max(),
            window_until: facts.windows.iter().copied().max(),
        }
    }
}

/// The latest day that any rule gives, with that rule; the first of [`EligibilityRule`] if several give this day.
pub fn eligibility(facts: impl Into<DecidingFacts>, settings: &Settings) -> Option<Eligibility> {
    use EligibilityRule::{Cdi, FirstAssignment, TrainingContract, Window};
    let facts: DecidingFacts = facts.into();
    let trained_until = facts.trained_until.filter(|_| settings.training_contract_until_its_end);
    let ends = [
        (last_day_of_months(facts.first_assigned_on?, settings.window_months), FirstAssignment),
        (trained_until, TrainingContract),
        (facts.cdi_since.and_then(|from| last_day_of_months(from, settings.cdi_window_months)), Cdi),
        (facts.window_until, Window),
    ];
    let ends = ends.into_iter().filter_map(|(until, rule)| Some(Eligibility { until: until?, rule }));
    ends.reduce(|best, next| if next.until > best.until { next } else { best })
}

/// Until when a person's hours count, and why, in one French sentence.
pub fn in_words(eligibility: Option<Eligibility>, settings: &Settings, today: NaiveDate) -> String {
    let Some(Eligibility { until, rule }) = eligibility else {
        return "Ses heures compteront à partir de sa première affectation à un lot.".to_owned();
    };
    let count = if until < today { "ont compté" } else { "comptent" };
    let why = match rule {
        EligibilityRule::FirstAssignment => format!("{} mois après sa première affectation", settings.window_months),
        EligibilityRule::TrainingContract => "fin de son contrat en alternance".to_owned(),
        EligibilityRule::Cdi => format!("{} mois après son embauche en CDI", settings.cdi_window_months),
        EligibilityRule::Window => "fin de la fenêtre ouverte par une chargée de clauses".to_owned(),
    };
    format!("Ses heures {count} jusqu’au {}, {why}.", day_in_words(until))
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::values::{Hours, Money, Rate};

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
            hours_deadline_day: 15,
            closing_needs_all_employments: false,
            partner_states_nil: true,
            partner_validates: false,
            labour_share: Rate::parse("0.5").unwrap(),
            insertion_effort: Rate::parse("0.05").unwrap(),
            hourly_labour_cost: Money::parse("30").unwrap(),
        }
    }

    fn eligibility_of(
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
        assert_eq!(eligibility_of(None, &cdi, &[day("2030-01-01")]), None);
    }

    #[test]
    fn training_and_open_ended_contracts_prolong_and_no_others() {
        let alone = eligibility_of(Some("2023-01-01"), &[], &[]);
        for of_type in ContractType::ALL {
            let long = [(*of_type, period("2029-01-01", Some("2031-12-31")))];
            let is_longer = eligibility_of(Some("2023-01-01"), &long, &[]) != alone;
            let prolongs = matches!(of_type, ContractType::Cpro | ContractType::Capp | ContractType::Cdi);
            assert_eq!(is_longer, prolongs, "{of_type}");
        }
    }

    proptest! {
        #[test]
        fn a_later_fact_never_gives_an_earlier_day(first in 0_u64..4_000, later in 0_u64..400, months in 0_u32..60) {
            let day = |offset| day("2015-01-01") + Days::new(offset);
            let of = |offset| last_day_of_months(day(offset), months).unwrap();
            prop_assert!(of(first) <= of(first + later));
        }
    }

    #[test]
    fn the_window_ends_on_the_day_before_the_same_day_two_years_later() {
        let cddi = [(ContractType::Cddi, period("2021-05-02", Some("2029-01-01")))];
        assert_eq!(
            eligibility_of(Some("2021-05-02"), &cddi, &[]),
            until("2023-05-01", EligibilityRule::FirstAssignment)
        );
        assert_eq!(eligibility_of(Some("2022-03-01"), &[], &[]), until("2024-02-29", EligibilityRule::FirstAssignment));
        assert_eq!(eligibility_of(Some("2024-02-29"), &[], &[]), until("2026-02-28", EligibilityRule::FirstAssignment));
    }

    #[test]
    fn the_latest_of_all_that_apply_wins() {
        use EligibilityRule::{Cdi, FirstAssignment, TrainingContract, Window};
        let cpro = (ContractType::Cpro, period("2022-09-01", Some("2024-08-31")));
        let cdi = (ContractType::Cdi, period("2023-11-06", None));
        let first = Some("2021-05-02");
        assert_eq!(eligibility_of(first, &[cpro], &[]), until("2024-08-31", TrainingContract));
        assert_eq!(eligibility_of(first, &[cpro, cdi], &[]), until("2024-11-05", Cdi));
        assert_eq!(eligibility_of(first, &[cpro, cdi], &[day("2025-01-31")]), until("2025-01-31", Window));
        assert_eq!(eligibility_of(first, &[], &[day("2022-01-31")]), until("2023-05-01", FirstAssignment));
    }

    #[test]
    fn a_training_contract_prolongs_only_where_the_setting_says_so() {
        let cpro = [(ContractType::Capp, period("2022-09-01", Some("2024-08-31")))];
        let facts = EligibilityFacts { first_assignment: Some(day("2021-05-02")), employments: &cpro, windows: &[] };
        let without = Settings { training_contract_until_its_end: false, ..settings() };
        assert_eq!(eligible_until(&facts, &without), Some(day("2023-05-01")));
    }

    #[test]
    fn one_sentence_says_until_when_hours_count_and_why() {
        let say = |rule, today| in_words(until("2024-07-31", rule), &settings(), day(today));
        assert_eq!(
            say(EligibilityRule::FirstAssignment, "2024-07-31"),
            "Ses heures comptent jusqu’au 31 juillet 2024, 24 mois après sa première affectation."
        );
        assert_eq!(
            say(EligibilityRule::Cdi, "2024-08-01"),
            "Ses heures ont compté jusqu’au 31 juillet 2024, 12 mois après son embauche en CDI."
        );
        assert!(say(EligibilityRule::TrainingContract, "2024-01-01").ends_with("fin de son contrat en alternance."));
        assert!(say(EligibilityRule::Window, "2024-01-01").contains("fenêtre ouverte"));
        assert!(in_words(None, &settings(), day("2024-01-01")).contains("première affectation à un lot"));
    }
}
