//! Loads the year 2023, or the running month, through the actions of the API, in the order in which an officer would
//! record it.

mod contracts;
mod hours;
mod months;
mod people;

pub(super) use contracts::organisations;

use std::collections::HashMap;

use super::files::{DataSet, Line};
use crate::access::{Caller, LoadDemo};
use crate::values::{CandidateId, EmploymentId, LotId, Month, OrganisationId, PublicContractId};

/// The ids of loaded rows, by their keys in the files.
struct Loading<'a> {
    caller: &'a Caller<LoadDemo>,
    files: DataSet,
    organisations: HashMap<String, OrganisationId>,
    contracts: HashMap<String, PublicContractId>,
    lots: HashMap<(String, String), LotId>,
    candidates: HashMap<String, CandidateId>,
    employments: HashMap<String, EmploymentId>,
}

/// Loads the year into an empty database.
pub(super) fn load_year(caller: &Caller<LoadDemo>) -> anyhow::Result<()> {
    let mut loading = Loading::new(caller, DataSet::YEAR);
    loading.organisations()?;
    loading.contracts()?;
    loading.hours_due()?;
    loading.people()?;
    loading.exits()
}

/// Loads a running month and the month before it, among the organisations of the year. The sheet of the running month
/// has work left, the month before is entered.
pub(super) fn load_month(caller: &Caller<LoadDemo>, running: Month) -> anyhow::Result<()> {
    let mut loading = Loading::new(caller, DataSet::running(running));
    loading.organisations = organisations(caller)?;
    loading.contracts()?;
    loading.people()?;
    loading.nil_statements()?;
    loading.month_before(running.previous())
}

impl<'a> Loading<'a> {
    fn new(caller: &'a Caller<LoadDemo>, files: DataSet) -> Self {
        Self {
            caller,
            files,
            organisations: HashMap::new(),
            contracts: HashMap::new(),
            lots: HashMap::new(),
            candidates: HashMap::new(),
            employments: HashMap::new(),
        }
    }

    /// The people and what they did.
    fn people(&mut self) -> anyhow::Result<()> {
        self.candidates()?;
        self.plie_periods()?;
        self.waivers()?;
        self.referrals()?;
        self.employments()?;
        self.hours()
    }

    /// The lot to which a line refers by contract and number.
    fn lot(&self, line: &Line) -> anyhow::Result<LotId> {
        self.lot_numbered(line, "lot")
    }

    /// As [`Self::lot`], with the lot's number in this column.
    fn lot_numbered(&self, line: &Line, column: &str) -> anyhow::Result<LotId> {
        let key = (line.text("contract")?.to_owned(), line.text(column)?.to_owned());
        self.lots.get(&key).copied().ok_or_else(|| anyhow::anyhow!("no lot {} of {}", key.1, key.0))
    }
}
