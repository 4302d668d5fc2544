//! Types of awards.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::contracts::{Computation, PublicContractDetails};
use crate::values::{
    BuyerKind, ClauseType, CommuneCode, ContractStatus, CpvCode, EmployerKind, Hours, LotId, Money, Name,
    OrganisationId, PublicContractId, Resource, Sector, Title,
};

/// A public contract to record, and who awards it to whom.
#[derive(Debug, Clone)]
pub struct NewAward {
    /// The buyer.
    pub buyer: NewBuyer,
    /// The contract.
    pub contract: AwardedContract,
    /// Its lots.
    pub lots: Vec<AwardedLot>,
}

/// The buyer of a contract, found by its name.
#[derive(Debug, Clone)]
pub struct NewBuyer {
    /// Its name.
    pub name: Name,
    /// Its kind, if it is not recorded or is no buyer yet.
    pub kind: Option<BuyerKind>,
}

/// A public contract without its buyer.
#[derive(Debug, Clone)]
pub struct AwardedContract {
    /// The buyer's number for it.
    pub reference: Name,
    /// What it is about.
    pub title: Title,
    /// Its sector.
    pub sector: Sector,
    /// The type of its insertion clause.
    pub clause_type: ClauseType,
    /// Its amount before tax, in euros.
    pub amount: Option<Money>,
    /// What it buys, in the common procurement vocabulary.
    pub cpv: Option<CpvCode>,
    /// The day on which its holder was notified.
    pub notified_on: Option<NaiveDate>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The commune in which it is executed.
    pub commune_code: Option<CommuneCode>,
    /// The body that follows it up; by default the usual one of its sector.
    pub follow_up_body: Option<Name>,
    /// Whether it still runs.
    pub status: ContractStatus,
}

impl AwardedContract {
    /// A contract of which only this is known.
    pub fn new(
        (reference, title): (Name, Title),
        sector: Sector,
        (starts_on, ends_on): (NaiveDate, NaiveDate),
    ) -> Self {
        Self {
            reference,
            title,
            sector,
            clause_type: ClauseType::Execution,
            amount: None,
            cpv: None,
            notified_on: None,
            starts_on,
            ends_on,
            commune_code: None,
            follow_up_body: None,
            status: ContractStatus::Open,
        }
    }

    /// The contract with its buyer.
    pub(super) fn details(&self, buyer_id: OrganisationId) -> PublicContractDetails {
        let of = self.clone();
        PublicContractDetails {
            reference: of.reference,
            title: of.title,
            buyer_id,
            sector: of.sector,
            clause_type: of.clause_type,
            amount: of.amount,
            cpv: of.cpv,
            notified_on: of.notified_on,
            starts_on: of.starts_on,
            ends_on: of.ends_on,
            commune_code: of.commune_code,
            follow_up_body: of.follow_up_body,
            status: of.status,
        }
    }
}

/// A lot of a contract, with its holders found by their names.
#[derive(Debug, Clone)]
pub struct AwardedLot {
    /// Its number within the public contract.
    pub number: Name,
    /// What it is about; by default the contract's title.
    pub title: Option<Title>,
    /// The holder, or the leader of a group of holders.
    pub holder: Option<Name>,
    /// The other holders.
    pub co_holders: Vec<Name>,
    /// The kind of the holders that are not recorded, or that are no employers yet.
    pub holder_kind: Option<EmployerKind>,
    /// The penalty for each missing hour, in euros.
    pub penalty: Option<Money>,
    /// The initial hours due.
    pub hours_due: Option<Hours>,
    /// What they were computed from, if they were.
    pub computation: Option<Computation>,
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

/// A lot that was added to a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedLot {
    /// The lot.
    pub lot_id: LotId,
}

impl Resource for AddedLot {
    fn address(&self) -> Option<String> {
        None
    }
}
