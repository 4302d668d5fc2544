//! Who did hours, and how: sums with the people behind each.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Done;
use super::model::{HoursOfCode, Work};
use crate::disclosure::accounts::Line;
use crate::values::{CandidateId, ContractType, Hours, Modality};

/// Hours, and who did them.
#[derive(Debug, Default)]
struct Cell {
    hours: Hours,
    people: BTreeSet<CandidateId>,
}

impl Cell {
    fn add(&mut self, done: &Done) {
        self.hours = self.hours + done.hours;
        self.people.insert(done.candidate);
    }
}

/// The sums of some hours.
#[derive(Debug, Default)]
pub(super) struct Tally {
    all: Cell,
    types: BTreeMap<ContractType, Cell>,
    modalities: BTreeMap<Modality, Cell>,
    in_qpv: Cell,
    outside: Cell,
}

impl Tally {
    pub fn of<'d>(done: impl Iterator<Item = &'d Done>) -> Self {
        let mut tally = Self::default();
        for one in done.filter(|one| one.hours > Hours::ZERO) {
            tally.all.add(one);
            tally.types.entry(one.contract_type).or_default().add(one);
            tally.modalities.entry(one.modality).or_default().add(one);
            if one.is_qpv { &mut tally.in_qpv } else { &mut tally.outside }.add(one);
        }
        tally
    }

    pub fn work(&self) -> Work {
        let types = self.types.iter().map(|(of, cell)| (of.as_str(), of.label(), cell));
        let modalities = self.modalities.iter().map(|(of, cell)| (of.as_str(), of.label(), cell));
        Work {
            people: Some(self.all.people.len()),
            by_contract_type: Some(types.map(of_code).collect()),
            by_modality: Some(modalities.map(of_code).collect()),
            qpv: Some(self.in_qpv.hours),
            qpv_share: self.in_qpv.hours.percent_of(self.all.hours),
        }
    }

    /// The counts of people that decide what of it a buyer reads.
    pub fn line(&self, parts: Vec<Line>) -> Line {
        let count = |cell: &Cell| cell.people.len();
        let types = self.types.values().map(count).collect();
        let modalities = self.modalities.values().map(count).collect();
        let cells = [types, modalities, vec![count(&self.in_qpv), count(&self.outside)]];
        Line { people: count(&self.all), cells, parts }
    }
}

fn of_code((code, label, cell): (&'static str, &'static str, &Cell)) -> HoursOfCode {
    HoursOfCode { code, label, hours: cell.hours }
}
