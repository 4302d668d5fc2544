//! `candidate_facts`, which triggers keep: after random changes of the tables that record them, every fact is the one that
//! the program's own rules give. For more of them: `PROPTEST_CASES=100 cargo test --test api candidates::facts`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use clauses::eligibility::{DecidingFacts, EligibilityFacts};
use clauses::values::{ContractType, Period};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment};
use crate::support::{App, on_both_databases};

const SECTORS: [&str; 3] = ["BTP", "MS", "PI"];

/// A change of one row. Numbers choose among two people, three employments, two referrals, three sectors.
#[derive(Debug, Clone)]
enum Change {
    Employ { employment: usize, person: usize, contract_type: ContractType, from: u64, days: u64 },
    Assign { employment: usize, sector: usize, day: u64 },
    MoveAssignment { employment: usize, sector: usize, day: u64 },
    Unassign { employment: usize },
    OpenWindow { person: usize, day: u64 },
    MoveWindows { person: usize },
    CloseWindows { person: usize },
    Refer { referral: usize, person: usize, day: u64, is_pending: bool },
    Request { referral: usize, sector: usize },
    RequestOther { referral: usize, sector: usize },
    Unrequest { referral: usize, sector: usize },
}

fn change() -> impl Strategy<Value = Change> {
    use Change::*;
    let contract_type = || proptest::sample::select(ContractType::ALL.to_vec());
    prop_oneof![
        4 => (0..3_usize, 0..2_usize, contract_type(), 0..900_u64, 0..400_u64).prop_map(
            |(employment, person, contract_type, from, days)| Employ { employment, person, contract_type, from, days }),
        3 => (0..3_usize, 0..3_usize, 0..900_u64).prop_map(|(employment, sector, day)| Assign { employment, sector, day }),
        2 => (0..3_usize, 0..3_usize, 0..900_u64).prop_map(
            |(employment, sector, day)| MoveAssignment { employment, sector, day }),
        1 => (0..3_usize).prop_map(|employment| Unassign { employment }),
        2 => (0..2_usize, 0..900_u64).prop_map(|(person, day)| OpenWindow { person, day }),
        1 => (0..2_usize).prop_map(|person| MoveWindows { person }),
        1 => (0..2_usize).prop_map(|person| CloseWindows { person }),
        3 => (0..2_usize, 0..2_usize, 0..6_u64, any::<bool>()).prop_map(
            |(referral, person, day, is_pending)| Refer { referral, person, day, is_pending }),
        2 => (0..2_usize, 0..3_usize).prop_map(|(referral, sector)| Request { referral, sector }),
        1 => (0..2_usize, 0..3_usize).prop_map(|(referral, sector)| RequestOther { referral, sector }),
        1 => (0..2_usize, 0..3_usize).prop_map(|(referral, sector)| Unrequest { referral, sector }),
    ]
}

fn nth(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 1, 1).unwrap() + Days::new(day)
}

/// What the tables hold, and the ids in them.
struct Recorded {
    people: Vec<i64>,
    lots: Vec<i64>,
    /// Id, person, type and period.
    employments: Vec<(i64, usize, ContractType, Period)>,
    /// The sector and first day of each assignment, by employment, in the order of ids.
    assignments: Vec<Vec<(usize, NaiveDate)>>,
    windows: Vec<Vec<NaiveDate>>,
    /// Id, person, day, outcome, requested sectors.
    referrals: Vec<(i64, usize, NaiveDate, &'static str, BTreeSet<usize>)>,
}

impl Recorded {
    /// Two people with nothing but a referral, without an outcome, and an employment; the first has two of these.
    async fn new(app: &App) -> Self {
        let officer = app.officer();
        let lots = vec![
            a_public_contract().btp().create_lot(&officer).await,
            a_public_contract().ms().create_lot(&officer).await,
            a_public_contract().pi().create_lot(&officer).await,
        ];
        let people = vec![
            a_candidate().named("Brume", "Ada").create(&officer).await,
            a_candidate().named("Rosée", "Fatou").create(&officer).await,
        ];
        let (mut employments, mut referrals) = (Vec::new(), Vec::new());
        for person in [0, 1, 0] {
            let id = an_employment(people[person]).create(&officer).await;
            let period = Period { from: "2023-01-01".parse().unwrap(), to: "2023-12-31".parse().ok() };
            employments.push((id, person, ContractType::Cddi, period));
        }
        for person in [0, 1] {
            let id = a_referral(people[person]).on("2022-01-01").create(&officer).await;
            referrals.push((id, person, nth(0), "pending", BTreeSet::from([0])));
        }
        let (assignments, windows) = (vec![Vec::new(); 3], vec![Vec::new(); 2]);
        Self { people, lots, employments, assignments, windows, referrals }
    }

