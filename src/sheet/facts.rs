//! What a sheet is made of.

use std::collections::HashMap;

use crate::hours::Cell;
use crate::months::Board;
use crate::values::{
    AssignmentId, CandidateId, ContractType, EmploymentId, Hours, LotId, OrganisationId, Period, PublicContractId,
    Sector,
};

/// Cells by employment and lot.
pub(super) type Cells = HashMap<(EmploymentId, LotId), Cell>;

/// Everything that a sheet shows.
#[derive(Debug)]
pub(super) struct Facts {
    pub board: Board,
    pub rows: Vec<AssignedRow>,
    pub lots: Vec<LotFacts>,
    pub cells: Cells,
    pub previous: Cells,
}

/// An assignment with its person, employment and employer.
#[derive(Debug)]
pub(super) struct AssignedRow {
    pub assignment: AssignmentId,
    pub employment: EmploymentId,
    pub employment_ref: Option<String>,
    pub lot: LotId,
    pub candidate: CandidateId,
    pub last_name: String,
    pub first_name: String,
    pub employer: OrganisationId,
    pub employer_name: String,
    pub contract_type: ContractType,
    pub period: Period,
}

/// A lot with its contract and progress.
#[derive(Debug)]
pub(super) struct LotFacts {
    pub id: LotId,
    pub number: String,
    pub title: String,
    pub public_contract: PublicContractId,
    pub reference: String,
    pub sector: Sector,
    pub due: Hours,
    pub done: Hours,
}
