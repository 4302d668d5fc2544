//! What the remarks on a bilan's figures rest on, beside the facts of its tables: hours that are left out, what is missing or
//! unusual behind those that count, and lots that have done too little or too much.

mod findings;

pub(super) use findings::findings;

use chrono::NaiveDate;

use crate::contracts::Progress;
use crate::values::{CandidateId, ContractType, EmployerKind, EmploymentId, Hours, HoursStatus, LotId, Period};

/// The inputs of the remarks.
#[derive(Debug, Default)]
pub struct Remarks {
    /// Hours of the months in every status.
    pub hours: Vec<HoursThere>,
    /// Who is assigned to which lot in the months, until the day of the bilan.
    pub assigned: Vec<Assigned>,
    /// Pairs of records that may be about one person.
    pub possible_duplicates: Vec<(CandidateId, CandidateId)>,
    /// Whose rows of closed months would have other values today.
    pub altered: Vec<CandidateId>,
    /// The last day that the remarks look at: that of the months, or of the bilan if it is earlier.
    pub until: Option<NaiveDate>,
    /// The progress of the lots of contracts that run in the months, with the last day of the contract.
    pub lots: Vec<(Progress, NaiveDate)>,
    /// Eligibility criteria of people who are assigned in the months.
    pub criteria: Vec<Criterion>,
    /// For how many months from its date a proof of a criterion is taken.
    pub proof_months: u32,
}

/// Hours of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoursThere {
    pub status: HoursStatus,
    /// Whether they count for the clause.
    pub counted: bool,
    /// Whether there is evidence for the row, or for its lot and month.
    pub is_proven: bool,
    pub worked: Hours,
    /// How many rows they are.
    pub rows: i64,
}

/// A person's assignment to a lot.
#[derive(Debug, Clone, Copy)]
pub struct Assigned {
    pub candidate: CandidateId,
    pub employment: EmploymentId,
    pub lot: LotId,
    pub contract_type: ContractType,
    pub employer: Option<EmployerKind>,
    /// Whether a row of hours of the months was sent.
    pub has_hours: bool,
}

/// An eligibility criterion.
#[derive(Debug, Clone, Copy)]
pub struct Criterion {
    pub candidate: CandidateId,
    pub period: Period,
    pub proof_on: Option<NaiveDate>,
}
