//! Types of a buyer's account.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::contracts::{Completion, Progress, ProgressStatus};
use crate::values::{FreeText, Hours, LotId, Money, Name, OrganisationId, PublicContractId, Sector, Sectors, Title};

/// A buyer's account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerAccount {
    /// The buyer.
    pub organisation_id: OrganisationId,
    /// Its name.
    #[schema(value_type = String, example = "Ville des Bords de Saône")]
    pub name: Name,
    /// The day: hours due in force on it, and hours of months up to its month.
    pub on: NaiveDate,
    /// The caller's sectors: contracts of others are not there.
    pub sectors: Sectors,
    /// All contracts together.
    pub total: Completed,
    /// Whether it is the buyer's own copy, without counts of a few people.
    pub masked: bool,
    /// The public contracts that had begun, the first ones first.
    pub contracts: Vec<AccountContract>,
}

/// A public contract.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountContract {
    /// Its id.
    pub public_contract_id: PublicContractId,
    /// The buyer's number.
    #[schema(value_type = String, example = "2022-DM-014")]
    pub reference: Name,
    /// What it is about.
    #[schema(value_type = String, example = "Rénovation de la médiathèque")]
    pub title: Title,
    /// Its sector.
    pub sector: Sector,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// All lots together.
    pub total: Completed,
    /// The lots, by number.
    pub lots: Vec<AccountLot>,
}

/// A lot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountLot {
    /// Its number.
    #[schema(value_type = String, example = "2")]
    pub number: Name,
    /// What it is about.
    #[schema(value_type = String, example = "Second œuvre et finitions")]
    pub title: Title,
    /// Its progress on the day.
    pub progress: Progress,
    /// Who did it, and how.
    pub work: Work,
    /// The penalty for each missing hour, in euros.
    pub penalty: Option<Money>,
    /// What is missing at the end of the contract's last day; `null` before, and if nothing is missing.
    #[schema(required = true)]
    pub shortfall: Option<Shortfall>,
    /// What an officer wrote to the buyer about how far it has come.
    #[schema(required = true, value_type = Option<String>, example = "Deux embauches sont prévues en septembre.")]
    pub comment: Option<FreeText>,
    /// The lot.
    pub lot_id: LotId,
}

/// Several lots together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Completed {
    /// The hours due.
    pub due: Hours,
    /// The hours done.
    pub done: Hours,
    /// The hours that the lots still lack: what one does beyond its hours due is not another's.
    pub remaining: Hours,
    /// The hours done in percent of those due, to one decimal; `null` if none are due.
    #[schema(example = "37.5")]
    pub rate: Option<String>,
    /// `late` if a lot is; else `on_track` if a lot still has hours to do; else `overrun`, `done`; `not_due`.
    pub status: ProgressStatus,
    /// Who did it, and how.
    pub work: Work,
    /// What is missing under contracts that have ended; `null` if nothing is.
    #[schema(required = true)]
    pub shortfall: Option<Shortfall>,
}

impl Completed {
    /// How far they have come.
    pub fn completion(&self) -> Completion {
        let Self { due, done, remaining, status, .. } = *self;
        Completion { due, done, remaining, rate: self.rate.clone(), status }
    }
}

/// Who did hours, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Work {
    /// Distinct people with hours. Those of several lots do not add up: somebody may have worked on two. A buyer reads a
    /// multiple of five, or nothing where they are few.
    #[schema(required = true, example = 7)]
    pub people: Option<usize>,
    /// The hours by type of contract of employment, of the types that occur; withheld from a buyer where a type has few
    /// people.
    #[schema(required = true)]
    pub by_contract_type: Option<Vec<HoursOfCode>>,
    /// The hours by modality of the assignment, of those that occur; withheld from a buyer where one has few people.
    #[schema(required = true)]
    pub by_modality: Option<Vec<HoursOfCode>>,
    /// The hours of people who lived in a legal QPV on the first day of the month; withheld from a buyer where few people
    /// did, or all but a few.
    #[schema(required = true)]
    pub qpv: Option<Hours>,
    /// These in percent of the hours done, to one decimal; `null` if none are done.
    #[schema(required = true, example = "37.5")]
    pub qpv_share: Option<String>,
}

/// Hours of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoursOfCode {
    /// The code.
    #[schema(example = "CDDI")]
    pub code: &'static str,
    /// What it means, in French.
    #[schema(example = "Contrat à durée déterminée d’insertion")]
    pub label: &'static str,
    /// The hours.
    pub hours: Hours,
}

/// Hours that are missing, and what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shortfall {
    /// The missing hours.
    pub hours: Hours,
    /// The penalties for those of lots that have one, rounded up from half a cent; `null` if none has.
    #[schema(required = true)]
    pub penalty: Option<Money>,
}
