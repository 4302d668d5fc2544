//! Types of withdrawals.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Owner;
use crate::error::french;
use crate::values::{
    CandidateId, Column, DependentKind, EmploymentId, Followed, Listed, LotId, Mark, Month, OrganisationId,
    PositiveExitId, PublicContractId, RecordKind, ReferralId, Sectors, WithdrawalId,
};

/// A record that may be withdrawn, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// A person.
    Candidate(CandidateId),
    /// A referral.
    Referral(ReferralId),
    /// An employment.
    Employment(EmploymentId),
    /// A public contract with its lots.
    PublicContract(PublicContractId),
    /// A lot.
    Lot(LotId),
    /// An organisation.
    Organisation(OrganisationId),
}

impl Record {
    /// Its kind.
    pub const fn kind(self) -> RecordKind {
        match self {
            Self::Candidate(_) => RecordKind::Candidate,
            Self::Referral(_) => RecordKind::Referral,
            Self::Employment(_) => RecordKind::Employment,
            Self::PublicContract(_) => RecordKind::PublicContract,
            Self::Lot(_) => RecordKind::Lot,
            Self::Organisation(_) => RecordKind::Organisation,
        }
    }

    /// Its id.
    pub const fn id(self) -> i64 {
        match self {
            Self::Candidate(id) => id.0,
            Self::Referral(id) => id.0,
            Self::Employment(id) => id.0,
            Self::PublicContract(id) => id.0,
            Self::Lot(id) => id.0,
            Self::Organisation(id) => id.0,
        }
    }
}

/// A record that was withdrawn, with what tells who could see it.
#[derive(Debug)]
pub struct Withdrawn<'r> {
    /// The record.
    pub record: Record,
    /// Its version.
    pub version: i64,
    /// Who recorded it.
    pub owner: &'r Owner,
    /// The sectors in which it could be seen.
    pub sectors: Sectors,
}

/// A withdrawal, for those who could see the record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Withdrawal {
    /// Its id.
    pub id: WithdrawalId,
    /// What was withdrawn.
    pub kind: RecordKind,
    /// The id that the record had. It is never used again.
    #[schema(example = 311)]
    pub record_id: i64,
    /// When it was withdrawn (UTC).
    pub withdrawn_at: chrono::DateTime<chrono::Utc>,
    /// The transaction of the withdrawal, for lists in this order.
    #[serde(skip)]
    pub(super) changed_in: i64,
}

impl Listed for Withdrawal {
    const COLUMNS: &'static [Column] =
        &[Column::plain("id"), Column::plain("kind"), Column::plain("record_id"), Column::plain("withdrawn_at")];

    fn position(&self) -> i64 {
        self.id.0
    }
}

impl Followed for Withdrawal {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.id.0 }
    }
}

/// Which withdrawals to list.
#[derive(Debug, Clone, Default)]
pub struct WithdrawalFilter {
    /// Those of this kind of record.
    pub kind: Option<RecordKind>,
    /// That of the record of this id.
    pub record_id: Option<i64>,
}

/// What rests on a record that should be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Dependent {
    /// What it is.
    pub kind: DependentKind,
    /// Its id; of `plie_link` the person's.
    #[schema(example = 311)]
    pub id: i64,
    /// It in words, in French, without a person's name.
    #[schema(example = "121,50 h en juin 2023, lot 2 du marché 2022-DM-014")]
    pub label: String,
    /// Its address; of an assignment that of its employment.
    #[schema(example = "/v1/hours/42/7/2023-06")]
    pub path: String,
    /// The record that shows it.
    #[serde(skip)]
    pub leads_to: LeadsTo,
}

/// A record that shows another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// A person.
    Candidate(CandidateId),
    /// A referral.
    Referral(ReferralId),
    /// An employment.
    Employment(EmploymentId),
    /// A positive exit.
    PositiveExit(PositiveExitId),
    /// A public contract.
    PublicContract(PublicContractId),
    /// A lot.
    Lot(LotId),
    /// A lot in a month.
    LotMonth(LotId, Month),
    /// None.
    Nothing,
}

/// What rests on a record.
#[derive(Debug, Clone, Default)]
pub struct Dependents {
    /// What the caller sees of it, at most 20 of a kind.
    pub items: Vec<Dependent>,
    /// Whether there is more.
    pub others: bool,
}

impl Dependents {
    /// The most that are named of a kind.
    pub(super) const MOST: usize = 20;

    /// Whether nothing rests on the record.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.others
    }

    /// Adds rows of a kind, of which one more than [`Self::MOST`] was read at most.
    pub(super) fn add<R>(&mut self, rows: Vec<R>, is_seen: impl Fn(&R) -> bool, dependent: impl Fn(R) -> Dependent) {
        self.others |= rows.len() > Self::MOST;
        for row in rows.into_iter().take(Self::MOST) {
            if is_seen(&row) {
                let one = dependent(row);
                self.items.push(Dependent { label: french(&one.label), ..one });
            } else {
                self.others = true;
            }
        }
    }
}

/// What a withdrawal would meet, for the page that asks for it.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The version that would be withdrawn.
    pub version: i64,
    /// What rests on the record.
    pub dependents: Dependents,
}
