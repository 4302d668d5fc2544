//! Stretches of days with an employment, and the first day on which six months of them are complete.

use chrono::{Datelike as _, Days, NaiveDate};

use super::super::model::Spell;
use crate::values::{EmployerKind, last_day_of_months};

/// The months that a situation lasts.
const LEAST_MONTHS: u32 = 6;

/// The months within which fixed-term and temporary work add up.
const WITHIN_MONTHS: u32 = 12;

/// The age from which subsidised work in a chantier d'insertion counts.
const AGE_IN_ACI: i32 = 55;

/// The days by which the fewest days that six months have end after the first.
const LEAST_DAYS_AFTER: u64 = 180;

/// By the day on which it is met, then by the day from which it counts.
pub(super) fn day_met((started_on, met_on): &(NaiveDate, NaiveDate)) -> (NaiveDate, NaiveDate) {
    (*met_on, *started_on)
}

/// The days of an employment up to a day.
pub(super) fn until(spell: &Spell, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let last = spell.period.to.map_or(today, |to| to.min(today));
    (spell.period.from <= last).then_some((spell.period.from, last))
}

/// The last day of the first six months of a stretch of days, if it lasts so long.
pub(super) fn lasting((from, to): (NaiveDate, NaiveDate)) -> Option<(NaiveDate, NaiveDate)> {
    let day = last_day_of_months(from, LEAST_MONTHS)?;
    (day <= to).then_some((from, day))
}

/// The stretches of days with an employment, in order: those that overlap or follow each other are one.
pub(super) fn runs(spells: &[&Spell], today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut days: Vec<(NaiveDate, NaiveDate)> = spells.iter().filter_map(|spell| until(spell, today)).collect();
    days.sort_unstable();
    let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for (from, to) in days {
        match runs.last_mut() {
            Some((_, end)) if end.checked_add_days(Days::new(1)).is_none_or(|next| from <= next) => *end = to.max(*end),
            _ => runs.push((from, to)),
        }
    }
    runs
}

/// Before the person is 55, work in a chantier d'insertion does not count; from then on it does, with what came before.
pub(super) fn subsidised(spells: &[&Spell], birth: NaiveDate, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let outside: Vec<&Spell> =
        spells.iter().copied().filter(|spell| spell.employer_kind != Some(EmployerKind::Aci)).collect();
    let grown = birthday(birth, AGE_IN_ACI);
    let before = runs(&outside, today).into_iter().filter_map(lasting).min_by_key(day_met);
    if let Some((_, day)) = before
        && grown.is_none_or(|grown| day < grown)
    {
        return before;
    }
    let grown = grown?;
    let from_then_on = |(from, to): (NaiveDate, NaiveDate)| {
        let day = last_day_of_months(from, LEAST_MONTHS)?.max(grown);
        (day <= to).then_some((from, day))
    };
    runs(spells, today).into_iter().filter_map(from_then_on).min_by_key(day_met)
}

