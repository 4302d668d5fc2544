//! Types of public contracts.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Lot, LotDetails, NewLot};
use crate::access::House;
use crate::error::{AppError, Result};
use crate::values::{
    ClauseType, Column, CommuneCode, ContractSource, ContractStatus, CpvCode, Followed, Listed, Mark, Money, Name,
    OrganisationId, PublicContractId, Resource, SearchText, Sector, Title, Versioned, Warning,
};

/// The fields of a public contract that a caller sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicContractDetails {
    /// The buyer's number for it.
    pub reference: Name,
    /// What it is about.
    pub title: Title,
    /// The buyer.
    pub buyer_id: OrganisationId,
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

impl PublicContractDetails {
    /// The day from which the initial hours are due: the notification, or else the first day.
    pub fn committed_on(&self) -> NaiveDate {
        self.notified_on.unwrap_or(self.starts_on)
    }
}

impl PublicContractDetails {
    /// The details of a recorded contract; its follow-up body only if it is not the house's for its sector.
    pub fn of(house: &House, contract: &PublicContract) -> Self {
        let usual = contract.follow_up_body.as_str() == house.follow_up_body(contract.sector);
        Self {
            reference: contract.reference.clone(),
            title: contract.title.clone(),
            buyer_id: contract.buyer_id,
            sector: contract.sector,
            clause_type: contract.clause_type,
            amount: contract.amount,
            cpv: contract.cpv.clone(),
            notified_on: contract.notified_on,
            starts_on: contract.starts_on,
            ends_on: contract.ends_on,
            commune_code: contract.commune_code.clone(),
            // The default changes with the sector; a body that was chosen stays.
            follow_up_body: (!usual).then(|| contract.follow_up_body.clone()),
            status: contract.status,
        }
    }
}

/// A public contract to record with its lots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPublicContract {
    /// The contract itself.
    pub details: PublicContractDetails,
    /// Its lots; without any it gets one, number "1", with the contract's title.
    pub lots: Vec<NewLot>,
}

impl NewPublicContract {
    /// The lots to record, at least one.
    pub(super) fn lots_or_single(&self) -> Result<Vec<NewLot>> {
        if !self.lots.is_empty() {
            return Ok(self.lots.clone());
        }
        let number = Name::parse("1").map_err(|invalid| AppError::new(invalid.code))?;
        let details = LotDetails { number, title: None, holder_id: None, co_holder_ids: Vec::new(), penalty: None };
        Ok(vec![NewLot { details, hours_due: None, computation: None }])
    }
}

/// A public contract.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicContract {
    /// Its id.
    pub id: PublicContractId,
    /// The buyer's number for it.
    #[schema(value_type = String, example = "2022-DM-014")]
    pub reference: Name,
    /// What it is about.
    #[schema(value_type = String, example = "Réhabilitation d’un groupe scolaire")]
    pub title: Title,
    /// The buyer.
    pub buyer_id: OrganisationId,
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
    /// The body that follows it up.
    #[schema(value_type = String, example = "ARIQ")]
    pub follow_up_body: Name,
    /// Where the record comes from.
    pub source: ContractSource,
    /// Whether it still runs.
    pub status: ContractStatus,
    /// Its lots.
    pub lots: Vec<Lot>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
    /// Warnings, after a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub warnings: Option<Vec<Warning>>,
    /// The transaction of its last change, for lists in this order.
    #[serde(skip)]
    pub changed_in: i64,
}

impl Versioned for PublicContract {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for PublicContract {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/public-contracts/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for PublicContract {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("reference"),
        Column::plain("title"),
        Column::plain("buyer_id"),
        Column::plain("sector"),
        Column::plain("clause_type"),
        Column::decimal("amount"),
        Column::plain("cpv"),
        Column::plain("notified_on"),
        Column::plain("starts_on"),
        Column::plain("ends_on"),
        Column::plain("commune_code"),
        Column::plain("follow_up_body"),
        Column::plain("source"),
        Column::plain("status"),
        Column::plain("lots"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for PublicContract {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}

/// Which public contracts to list.
#[derive(Debug, Clone, Default)]
pub struct PublicContractFilter {
    /// Those of this sector.
    pub sector: Option<Sector>,
    /// Those that run, or those that do not.
    pub status: Option<ContractStatus>,
    /// Those of this buyer.
    pub buyer_id: Option<OrganisationId>,
    /// Those whose number or title contains this.
    pub text: Option<SearchText>,
}
