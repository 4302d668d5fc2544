//! What a merge takes of the record that goes, and what refuses it. What the record that stays says wins; what is empty in
//! it is filled; what overlaps is not taken.

mod details;
mod lists;
mod words;

use std::collections::BTreeSet;

use self::words::in_words;
use super::model::{ExitRecord, PeriodRecord, Plan, Record};
use crate::error::{FieldError, ProblemCode};
use crate::values::{PeriodId, PositiveExitId, day_in_words};

/// Refusals of a merge by these rules, each at `/other_id`.
const POINTER: &str = "/other_id";

/// What the merge of `other` into `kept` does.
///
/// # Errors
/// `recorded_as_distinct`, `sex_differs`, `before_birth`, `exit_already_counted`, `in_use`; all that apply.
pub(super) fn plan(kept: &Record, other: &Record, is_distinct: bool) -> Result<Plan, Vec<FieldError>> {
    let mut refusals = refusals(kept, other, is_distinct);
    let (details, filled, mut conflicts) = details::merged(&kept.person, &other.person);
    let addresses = lists::addresses(&kept.person, &other.person, &mut conflicts);
    let criteria = lists::criteria(&kept.person, &other.person, &mut conflicts);
    let periods = lists::periods(&kept.periods, &other.periods, &mut conflicts);
    let waivers = lists::waivers(&kept.waivers, &other.waivers, &mut conflicts);
    let taken = other.periods.iter().filter(|one| periods.contains(&one.id));
    let standing: Vec<PeriodRecord> = kept.periods.iter().chain(taken).copied().collect();
    let relinked = match relinked(&standing, kept.exits.iter().chain(&other.exits)) {
        Ok(relinked) => relinked,
        Err(refusal) => {
            refusals.push(refusal);
            Vec::new()
        }
    };
    if !refusals.is_empty() {
        return Err(refusals);
    }
    Ok(Plan { details, filled, conflicts, addresses, criteria, periods, waivers, relinked })
}

fn refusals(kept: &Record, other: &Record, is_distinct: bool) -> Vec<FieldError> {
    let (one, another) = (&kept.person, &other.person);
    let distinct = is_distinct.then(|| FieldError::new(POINTER, ProblemCode::RecordedAsDistinct));
    let sex = (one.sex != another.sex).then(|| FieldError::new(POINTER, ProblemCode::SexDiffers));
    let early = other.first_event.filter(|(first, _)| *first < one.birth_date).map(|(first, what)| {
        FieldError::new(POINTER, ProblemCode::BeforeBirth).with_detail(format!(
            "L’autre fiche a {what} du {}, avant le {}, jour de naissance de la fiche gardée : corrigez d’abord l’une de ces \
             dates, ou gardez l’autre fiche.",
            day_in_words(first),
            day_in_words(one.birth_date),
        ))
    });
    distinct.into_iter().chain(sex).chain(early).collect()
}

/// The exits that end another period than before. Each period that stands is ended by one exit at most.
fn relinked<'r>(
    standing: &[PeriodRecord],
    exits: impl Iterator<Item = &'r ExitRecord>,
) -> Result<Vec<PositiveExitId>, FieldError> {
    let (mut ended, mut relinked): (BTreeSet<PeriodId>, _) = (BTreeSet::new(), Vec::new());
    for exit in exits {
        let own = standing.iter().find(|one| Some(one.id) == exit.period);
        let period = own.or_else(|| standing.iter().find(|one| one.period.contains(exit.met_on)));
        let day = day_in_words(exit.met_on);
        match period {
            Some(period) if !ended.insert(period.id) => {
                return Err(FieldError::new(POINTER, ProblemCode::ExitAlreadyCounted).with_detail(format!(
                    "Les deux fiches ont une sortie positive pour l’accompagnement {}, dont celle du {day} : supprimez celle \
                     qui est de trop.",
                    in_words(&period.period)
                )));
            }
            None if exit.period.is_some() => {
                return Err(FieldError::new(POINTER, ProblemCode::InUse).with_detail(format!(
                    "La sortie positive du {day} ne serait plus dans une période d’accompagnement : celle de l’autre fiche \
                     chevauche celle de la fiche gardée. Corrigez d’abord ces périodes.",
                )));
            }
            Some(period) if exit.period.is_some_and(|own| own != period.id) => relinked.push(exit.id),
            _ => {}
        }
    }
    Ok(relinked)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::values::Period;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(id: i64, from: &str, to: Option<&str>) -> PeriodRecord {
        PeriodRecord { id: PeriodId(id), period: Period { from: day(from), to: to.map(day) } }
    }

    fn exit(id: i64, met_on: &str, period: Option<i64>) -> ExitRecord {
        ExitRecord { id: PositiveExitId(id), met_on: day(met_on), period: period.map(PeriodId) }
    }

    #[test]
    fn an_exit_ends_the_period_that_stands_and_covers_its_day() {
        let standing = [period(1, "2022-01-01", Some("2022-12-31")), period(3, "2024-01-01", None)];
        let of = |exits: &[ExitRecord]| relinked(&standing, exits.iter()).map_err(|refusal| refusal.code);
        assert_eq!(of(&[exit(7, "2022-06-01", Some(1)), exit(8, "2024-05-01", Some(3))]), Ok(vec![]));
        assert_eq!(of(&[exit(8, "2022-06-01", Some(2))]), Ok(vec![PositiveExitId(8)]));
        assert_eq!(of(&[exit(8, "2023-06-01", None)]), Ok(vec![]));
        assert_eq!(of(&[exit(8, "2023-06-01", Some(2))]), Err(ProblemCode::InUse));
        let two = [exit(7, "2022-06-01", Some(1)), exit(8, "2022-12-31", Some(2))];
        assert_eq!(of(&two), Err(ProblemCode::ExitAlreadyCounted));
        let unlinked = [exit(7, "2022-06-01", Some(1)), exit(8, "2022-12-31", None)];
        assert_eq!(of(&unlinked), Err(ProblemCode::ExitAlreadyCounted));
    }

    #[test]
    fn periods_that_overlap_stay_behind_and_equal_ones_are_no_conflict() {
        let kept = [period(1, "2022-01-01", Some("2022-12-31"))];
        let other = [
            period(2, "2022-01-01", Some("2022-12-31")),
            period(3, "2022-12-31", Some("2023-02-01")),
            period(4, "2023-01-01", None),
        ];
        let mut conflicts = Vec::new();
        assert_eq!(lists::periods(&kept, &other, &mut conflicts), [PeriodId(4)]);
        let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
        assert!(conflict.detail.contains("du 31 décembre 2022 au 1er février 2023"), "{conflict:?}");
    }
}
