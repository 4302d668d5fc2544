//! The naive model of totals: adds rows up in memory, from the recorded hours and the definitions of `world`.

use std::collections::{BTreeMap, BTreeSet};

use clauses::totals::Dimension;
use serde_json::{Value, json};

use super::world::{BUYERS, CONTRACTS, Days, EMPLOYERS, Ids, JOBS, Job, LEGAL_SINCE, LOTS, MONTHS, PEOPLE, Person};

/// Hours as they were recorded, with their status.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub job: usize,
    pub lot: usize,
    pub month: usize,
    /// In hundredths.
    pub worked: i64,
    pub status: &'static str,
    pub source: &'static str,
}

/// The sum of rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub worked: i64,
    pub people: BTreeSet<usize>,
    pub employments: BTreeSet<usize>,
}

impl Row {
    fn job(&self) -> &'static Job {
        &JOBS[self.job]
    }

    fn person(&self) -> &'static Person {
        &PEOPLE[self.job().person]
    }

    /// The first day of the month.
    fn first(&self) -> String {
        let (year, month) = MONTHS[self.month];
        format!("{year}-{month:02}-01")
    }

    pub fn counts(&self) -> bool {
        self.first().as_str() <= self.job().counts_until
    }

    pub fn in_plie(&self) -> bool {
        overlaps(self.month, self.person().plie)
    }

    fn home(&self) -> Option<(&'static str, Option<&'static str>)> {
        let home = self.person().homes.iter().find(|(days, _, _)| contains(days, &self.first()));
        home.map(|(_, commune, neighbourhood)| (*commune, *neighbourhood))
    }

    fn neighbourhood(&self) -> Option<&'static str> {
        self.home().and_then(|(_, neighbourhood)| neighbourhood)
    }

    fn is_legal(&self) -> bool {
        let legal = |name: &str| LEGAL_SINCE.iter().any(|(of, since)| *of == name && *since <= self.first().as_str());
        self.neighbourhood().is_some_and(legal)
    }

    fn age_bracket(&self) -> &'static str {
        let (born, first) = (self.person().born, self.first());
        let years = first[..4].parse::<i32>().unwrap() - born[..4].parse::<i32>().unwrap();
        let age = if first[5..] < born[5..] { years - 1 } else { years };
        match age {
            ..=25 => "under_26",
            26..=44 => "26_44",
            45..=54 => "45_54",
            _ => "55_and_over",
        }
    }

    /// The value of a dimension, as the API shows it.
    pub fn value(&self, dimension: Dimension, ids: &Ids) -> Value {
        let (job, person, (year, month)) = (self.job(), self.person(), MONTHS[self.month]);
        let (contract, held) = LOTS[self.lot];
        match dimension {
            Dimension::Month => json!(format!("{year}-{month:02}")),
            Dimension::Quarter => json!(format!("{year}-Q{}", (month - 1) / 3 + 1)),
            Dimension::Year => json!(year),
            Dimension::Sector => json!(CONTRACTS[contract].sector),
            Dimension::ContractType => json!(job.contract_type),
            Dimension::Modality => json!(job.modality),
            Dimension::ClauseType => json!(CONTRACTS[contract].clause_type),
            Dimension::PublicContract => json!(ids.contracts[contract]),
            Dimension::Lot => json!(ids.lots[self.lot]),
            Dimension::Buyer => json!(ids.buyers[CONTRACTS[contract].buyer]),
            Dimension::BuyerKind => json!(BUYERS[CONTRACTS[contract].buyer]),
            Dimension::Holder => json!(held.then_some(ids.holder)),
            Dimension::Employer => json!(ids.employers[job.employer]),
            Dimension::EmployerKind => json!(EMPLOYERS[job.employer]),
            Dimension::Commune => json!(self.home().map(|(commune, _)| commune)),
            Dimension::Neighbourhood => json!(self.neighbourhood()),
            Dimension::Qpv => json!(self.neighbourhood().is_some()),
            Dimension::QpvLegal => json!(self.is_legal()),
            Dimension::Sex => json!(person.sex),
            Dimension::AgeBracket => json!(self.age_bracket()),
            Dimension::QualificationLevel => json!(person.level),
            Dimension::Rsa => json!(person.rsa.iter().any(|days| contains(days, &self.first()))),
            Dimension::Source => json!(self.source),
            Dimension::PrescriberKind => json!(person.sent_by[contract]),
        }
    }
}

fn contains(days: &Days, day: &str) -> bool {
    days.0 <= day && day <= days.1
}

/// Whether a month overlaps one of these periods.
pub fn overlaps(month: usize, periods: &[Days]) -> bool {
    let (year, month) = MONTHS[month];
    let (first, last) = (format!("{year}-{month:02}-01"), format!("{year}-{month:02}-31"));
    periods.iter().any(|(from, to)| *from <= last.as_str() && first.as_str() <= *to)
}

/// Adds rows up by the values of dimensions, with the values as JSON text.
pub fn sums<'a>(rows: impl Iterator<Item = &'a Row>, by: &[Dimension], ids: &Ids) -> BTreeMap<String, Sum> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for row in rows {
        let key: Vec<Value> = by.iter().map(|dimension| row.value(*dimension, ids)).collect();
        let sum = sums.entry(json!(key).to_string()).or_default();
        sum.worked += row.worked;
        if row.worked > 0 {
            sum.people.insert(row.job().person);
            sum.employments.insert(row.job);
        }
    }
    sums
}
