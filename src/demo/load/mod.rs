//! Loads the year 2023 through the actions of the API, in the order in which an officer would record it.

mod contracts;
mod hours;
mod people;

use std::collections::HashMap;

use crate::access::{Caller, LoadDemo};
use crate::values::{CandidateId, EmploymentId, LotId, OrganisationId, PublicContractId};

/// The ids of loaded rows, by their keys in the files.
struct Loading<'a> {
    caller: &'a Caller<LoadDemo>,
    organisations: HashMap<String, OrganisationId>,
    contracts: HashMap<String, PublicContractId>,
    lots: HashMap<(String, String), LotId>,
    candidates: HashMap<String, CandidateId>,
    employments: HashMap<String, EmploymentId>,
}

/// Loads everything into an empty database.
pub(super) fn load(caller: &Caller<LoadDemo>) -> anyhow::Result<()> {
    let mut loading = Loading {
        caller,
        organisations: HashMap::new(),
        contracts: HashMap::new(),
        lots: HashMap::new(),
        candidates: HashMap::new(),
        employments: HashMap::new(),
    };
    loading.organisations()?;
    loading.contracts()?;
    loading.hours_due()?;
    loading.candidates()?;
    loading.plie_periods()?;
    loading.waivers()?;
    loading.referrals()?;
    loading.employments()?;
    loading.hours()?;
    loading.exits()
}

impl Loading<'_> {
    /// The lot to which a line refers by contract and number.
    fn lot(&self, line: &super::files::Line) -> anyhow::Result<LotId> {
        let key = (line.text("contract")?.to_owned(), line.text("lot")?.to_owned());
        self.lots.get(&key).copied().ok_or_else(|| anyhow::anyhow!("no lot {} of {}", key.1, key.0))
    }
}
