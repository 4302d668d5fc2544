//! Types of the list and of the file.

use chrono::{DateTime, NaiveDate, Utc};

use crate::organisations::Organisation;
use crate::values::{
    CandidateId, ContractType, EmploymentId, Hours, LotId, Month, Name, PublicContractId, SearchText, Sector, Title,
};

/// What an organisation plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Played {
    /// It buys.
    Buyer,
    /// It holds lots.
    Holder,
    /// It employs.
    Employer,
    /// It refers people.
    Prescriber,
}

impl Played {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Buyer, Self::Holder, Self::Employer, Self::Prescriber];
}

/// Which organisations are listed.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Those that play this, or are of a kind for it.
    pub played: Option<Played>,
    /// Those whose name has these words.
    pub text: Option<SearchText>,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortedBy {
    /// The name.
    #[default]
    Name,
    /// The contracts that it buys, the most first.
    Contracts,
    /// The lots that it holds.
    Lots,
    /// The people that it employs.
    People,
    /// The hours that it employs.
    Hours,
    /// The referrals that it made.
    Referrals,
}

/// How much an organisation plays in the caller's sectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Contracts that it buys.
    pub contracts: i64,
    /// Lots that it holds, alone or with others.
    pub lots: i64,
    /// People whom it employs on lots.
    pub people: i64,
    /// Validated hours of these people.
    pub hours: Hours,
    /// Referrals that it made.
    pub referrals: i64,
}

/// An organisation of the list.
#[derive(Debug, Clone)]
pub struct OrganisationRow {
    /// The organisation.
    pub organisation: Organisation,
    /// How much it plays.
    pub counts: Counts,
}

impl OrganisationRow {
    /// Whether it plays this, or is of a kind for it.
    pub fn plays(&self, played: Played) -> bool {
        match played {
            Played::Buyer => self.organisation.buyer_kind.is_some() || self.counts.contracts > 0,
            Played::Holder => self.counts.lots > 0,
            Played::Employer => self.organisation.employer_kind.is_some() || self.counts.people > 0,
            Played::Prescriber => self.organisation.prescriber_kind.is_some() || self.counts.referrals > 0,
        }
    }
}

/// What an organisation plays, in the caller's sectors.
#[derive(Debug, Clone)]
pub struct OrganisationFile {
    /// The organisation with its counts.
    pub row: OrganisationRow,
    /// The contracts that it buys, the latest first.
    pub contracts: Vec<BoughtContract>,
    /// The lots that it holds.
    pub lots: Vec<HeldLot>,
    /// The people whom it employs, the latest first; at most 50.
    pub people: Vec<Employee>,
    /// Its validated hours by year.
    pub hours_by_year: Vec<(i32, Hours)>,
    /// The last word from it.
    pub last_word: LastWord,
    /// Its keys and accounts, for administrators.
    pub access: Option<Vec<AccessRow>>,
}

/// A contract that an organisation buys.
#[derive(Debug, Clone)]
pub struct BoughtContract {
    /// Its id.
    pub id: PublicContractId,
    /// The number.
    pub reference: Name,
    /// The title.
    pub title: Title,
    /// The sector.
    pub sector: Sector,
    /// The last day.
    pub ends_on: NaiveDate,
}

/// A lot that an organisation holds.
#[derive(Debug, Clone)]
pub struct HeldLot {
    /// Its id.
    pub id: LotId,
    /// The number.
    pub number: Name,
    /// The title.
    pub title: Title,
    /// The contract's number.
    pub reference: Name,
    /// The sector.
    pub sector: Sector,
}

/// Somebody whom an organisation employs on a lot.
#[derive(Debug, Clone)]
pub struct Employee {
    /// The employment.
    pub employment: EmploymentId,
    /// The person.
    pub candidate: CandidateId,
    /// The last name.
    pub last_name: Name,
    /// The first name.
    pub first_name: Name,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: Option<NaiveDate>,
}

/// When something of an organisation was last recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastWord {
    /// The last change of hours that it employs (UTC), and the latest month of them.
    pub hours: Option<(DateTime<Utc>, Month)>,
    /// The day of its last referral.
    pub referral: Option<NaiveDate>,
}

/// A key or an account.
#[derive(Debug, Clone)]
pub struct AccessRow {
    /// What it is, in words.
    pub what: &'static str,
    /// Its name.
    pub name: String,
    /// Whether it can be used no more.
    pub is_ended: bool,
}
