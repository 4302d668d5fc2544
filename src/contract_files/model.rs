//! Types of the files of contracts and lots.

use chrono::NaiveDate;

use crate::contracts::{Completion, HoursDue, Lot, Progress, PublicContract};
use crate::values::{
    CandidateId, ContractStatus, ContractType, EmploymentId, EvidenceKind, Hours, Modality, Month, Name, Paged,
    PublicContractId, SearchText, Sector, Title,
};

/// Which public contracts to show.
#[derive(Debug, Clone, Default)]
pub struct ContractFilter {
    /// Only those of this sector.
    pub sector: Option<Sector>,
    /// Only those that run, or those that do not.
    pub status: Option<ContractStatus>,
    /// Only those whose number, title or buyer has every word of this text.
    pub text: Option<SearchText>,
}

/// By what contracts are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortedBy {
    /// The buyer's number.
    #[default]
    Reference,
    /// The buyer's name.
    Buyer,
    /// The contract's last day.
    End,
    /// The hours due.
    Due,
    /// The hours done.
    Done,
    /// The share of the hours due that is done; contracts without hours due come last.
    Rate,
    /// The hours that are still to do.
    Remaining,
}

/// The order of contracts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContractOrder {
    /// By what they are sorted.
    pub by: SortedBy,
    /// The greatest first.
    pub is_descending: bool,
}

/// A page of the public contracts that pass a filter.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// Those of the page.
    pub page: Paged<ContractRow>,
    /// How far all of them have come.
    pub completion: Completion,
}

/// A public contract in the list.
#[derive(Debug, Clone)]
pub struct ContractRow {
    /// Its id.
    pub id: PublicContractId,
    /// The buyer's number for it.
    pub reference: Name,
    /// What it is about.
    pub title: Title,
    /// The buyer's name.
    pub buyer: String,
    /// Its sector.
    pub sector: Sector,
    /// Whether it still runs.
    pub status: ContractStatus,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// How many lots it has.
    pub lots: usize,
    /// How far they have come.
    pub completion: Completion,
}

/// A public contract with its lots.
#[derive(Debug, Clone)]
pub struct ContractFile {
    /// The contract.
    pub contract: PublicContract,
    /// The buyer's name.
    pub buyer: String,
    /// How far its lots have come.
    pub completion: Completion,
    /// Its lots, by number.
    pub lots: Vec<LotOfContract>,
}

/// A lot with its holders and its progress.
#[derive(Debug, Clone)]
pub struct LotOfContract {
    /// The lot.
    pub lot: Lot,
    /// The names of its holders, the leader first.
    pub holders: Vec<String>,
    /// Its progress.
    pub progress: Progress,
}

/// Everything about one lot.
#[derive(Debug, Clone)]
pub struct LotFile {
    /// The lot with its holders and its progress.
    pub lot: LotOfContract,
    /// Its contract.
    pub contract: PublicContract,
    /// The buyer's name.
    pub buyer: String,
    /// How its hours would go on; none before the contract's first day and without hours done.
    pub outlook: Option<Outlook>,
    /// The entries of its hours due, by the day from which they apply.
    pub hours_due: Vec<DueEntry>,
    /// The months with hours.
    pub months: Vec<LotMonth>,
    /// Who works or worked on it, by name.
    pub people: Vec<LotPerson>,
    /// The evidence for the lot as a whole, by month.
    pub evidence: Vec<LotProof>,
}

/// How the hours of a lot would go on at the average pace from the contract's first day until today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// The hours of an average week.
    pub weekly: Hours,
    /// The hours that would be done on the contract's last day; none once it has ended.
    pub done_at_end: Option<Hours>,
    /// How many days after the contract's last day the hours due would be done, below zero before it; none without such a
    /// day.
    pub days_late: Option<i64>,
}

/// An entry of a lot's hours due.
#[derive(Debug, Clone)]
pub struct DueEntry {
    /// The entry.
    pub entry: HoursDue,
    /// How it differs from the entry before it; none for the first.
    pub change: Option<Hours>,
    /// Whether it applies today.
    pub standing: DueStanding,
    /// The actor who recorded it.
    pub recorded_by: String,
}

/// Whether an entry of the hours due applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueStanding {
    /// A later entry applies.
    Past,
    /// It applies today.
    InForce,
    /// It will apply.
    Coming,
}

/// The hours of a lot in a month, without rejected ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotMonth {
    /// The month.
    pub month: Month,
    /// Validated hours that count for the clause.
    pub done: Hours,
    /// Validated hours that do not.
    pub uncounted: Hours,
    /// Hours that nobody validated yet.
    pub unvalidated: Hours,
    /// The hours done from the contract's start until this month, included.
    pub total: Hours,
    /// How many rows of hours it has.
    pub rows: i64,
    /// How many of them have evidence of their own.
    pub proven: i64,
}

/// Somebody assigned to a lot, with one employment.
#[derive(Debug, Clone)]
pub struct LotPerson {
    /// The person.
    pub candidate: CandidateId,
    /// The employment.
    pub employment: EmploymentId,
    /// The person's last name.
    pub last_name: String,
    /// The person's first name.
    pub first_name: String,
    /// The employer's name.
    pub employer: String,
    /// The type of the employment.
    pub contract_type: ContractType,
    /// How the lot's holder takes the person on.
    pub modality: Modality,
    /// The first day on the lot.
    pub from: NaiveDate,
    /// The last day on the lot; none without an end.
    pub to: Option<NaiveDate>,
    /// The validated hours on the lot that count for the clause.
    pub done: Hours,
}

/// Evidence for all hours of a lot in a month.
#[derive(Debug, Clone)]
pub struct LotProof {
    /// The month.
    pub month: Month,
    /// The kind of document.
    pub kind: EvidenceKind,
    /// The reference under which it is filed.
    pub reference: Name,
    /// Its date.
    pub dated_on: Option<NaiveDate>,
    /// Who sent it.
    pub source: String,
}
