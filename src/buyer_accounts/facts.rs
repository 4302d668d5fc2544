//! The inputs of a buyer's account. `store` loads them once, `assembly` counts.

use chrono::NaiveDate;

use crate::values::{
    CandidateId, ContractType, FreeText, Hours, LotId, Modality, Money, Month, Name, PublicContractId, Sector, Title,
};

/// A public contract.
#[derive(Debug, Clone)]
pub(super) struct ContractFacts {
    pub id: PublicContractId,
    pub reference: Name,
    pub title: Title,
    pub sector: Sector,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// A lot.
#[derive(Debug, Clone)]
pub(super) struct LotFacts {
    pub id: LotId,
    pub contract: PublicContractId,
    pub number: Name,
    pub title: Title,
    pub penalty: Option<Money>,
    pub comment: Option<FreeText>,
}

/// Hours that are alike.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub lot: LotId,
    pub month: Month,
    pub candidate: CandidateId,
    pub contract_type: ContractType,
    pub modality: Modality,
    pub is_qpv: bool,
    pub hours: Hours,
}