    /// Makes the change here, and returns the statement that makes it in the database.
    fn make(&mut self, change: &Change) -> String {
        match *change {
            Change::Employ { employment, person, contract_type, from, days } => {
                let (id, period) =
                    (self.employments[employment].0, Period { from: nth(from), to: Some(nth(from + days)) });
                self.employments[employment] = (id, person, contract_type, period);
                format!(
                    "UPDATE employments SET candidate_id = {}, contract_type = '{contract_type}', starts_on = '{}', \
                     ends_on = '{}' WHERE id = {id}",
                    self.people[person],
                    period.from,
                    nth(from + days)
                )
            }
            Change::Assign { employment, sector, day } => self.assign(employment, sector, nth(day)),
            Change::MoveAssignment { employment, sector, day } => {
                let mut of_others = self.assignments[employment].iter().rev().skip(1);
                let is_free = of_others.all(|other| *other != (sector, nth(day)));
                let Some(last) = self.assignments[employment].last_mut().filter(|_| is_free) else { return nothing() };
                *last = (sector, nth(day));
                let id = self.employments[employment].0;
                format!(
                    "UPDATE assignments SET lot_id = {}, starts_on = '{}' \
                     WHERE id = (SELECT MAX(id) FROM assignments WHERE employment_id = {id})",
                    self.lots[sector],
                    nth(day)
                )
            }
            Change::Unassign { employment } => {
                self.assignments[employment].pop();
                let id = self.employments[employment].0;
                format!(
                    "DELETE FROM assignments WHERE id = (SELECT MAX(id) FROM assignments WHERE employment_id = {id})"
                )
            }
            _ => self.make_other(change),
        }
    }

    fn assign(&mut self, employment: usize, sector: usize, day: NaiveDate) -> String {
        if self.assignments[employment].contains(&(sector, day)) {
            return nothing();
        }
        self.assignments[employment].push((sector, day));
        format!(
            "INSERT INTO assignments (employment_id, lot_id, modality, starts_on) VALUES ({}, {}, 'direct_hire', '{day}')",
            self.employments[employment].0, self.lots[sector]
        )
    }

    fn make_other(&mut self, change: &Change) -> String {
        match *change {
            Change::OpenWindow { person, day } => {
                self.windows[person].push(nth(day));
                format!(
                    "INSERT INTO eligibility_windows (candidate_id, ends_on, reason, opened_by, opened_at) \
                     VALUES ({}, '{}', 'Chantier prolongé', 'a test', '2024-03-15 09:00:00')",
                    self.people[person],
                    nth(day)
                )
            }
            Change::MoveWindows { person } => {
                let moved = std::mem::take(&mut self.windows[person]);
                self.windows[1 - person].extend(moved);
                let (from, to) = (self.people[person], self.people[1 - person]);
                format!("UPDATE eligibility_windows SET candidate_id = {to} WHERE candidate_id = {from}")
            }
            Change::CloseWindows { person } => {
                self.windows[person].clear();
                format!("DELETE FROM eligibility_windows WHERE candidate_id = {}", self.people[person])
            }
            Change::Refer { referral, person, day, is_pending } => {
                let outcome = if is_pending { "pending" } else { "not_integrated" };
                let (id, .., requested) = self.referrals[referral].clone();
                self.referrals[referral] = (id, person, nth(day), outcome, requested);
                let decided = if is_pending { "NULL" } else { "'2023-01-01'" };
                let reason = if is_pending { "NULL" } else { "'unreachable'" };
                format!(
                    "UPDATE referrals SET candidate_id = {}, referred_on = '{}', outcome = '{outcome}', \
                     outcome_reason = {reason}, decided_on = {decided} WHERE id = {id}",
                    self.people[person],
                    nth(day)
                )
            }
            Change::Request { referral, sector } => {
                let (id, .., requested) = &mut self.referrals[referral];
                if !requested.insert(sector) {
                    return nothing();
                }
                format!("INSERT INTO referral_sectors (referral_id, sector) VALUES ({id}, '{}')", SECTORS[sector])
            }
            Change::RequestOther { referral, sector } => {
                let (id, .., requested) = &mut self.referrals[referral];
                let Some(before) = requested.first().copied().filter(|_| !requested.contains(&sector)) else {
                    return nothing();
                };
                requested.remove(&before);
                requested.insert(sector);
                let (before, sector) = (SECTORS[before], SECTORS[sector]);
                format!(
                    "UPDATE referral_sectors SET sector = '{sector}' WHERE referral_id = {id} AND sector = '{before}'"
                )
            }
            Change::Unrequest { referral, sector } => {
                let (id, .., requested) = &mut self.referrals[referral];
                requested.remove(&sector);
                format!("DELETE FROM referral_sectors WHERE referral_id = {id} AND sector = '{}'", SECTORS[sector])
            }
            _ => nothing(),
        }
    }