/// The first day of an age.
fn birthday(birth: NaiveDate, age: i32) -> Option<NaiveDate> {
    let year = birth.year().saturating_add(age);
    birth.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// The first day on which as many days as six months have lie within twelve months, with the day from which they count.
pub(super) fn added_up(runs: &[(NaiveDate, NaiveDate)]) -> Option<(NaiveDate, NaiveDate)> {
    let mut best: Option<(NaiveDate, NaiveDate)> = None;
    let mut left: i64 = runs.iter().map(days_of).sum();
    for (index, (from, to)) in runs.iter().enumerate() {
        let later = runs.get(index..).unwrap_or_default();
        for first in from.iter_days().take_while(|day| day <= to) {
            // Too few days are left, or no later first day can meet the criterion earlier.
            let earliest = first.checked_add_days(Days::new(LEAST_DAYS_AFTER))?;
            if left <= i64::try_from(LEAST_DAYS_AFTER).ok()? || best.is_some_and(|(_, day)| day <= earliest) {
                return best;
            }
            if let Some(day) = met_from(first, later).filter(|day| best.is_none_or(|(_, best)| *day < best)) {
                best = Some((first, day));
            }
            left = left.saturating_sub(1);
        }
    }
    best
}

fn days_of((from, to): &(NaiveDate, NaiveDate)) -> i64 {
    (*to - *from).num_days().saturating_add(1)
}

/// The day on which the days from `first` on are as many as six months have, within twelve months.
fn met_from(first: NaiveDate, runs: &[(NaiveDate, NaiveDate)]) -> Option<NaiveDate> {
    let limit = last_day_of_months(first, WITHIN_MONTHS)?;
    let mut missing = (last_day_of_months(first, LEAST_MONTHS)? - first).num_days().saturating_add(1);
    for (from, to) in runs {
        let (from, to) = ((*from).max(first), (*to).min(limit));
        let days = (to - from).num_days().saturating_add(1);
        if days <= 0 {
            break;
        }
        if missing <= days {
            let after = u64::try_from(missing.saturating_sub(1)).ok()?;
            return from.checked_add_days(Days::new(after));
        }
        missing = missing.saturating_sub(days);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Met;
    use super::super::met;
    use super::*;
    use crate::values::{ContractType, EmploymentId, ExitKind, Hours, Period};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn spell(id: i64, contract_type: ContractType, from: &str, to: Option<&str>) -> Spell {
        Spell {
            id: EmploymentId(id),
            contract_type,
            employer_kind: Some(EmployerKind::Company),
            period: Period { from: day(from), to: to.map(day) },
            weekly_hours: Some(Hours::from_hundredths(3_500)),
        }
    }

    /// What these employments meet up to 2024-03-15: the kind, the first day, the day met, and the employments.
    fn found(spells: &[Spell], birth: &str) -> Vec<(ExitKind, String, String, Vec<i64>)> {
        let shown = |met: Met| {
            let employments = met.employments.iter().map(|id| id.0).collect();
            (met.kind, met.started_on.to_string(), met.met_on.to_string(), employments)
        };
        met(spells, day(birth), day("2024-03-15")).into_iter().map(shown).collect()
    }

    fn one(kind: ExitKind, from: &str, to: &str, employments: &[i64]) -> Vec<(ExitKind, String, String, Vec<i64>)> {
        vec![(kind, from.to_owned(), to.to_owned(), employments.to_vec())]
    }

    #[test]
    fn a_cdi_of_half_time_lasts_six_months() {
        let cdi = |to, hundredths: Option<i64>| Spell {
            weekly_hours: hundredths.map(Hours::from_hundredths),
            ..spell(1, ContractType::Cdi, "2023-01-09", to)
        };
        let expected = one(ExitKind::Cdi, "2023-01-09", "2023-07-08", &[1]);
        assert_eq!(found(&[cdi(None, Some(1_750))], "1990-01-01"), expected);
        // Hours that nobody recorded are for the officer to check.
        assert_eq!(found(&[cdi(None, None)], "1990-01-01"), expected);
        assert_eq!(found(&[cdi(Some("2023-07-08"), Some(3_500))], "1990-01-01"), expected);
        assert!(found(&[cdi(Some("2023-07-07"), Some(3_500))], "1990-01-01").is_empty());
        assert!(found(&[cdi(None, Some(1_749))], "1990-01-01").is_empty());
        // Not yet, and never by two that follow each other.
        assert!(found(&[spell(1, ContractType::Cdi, "2023-10-01", None)], "1990-01-01").is_empty());
        let halves = [
            spell(1, ContractType::Cdi, "2023-01-01", Some("2023-03-31")),
            spell(2, ContractType::Cdi, "2023-04-01", Some("2023-07-31")),
        ];
        assert!(found(&halves, "1990-01-01").is_empty());
    }

    #[test]
    fn temporary_work_adds_up_within_twelve_months() {
        use ContractType::{Ctt, Ctti};
        // 90 days, then 91 from September on: 181 days as the six months from 1 January have.
        let missions =
            [spell(1, Ctt, "2023-01-01", Some("2023-03-31")), spell(2, Ctti, "2023-09-01", Some("2024-02-29"))];
        assert_eq!(found(&missions, "1990-01-01"), one(ExitKind::TempWork6Months, "2023-01-01", "2023-11-30", &[1, 2]));
        // The second one alone, when the first is too long ago.
        let apart = [spell(1, Ctt, "2022-01-01", Some("2022-03-31")), missions[1].clone()];
        assert_eq!(found(&apart, "1990-01-01"), one(ExitKind::TempWork6Months, "2023-09-01", "2024-02-29", &[2]));
        // Days of two missions at once count once.
        let twice = [spell(1, Ctt, "2023-01-01", Some("2023-03-31")), spell(2, Ctt, "2023-01-01", Some("2023-03-31"))];
        assert!(found(&twice, "1990-01-01").is_empty());
        // A fixed-term contract is another criterion.
        let mixed = [missions[0].clone(), spell(2, ContractType::Cdd, "2023-04-01", Some("2023-07-31"))];
        assert!(found(&mixed, "1990-01-01").is_empty());
    }

    #[test]
    fn subsidised_work_lasts_outside_chantiers_and_in_them_from_55_years() {
        let in_aci = |id, from, to| Spell {
            employer_kind: Some(EmployerKind::Aci),
            ..spell(id, ContractType::Cddi, from, Some(to))
        };
        let renewed = [
            spell(1, ContractType::Cddi, "2023-01-01", Some("2023-04-30")),
            spell(2, ContractType::Cui, "2023-05-01", Some("2023-08-31")),
        ];
        let expected = one(ExitKind::Subsidised6Months, "2023-01-01", "2023-06-30", &[1, 2]);
        assert_eq!(found(&renewed, "1990-01-01"), expected);
        let gap = [renewed[0].clone(), spell(2, ContractType::Cui, "2023-05-02", Some("2023-08-31"))];
        assert!(found(&gap, "1990-01-01").is_empty());
        let chantier = [in_aci(1, "2023-01-01", "2023-12-31")];
        assert!(found(&chantier, "1990-01-01").is_empty());
        assert_eq!(found(&chantier, "1960-01-01"), one(ExitKind::Subsidised6Months, "2023-01-01", "2023-06-30", &[1]));
        // On the birthday that comes after six months.
        assert_eq!(found(&chantier, "1968-10-12"), one(ExitKind::Subsidised6Months, "2023-01-01", "2023-10-12", &[1]));
    }

    #[test]
    fn what_was_met_is_met_again_only_by_employments_that_begin_later() {
        let cdds = [
            spell(1, ContractType::Cdd, "2020-01-01", Some("2021-12-31")),
            spell(2, ContractType::Cdd, "2022-03-01", Some("2022-12-31")),
        ];
        let found = found(&cdds, "1990-01-01");
        let days: Vec<_> =
            found.iter().map(|(_, from, to, ids)| (from.as_str(), to.as_str(), ids.as_slice())).collect();
        assert_eq!(days, [("2020-01-01", "2020-06-30", [1].as_slice()), ("2022-03-01", "2022-08-31", [2].as_slice())]);
    }
}
