//! Types of attestations.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use super::AttestationCode;
use crate::values::{
    AttestationId, Column, Hours, Listed, LotId, OrganisationId, PublicContractId, Resource, Versioned,
};

/// Whose hours an attestation states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Those of a lot.
    Lot(LotId),
    /// Those of all lots that an organisation holds, alone or with others.
    Holder(OrganisationId),
}

/// An attestation as it was issued. It never changes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Attestation {
    /// Its id.
    pub id: AttestationId,
    /// By which its reader has it confirmed: `/verification/{code}`.
    #[schema(value_type = String, example = "7K3M-Q2XA-90BD-ZT5R")]
    pub code: AttestationCode,
    /// The lot; `null` if it is about a holder.
    #[schema(required = true)]
    pub lot_id: Option<LotId>,
    /// The holder; `null` if it is about a lot. A record that was merged since answers `not_found` with the one that stays.
    #[schema(required = true)]
    pub organisation_id: Option<OrganisationId>,
    /// The day: hours due in force on it, and hours of months up to its month.
    pub attested_on: NaiveDate,
    /// The hours due of all its lots.
    #[serde(deserialize_with = "hours")]
    pub due: Hours,
    /// The hours done on all its lots.
    #[serde(deserialize_with = "hours")]
    pub done: Hours,
    /// The actor who issued it.
    #[schema(example = "user:3")]
    pub issued_by: String,
    /// When it was issued (UTC).
    pub issued_at: DateTime<Utc>,
    /// Always 1: an attestation does not change.
    pub version: i64,
}

/// An attestation with all that it states.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DetailedAttestation {
    /// The attestation.
    #[serde(flatten)]
    pub attestation: Attestation,
    /// What it states.
    pub states: AttestedLots,
}

impl Versioned for DetailedAttestation {
    fn version(&self) -> i64 {
        self.attestation.version
    }
}

/// What an attestation states, with names as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttestedLots {
    /// The carrier that issued it.
    #[schema(example = "CREATIV")]
    pub issuer: String,
    /// The name of the holder that it is about; `null` if it is about a lot.
    #[schema(required = true, example = "Bâtir en Bourgogne")]
    pub holder: Option<String>,
    /// The sectors that its issuer saw; lots of others are not there.
    #[schema(example = json!(["BTP"]))]
    pub sectors: Vec<String>,
    /// The lots whose contract had begun.
    pub lots: Vec<AttestedLot>,
}

impl AttestedLots {
    /// The hours due of all lots.
    pub fn due(&self) -> Hours {
        self.lots.iter().map(|lot| lot.due).sum()
    }

    /// The hours done on all lots.
    pub fn done(&self) -> Hours {
        self.lots.iter().map(|lot| lot.done).sum()
    }

    /// The hours that the lots still lacked: what one did beyond its hours due is not another's.
    pub fn remaining(&self) -> Hours {
        self.lots.iter().map(|lot| lot.remaining).sum()
    }
}

/// What an attestation states of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttestedLot {
    /// The lot.
    pub lot_id: LotId,
    /// Its number.
    #[schema(example = "2")]
    pub number: String,
    /// What it is about.
    #[schema(example = "Second œuvre et finitions")]
    pub title: String,
    /// Who held it, the leader of a group first.
    #[schema(example = json!(["Bâtir en Bourgogne"]))]
    pub holders: Vec<String>,
    /// Its public contract.
    pub public_contract_id: PublicContractId,
    /// The buyer's number of the contract.
    #[schema(example = "2022-DM-014")]
    pub reference: String,
    /// What the contract is about.
    #[schema(example = "Rénovation de la médiathèque")]
    pub contract_title: String,
    /// The buyer.
    #[schema(example = "Ville des Bords de Saône")]
    pub buyer: String,
    /// The contract's first day.
    pub starts_on: NaiveDate,
    /// The contract's last day.
    pub ends_on: NaiveDate,
    /// The hours due on the day.
    #[serde(deserialize_with = "hours")]
    pub due: Hours,
    /// The hours done: validated and counted, of everyone, from the contract's start.
    #[serde(deserialize_with = "hours")]
    pub done: Hours,
    /// The hours due that were not done, at least zero.
    #[serde(deserialize_with = "hours")]
    pub remaining: Hours,
    /// The hours done in percent of those due, to one decimal; `null` if none were due.
    #[schema(required = true, example = "37.5")]
    pub rate: Option<String>,
}

/// Hours as they were written, exact.
fn hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
    let text = String::deserialize(deserializer)?;
    let decimal = Decimal::from_str_exact(&text).map_err(de::Error::custom)?;
    Hours::rounded(decimal).ok_or_else(|| de::Error::custom("hours out of range"))
}

impl Versioned for Attestation {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Attestation {
    fn address(&self) -> Option<String> {
        let of = self.lot_id.map(|lot| format!("lots/{lot}"));
        let of = of.or_else(|| self.organisation_id.map(|holder| format!("organisations/{holder}")))?;
        Some(format!("/v1/{of}/attestation?code={}", self.code))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for Attestation {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("code"),
        Column::plain("lot_id"),
        Column::plain("organisation_id"),
        Column::plain("attested_on"),
        Column::decimal("due"),
        Column::decimal("done"),
        Column::plain("issued_by"),
        Column::plain("issued_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}
