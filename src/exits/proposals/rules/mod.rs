//! When employments meet a criterion. Source: CREATIV, *Bilan Service PLIE 2023*, section 2.6.
//!
//! Six months are counted as `last_day_of_months` does: those from a day have as many days as the calendar gives them.
//! Fixed-term and temporary work add up day by day within twelve months, the other kinds last without a gap. Once a
//! criterion is met, only employments that begin later count for another exit of its kind.

mod stretches;

use chrono::NaiveDate;

use self::stretches::{added_up, day_met, lasting, runs, subsidised, until};
use super::model::{Met, Spell};
use crate::values::{ContractType, ExitKind, Hours, Period};

/// Half of the legal week of 35 hours.
const HALF_TIME: Hours = Hours::from_hundredths(1_750);

/// The kinds that are proposed.
const KINDS: [ExitKind; 4] =
    [ExitKind::Cdi, ExitKind::TempWork6Months, ExitKind::Cdd6Months, ExitKind::Subsidised6Months];

/// The types of contract that count for a criterion.
pub(super) const TYPES: [ContractType; 6] = [
    ContractType::Cdi,
    ContractType::Ctt,
    ContractType::Ctti,
    ContractType::Cdd,
    ContractType::Cddi,
    ContractType::Cui,
];

/// The criterion for which a type of contract counts.
pub(super) const fn kind_of(contract_type: ContractType) -> Option<ExitKind> {
    match contract_type {
        ContractType::Cdi => Some(ExitKind::Cdi),
        ContractType::Ctt | ContractType::Ctti => Some(ExitKind::TempWork6Months),
        ContractType::Cdd => Some(ExitKind::Cdd6Months),
        ContractType::Cddi | ContractType::Cui => Some(ExitKind::Subsidised6Months),
        ContractType::Cpro | ContractType::Capp => None,
    }
}

/// The criteria that a person's employments meet up to a day, by the day on which each is met.
pub(super) fn met(spells: &[Spell], birth: NaiveDate, today: NaiveDate) -> Vec<Met> {
    let mut met: Vec<Met> = KINDS.into_iter().flat_map(|kind| met_for(kind, spells, birth, today)).collect();
    met.sort_by_key(|met| (met.met_on, met.employment_id));
    met
}

fn met_for(kind: ExitKind, spells: &[Spell], birth: NaiveDate, today: NaiveDate) -> Vec<Met> {
    let mut found = Vec::new();
    let mut open: Vec<&Spell> = spells.iter().filter(|spell| counts(kind, spell)).collect();
    while let Some((started_on, met_on)) = first(kind, &open, birth, today) {
        let rests_on = Period { from: started_on, to: Some(met_on) };
        let within: Vec<&Spell> = open.iter().copied().filter(|spell| spell.period.overlaps(&rests_on)).collect();
        let last = within.iter().filter(|spell| spell.period.contains(met_on));
        let Some(last) = last.max_by_key(|spell| (spell.period.from, spell.id)) else { break };
        let employments = within.iter().map(|spell| spell.id).collect();
        found.push(Met { kind, employment_id: last.id, started_on, met_on, employments });
        open.retain(|spell| spell.period.from > met_on);
    }
    found
}

fn counts(kind: ExitKind, spell: &Spell) -> bool {
    let is_under_half_time = spell.weekly_hours.is_some_and(|hours| hours < HALF_TIME);
    kind_of(spell.contract_type) == Some(kind) && !(kind == ExitKind::Cdi && is_under_half_time)
}

