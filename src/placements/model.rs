//! Types of placements.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::candidates::{CandidateDetails, WaiverDetails};
use crate::referrals::{Outcome, ReferralDetails};
use crate::values::{
    CandidateId, ContractType, EmploymentId, Hours, LotId, Modality, Month, Name, OrganisationId, Period,
    PrescriberKind, ReferralId, Resource,
};

/// A person to put to work on a lot.
#[derive(Debug, Clone)]
pub struct NewPlacement {
    /// Who.
    pub person: PlacedPerson,
    /// What lets them work in the lot's sector, if that is not recorded yet.
    pub admission: Option<Admission>,
    /// Their employment.
    pub employment: PlacedEmployment,
    /// Its assignment to the lot.
    pub assignment: NewAssignment,
}

/// The person of a placement.
#[derive(Debug, Clone)]
pub enum PlacedPerson {
    /// One with a record.
    Recorded(CandidateId),
    /// One without.
    New {
        /// The values to record.
        details: Box<CandidateDetails>,
        /// Whether somebody looked at the possible duplicates and found that it is none of them.
        is_distinct: bool,
    },
}

/// What lets a person work in a sector.
#[derive(Debug, Clone)]
pub enum Admission {
    /// A referral with its outcome.
    Referral(ReferralDetails, Outcome),
    /// The outcome of a referral that is pending.
    Outcome(ReferralId, Outcome),
    /// A waiver.
    Waiver(WaiverDetails),
}

/// The employment of a placement.
#[derive(Debug, Clone)]
pub enum PlacedEmployment {
    /// One with a record.
    Recorded(EmploymentId),
    /// One without.
    New(NewEmployment),
}

/// An employment to record.
#[derive(Debug, Clone)]
pub struct NewEmployment {
    /// The employer.
    pub employer_id: OrganisationId,
    /// The type of contract.
    pub contract_type: ContractType,
    /// The first and last day.
    pub period: Period,
    /// Hours per week.
    pub weekly_hours: Option<Hours>,
}

/// An assignment to record.
#[derive(Debug, Clone, Copy)]
pub struct NewAssignment {
    /// The lot.
    pub lot_id: LotId,
    /// The modality.
    pub modality: Modality,
    /// The first day; by default that of the employment, or that of `month` if the employment has a record and began before.
    pub from: Option<NaiveDate>,
    /// The last day; by default that of the employment.
    pub to: Option<NaiveDate>,
    /// The month for which the person is added.
    pub month: Month,
}

/// A person at work on a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The person.
    pub candidate_id: CandidateId,
    /// The employment.
    pub employment_id: EmploymentId,
    /// The lot.
    pub lot_id: LotId,
}

impl Resource for Placement {
    fn address(&self) -> Option<String> {
        None
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

/// A referral to record.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// Who is referred.
    pub person: PlacedPerson,
    /// The prescriber, if it may have no record; otherwise `details` names it.
    pub prescriber: Option<NewPrescriber>,
    /// The values of the referral.
    pub details: ReferralDetails,
}

/// A prescriber by its name.
#[derive(Debug, Clone)]
pub struct NewPrescriber {
    /// The name.
    pub name: Name,
    /// The kind that it is given unless it has one.
    pub kind: PrescriberKind,
}

/// A person who was referred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// The person.
    pub candidate_id: CandidateId,
    /// The referral.
    pub referral_id: ReferralId,
}

impl Resource for Referred {
    fn address(&self) -> Option<String> {
        None
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}