    /// What the program's rules make of a person's records, as a condition on the row.
    fn expected(&self, person: usize) -> String {
        let own = self.employments.iter().enumerate().filter(|(_, (_, of, ..))| *of == person);
        let employments: Vec<_> =
            own.clone().map(|(_, (.., contract_type, period))| (*contract_type, *period)).collect();
        let assigned: Vec<_> = own.flat_map(|(at, _)| &self.assignments[at]).collect();
        let first_assignment = assigned.iter().map(|(_, day)| *day).min();
        let facts = EligibilityFacts { first_assignment, employments: &employments, windows: &self.windows[person] };
        let facts = DecidingFacts::from(&facts);
        let referrals: BTreeMap<_, _> = self
            .referrals
            .iter()
            .filter(|(_, of, ..)| *of == person)
            .map(|(id, _, day, outcome, requested)| ((*day, *id), (*outcome, requested)))
            .collect();
        let is_in = |sector: usize| {
            assigned.iter().any(|(of, _)| *of == sector) || referrals.values().any(|(_, of)| of.contains(&sector))
        };
        let day = |column: &str, day: Option<NaiveDate>| match day {
            Some(day) => format!("{column} = '{day}'"),
            None => format!("{column} IS NULL"),
        };
        let outcome = referrals.last_key_value().map(|(_, (outcome, _))| *outcome);
        [
            format!("candidate_id = {}", self.people[person]),
            day("first_assigned_on", facts.first_assigned_on),
            day("trained_until", facts.trained_until),
            day("cdi_since", facts.cdi_since),
            day("window_until", facts.window_until),
            outcome.map_or("latest_outcome IS NULL".to_owned(), |outcome| format!("latest_outcome = '{outcome}'")),
            format!("in_btp = {}", is_in(0)),
            format!("in_ms = {}", is_in(1)),
            format!("in_pi = {}", is_in(2)),
        ]
        .join(" AND ")
    }
}

/// A statement that changes nothing.
fn nothing() -> String {
    "SELECT 1".to_owned()
}

async fn check(app: App, changes: Vec<Change>) {
    let mut recorded = Recorded::new(&app).await;
    for change in &changes {
        app.execute(&recorded.make(change));
        for person in 0..2 {
            let expected = recorded.expected(person);
            assert_eq!(app.count(&format!("candidate_facts WHERE {expected}")), 1, "after {change:?}: {expected}");
        }
    }
}

on_both_databases! {
    async fn facts_are_those_that_the_rules_give(app: App) {
        let engine = app.engine;
        let cases = std::env::var("PROPTEST_CASES").map_or(4, |cases| cases.parse().unwrap());
        let outcome = std::thread::spawn(move || {
            let config = Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
            TestRunner::new(config).run(&vec(change(), 30..60), |changes| {
                crate::support::run(engine, |app| check(app, changes));
                Ok(())
            }).map_err(|failure| failure.to_string())
        });
        if let Err(failure) = outcome.join().unwrap() {
            panic!("{failure}");
        }
    }

    async fn facts_go_with_the_person(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let referral = a_referral(person).create(&officer).await;
        assert_eq!(app.count("candidate_facts"), 1);
        app.execute(&format!("DELETE FROM referral_sectors WHERE referral_id = {referral}"));
        assert_eq!(app.count("candidate_facts WHERE in_btp"), 0);
        app.execute(&format!("DELETE FROM referrals WHERE id = {referral}"));
        assert_eq!(app.count("candidate_facts WHERE latest_outcome IS NOT NULL"), 0);
        app.execute(&format!("DELETE FROM candidates WHERE id = {person}"));
        assert_eq!(app.count("candidate_facts"), 0);
    }
}
