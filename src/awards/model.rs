//! Types of awards.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::values::{BuyerKind, EmployerKind, Hours, Name, PublicContractId, Resource, Sector, Title};

/// A public contract to record, and who awards it to whom.
#[derive(Debug, Clone)]
pub struct NewAward {
    /// The buyer, found by its name, and its kind if it is recorded or has none yet.
    pub buyer: (Name, BuyerKind),
    /// The employer that holds the only lot, found by its name, and its kind if it is recorded or has none yet.
    pub employer: (Name, EmployerKind),
    /// The buyer's number for the contract.
    pub reference: Name,
    /// What it is about.
    pub title: Title,
    /// Its sector.
    pub sector: Sector,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The hours due on it.
    pub hours_due: Hours,
}

/// A public contract that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// The contract.
    pub public_contract_id: PublicContractId,
}

impl Resource for Award {
    fn address(&self) -> Option<String> {
        None
    }
}