/// The first day on which the criterion is met, after the day from which the six months count.
fn first(kind: ExitKind, spells: &[&Spell], birth: NaiveDate, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    match kind {
        ExitKind::Cdi => spells.iter().filter_map(|spell| lasting(until(spell, today)?)).min_by_key(day_met),
        ExitKind::Subsidised6Months => subsidised(spells, birth, today),
        _ => added_up(&runs(spells, today)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, Days};
    use proptest::prelude::*;

    use super::*;
    use crate::values::{EmployerKind, EmploymentId, last_day_of_months, years_between};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const EPOCH: &str = "2021-01-01";
    const DAYS: u64 = 800;

    fn nth(offset: u64) -> NaiveDate {
        day(EPOCH) + Days::new(offset)
    }

    /// The first day and the day met, by looking at every day: an independent reading of the criteria.
    fn by_days(kind: ExitKind, spells: &[Spell], birth: NaiveDate, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let days: Vec<NaiveDate> = (0..DAYS + 400).map(nth).take_while(|day| *day <= today).collect();
        let ends: Vec<_> =
            days.iter().map(|day| [6, 12].map(|months| last_day_of_months(*day, months).unwrap())).collect();
        let worked = |counts: &dyn Fn(&Spell) -> bool| -> Vec<bool> {
            let on = |day: &NaiveDate| spells.iter().any(|one| counts(one) && one.period.contains(*day));
            days.iter().map(on).collect()
        };
        let (every, outside) = (worked(&|_| true), worked(&|one| one.employer_kind != Some(EmployerKind::Aci)));
        // How many days are worked before each.
        let before: Vec<usize> =
            (0..=days.len()).map(|end| every[..end].iter().filter(|worked| **worked).count()).collect();
        for (last, today) in days.iter().enumerate() {
            let counts = if years_between(birth, *today) >= 55 { &every } else { &outside };
            for (first, from) in days.iter().enumerate().take(last + 1) {
                let [six, twelve] = ends[first];
                let is_met = six <= *today
                    && match kind {
                        ExitKind::Cdi => {
                            six == *today
                                && spells.iter().any(|one| one.period.from == *from && one.period.contains(six))
                        }
                        ExitKind::Subsidised6Months => {
                            (first == 0 || !counts[first - 1]) && counts[first..=last].iter().all(|worked| *worked)
                        }
                        _ => {
                            let needed = usize::try_from((six - *from).num_days() + 1).unwrap();
                            *today <= twelve && every[first] && before[last + 1] - before[first] >= needed
                        }
                    };
                if is_met {
                    return Some((*from, *today));
                }
            }
        }
        None
    }

    fn a_spell() -> impl Strategy<Value = (u64, u64, bool)> {
        // Starts near the ends of months, where their lengths differ.
        let start = prop_oneof![0..DAYS, (0_u64..26, 0_u64..5).prop_map(|(month, past)| month * 30 + past)];
        (start, prop_oneof![1_u64..60, 60_u64..240, 170_u64..190], any::<bool>())
    }

    fn spells_of(kind: ExitKind, raw: &[(u64, u64, bool)]) -> Vec<Spell> {
        let contract_type = match kind {
            ExitKind::Cdi => ContractType::Cdi,
            ExitKind::Subsidised6Months => ContractType::Cddi,
            ExitKind::Cdd6Months => ContractType::Cdd,
            _ => ContractType::Ctt,
        };
        let spell = |(id, (start, length, in_aci)): (i64, &(u64, u64, bool))| Spell {
            id: EmploymentId(id),
            contract_type,
            employer_kind: Some(if *in_aci { EmployerKind::Aci } else { EmployerKind::Company }),
            period: Period { from: nth(*start), to: Some(nth(start + length - 1)) },
            weekly_hours: None,
        };
        (1..).zip(raw).map(spell).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn criteria_are_met_on_the_day_that_counting_every_day_gives(
            raw in proptest::collection::vec(a_spell(), 1..5),
            kind in prop_oneof![
                Just(ExitKind::Cdi), Just(ExitKind::TempWork6Months), Just(ExitKind::Cdd6Months),
                Just(ExitKind::Subsidised6Months),
            ],
            age in 0_u64..800,
            until in 300_u64..DAYS,
        ) {
            let (mut spells, today) = (spells_of(kind, &raw), nth(until));
            // Somebody who becomes 55 within these years, born on any day.
            let birth = day(EPOCH).with_year(day(EPOCH).year() - 55).unwrap() + Days::new(age);
            let mut expected = Vec::new();
            while let Some((first, day)) = by_days(kind, &spells, birth, today) {
                expected.push((first, day));
                spells.retain(|spell| spell.period.from > day);
            }
            let found = met(&spells_of(kind, &raw), birth, today);
            let found: Vec<_> = found.iter().map(|met| (met.started_on, met.met_on)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
