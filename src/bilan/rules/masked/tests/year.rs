//! Random years, with few people in many places.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::PLACES;
use crate::bilan::facts::{AssignedPerson, Exit, Facts, Home, Homes, Referred};
use crate::values::{
    CandidateId, ExitKind, NeighbourhoodId, NotIntegratedReason, Origin, OutcomeKind, Period, PrescriberKind, Sector,
    Sex,
};

const PRESCRIBERS: [&str; 5] = ["Mission locale", "France Travail", "Cap emploi", "Régie", "SIAE"];

/// A pseudo-random generator with a seed.
struct Dice(u64);

impl Dice {
    /// From zero to one below a number.
    fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % many.max(1)
    }

    fn percent(&mut self, many: usize) -> bool {
        self.below(100) < many
    }

    /// One of several; the steeper, the more often one of the first.
    fn one<T: Copy>(&mut self, of: &[T], steep: usize) -> T {
        let index = of.iter().position(|_| self.percent(steep)).unwrap_or_else(|| self.below(of.len()));
        of[index]
    }
}

fn day(dice: &mut Dice) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default()
        + Days::new(u64::try_from(dice.below(365)).unwrap_or_default())
}

/// A year with so many referrals, assignments and exits, spread over the codes as unevenly as `steep` states.
pub(super) fn a_year(seed: u64, referred: usize, employed: usize, gone: usize, steep: usize) -> Facts {
    let mut dice = Dice(seed);
    let everyone = i64::try_from(referred + employed + 1).unwrap_or_default();
    let people: Vec<CandidateId> = (0..everyone).map(CandidateId).collect();
    let anybody = |dice: &mut Dice| people[dice.below(people.len())];
    let places: Vec<_> = (1_i64..).zip(PLACES).map(|(id, name)| (NeighbourhoodId(id), name.to_owned())).collect();
    let ids: Vec<NeighbourhoodId> = places.iter().map(|(id, _)| *id).collect();
    let (from, listed) = (NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default(), dice.below(101));
    let home = |dice: &mut Dice| Home {
        period: Period { from, to: None },
        neighbourhood: dice.percent(listed).then(|| dice.one(&ids, steep)),
        in_territory: true,
    };
    let by_person: HashMap<_, _> = (0..everyone).map(|id| (CandidateId(id), vec![home(&mut dice)])).collect();
    let legal = dice.below(5);
    let legal_qpv = ids.iter().take(legal).map(|id| (*id, vec![Period { from, to: None }])).collect();
    let (of_plie, validated, refused) = (dice.below(101), dice.below(101), dice.below(101));
    let referrals: Vec<Referred> = (0..referred)
        .map(|_| {
            let sector = dice.one(Sector::ALL, steep);
            let outcome = match (dice.percent(validated), dice.percent(refused)) {
                (true, _) => OutcomeKind::Validated,
                (_, true) => OutcomeKind::NotIntegrated,
                _ => OutcomeKind::Pending,
            };
            let origin = if dice.percent(of_plie) { Origin::Plie } else { Origin::Others };
            Referred {
                candidate: anybody(&mut dice),
                origin,
                prescriber: dice.percent(90).then(|| dice.one(&PRESCRIBERS, steep).to_owned()),
                prescriber_kind: PrescriberKind::ALL[0],
                on: day(&mut dice),
                sectors: Sector::ALL.iter().copied().filter(|other| *other == sector || dice.percent(20)).collect(),
                outcome,
                outcome_sector: (outcome == OutcomeKind::Validated).then_some(sector),
                reason: (outcome == OutcomeKind::NotIntegrated).then(|| dice.one(NotIntegratedReason::ALL, steep)),
            }
        })
        .collect();
    let late = dice.below(20);
    let mut decided: Vec<(Origin, OutcomeKind)> = referrals
        .iter()
        .filter(|one| one.outcome != OutcomeKind::Pending && !dice.percent(late))
        .map(|one| (one.origin, one.outcome))
        .collect();
    decided.extend((0..late).map(|_| (Origin::Others, OutcomeKind::Validated)));
    let (women, waived, mut assigned) = (dice.below(101), dice.below(101), Vec::new());
    let workers: Vec<CandidateId> = (0..employed).map(|_| anybody(&mut dice)).collect();
    let sexes: HashMap<_, _> =
        workers.iter().map(|person| (*person, if dice.percent(women) { Sex::Female } else { Sex::Male })).collect();
    for person in workers {
        for _ in 0..=dice.below(2) {
            assigned.push(AssignedPerson {
                candidate: person,
                sex: sexes[&person],
                sector: dice.one(Sector::ALL, steep),
                waived: dice.percent(waived),
                first_day: day(&mut dice),
            });
        }
    }
    let with_hours = 100 - dice.below(30);
    let with_counted_hours: HashSet<_> =
        assigned.iter().map(|one| one.candidate).filter(|_| dice.percent(with_hours)).collect();
    let exits = (0..gone)
        .map(|_| Exit { candidate: anybody(&mut dice), kind: dice.one(ExitKind::ALL, steep), met_on: day(&mut dice) })
        .collect();
    Facts {
        plie_only: true,
        hours: Vec::new(),
        referrals,
        decided,
        assigned,
        exits,
        with_counted_hours,
        homes: Homes { by_person, legal_qpv },
        neighbourhoods: places,
    }
}
