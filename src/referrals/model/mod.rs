//! Types of referrals.

mod named;
mod partner_view;

use chrono::NaiveDate;

pub use named::{NamedReferral, PersonOfReferral, ReferralOrder};
pub use partner_view::ReferralView;

use crate::access::Owner;
use crate::values::{
    CandidateId, FreeText, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind, PrescriberKind, ReferralId,
    SearchText, Sector, Sectors, Versioned, Warning,
};

/// The recorded values of a referral, without its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralDetails {
    /// The prescriber; `None` if and only if the person is self-referred.
    pub prescriber_id: Option<OrganisationId>,
    /// The kind of the prescriber.
    pub prescriber_kind: PrescriberKind,
    /// The row of the report in which it counts.
    pub origin: Origin,
    /// Whether a PLIE referent sends or receives the person.
    pub for_plie: bool,
    /// The day the person was sent.
    pub referred_on: NaiveDate,
    /// The requested sectors, at least one.
    pub sectors: Sectors,
    /// The sender's reference.
    pub external_ref: Option<Name>,
}

/// The outcome of a referral; without one the referral is pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person may work in a sector.
    Validated {
        /// The sector; may differ from the requested ones.
        sector: Sector,
        /// The day it was decided.
        decided_on: NaiveDate,
    },
    /// The person does not enter the scheme.
    NotIntegrated {
        /// The reason.
        reason: NotIntegratedReason,
        /// The reason in words; required if the reason is `other`.
        comment: Option<FreeText>,
        /// The day it was decided.
        decided_on: NaiveDate,
    },
}

impl Outcome {
    /// The kind of outcome.
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Validated { .. } => OutcomeKind::Validated,
            Self::NotIntegrated { .. } => OutcomeKind::NotIntegrated,
        }
    }

    /// The validated sector.
    pub const fn sector(&self) -> Option<Sector> {
        match self {
            Self::Validated { sector, .. } => Some(*sector),
            Self::NotIntegrated { .. } => None,
        }
    }

    /// The reason why the person does not enter the scheme.
    pub const fn reason(&self) -> Option<NotIntegratedReason> {
        match self {
            Self::Validated { .. } => None,
            Self::NotIntegrated { reason, .. } => Some(*reason),
        }
    }

    /// The reason in words.
    pub const fn comment(&self) -> Option<&FreeText> {
        match self {
            Self::Validated { .. } => None,
            Self::NotIntegrated { comment, .. } => comment.as_ref(),
        }
    }

    /// The day it was decided.
    pub const fn decided_on(&self) -> NaiveDate {
        match self {
            Self::Validated { decided_on, .. } | Self::NotIntegrated { decided_on, .. } => *decided_on,
        }
    }
}

/// A referral with all recorded values. Responses contain it as a [`ReferralView`] only.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The prescriber; `None` if the person is self-referred.
    pub prescriber_id: Option<OrganisationId>,
    /// The kind of the prescriber.
    pub prescriber_kind: PrescriberKind,
    /// The row of the report in which it counts.
    pub origin: Origin,
    /// Whether a PLIE referent sends or receives the person.
    pub for_plie: bool,
    /// The day the person was sent.
    pub referred_on: NaiveDate,
    /// The requested sectors.
    pub sectors: Sectors,
    /// The kind of outcome.
    pub outcome: OutcomeKind,
    /// The validated sector.
    pub outcome_sector: Option<Sector>,
    /// The reason why the person does not enter the scheme.
    pub outcome_reason: Option<NotIntegratedReason>,
    /// The reason in words.
    pub outcome_comment: Option<FreeText>,
    /// The day it was decided.
    pub decided_on: Option<NaiveDate>,
    /// The sender's reference.
    pub external_ref: Option<Name>,
    /// The organisation or source that recorded it, and whose reference it has.
    pub owner: Owner,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
    /// The transaction of its last change, for lists in this order.
    pub changed_in: i64,
    /// Warnings: `sector_not_requested`; after a change `unusual_age`.
    pub warnings: Vec<Warning>,
}

impl Versioned for Referral {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which referrals to list.
#[derive(Debug, Clone, Default)]
pub struct ReferralFilter {
    /// Those that request this sector.
    pub sector: Option<Sector>,
    /// Those of this origin.
    pub origin: Option<Origin>,
    /// Those with this outcome.
    pub outcome: Option<OutcomeKind>,
    /// Only those with an outcome.
    pub is_decided: bool,
    /// Those of this person.
    pub candidate_id: Option<CandidateId>,
    /// Those of this prescriber.
    pub prescriber_id: Option<OrganisationId>,
    /// Those of a prescriber of this kind.
    pub prescriber_kind: Option<PrescriberKind>,
    /// Those from this day on.
    pub from: Option<NaiveDate>,
    /// Those up to this day.
    pub to: Option<NaiveDate>,
    /// Those with this reference.
    pub external_ref: Option<Name>,
    /// Those of people whose names have these words.
    pub person: Option<SearchText>,
}
