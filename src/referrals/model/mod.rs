//! What a referral is.

mod partner_view;

use chrono::NaiveDate;

pub use partner_view::SeenReferral;

use crate::access::Owner;
use crate::values::{
    CandidateId, FreeText, Name, NotIntegratedReason, OrganisationId, Origin, OutcomeKind, PrescriberKind, ReferralId,
    Sector, Sectors, Versioned, Warning,
};

/// What is recorded of a referral when the person is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralDetails {
    /// Who sent the person; nobody if and only if they came by themselves.
    pub prescriber_id: Option<OrganisationId>,
    /// What the prescriber is.
    pub prescriber_kind: PrescriberKind,
    /// In which of the report's two rows it counts.
    pub origin: Origin,
    /// Whether the person comes from a PLIE referent, or is sent to one.
    pub for_plie: bool,
    /// The day the person was sent.
    pub referred_on: NaiveDate,
    /// The sectors asked for, one at least.
    pub sectors: Sectors,
    /// The sender's own reference.
    pub external_ref: Option<Name>,
}

/// How a referral ends. Until it does it is pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person may work in a sector.
    Validated {
        /// The sector; may differ from those asked for.
        sector: Sector,
        /// The day it was decided.
        decided_on: NaiveDate,
    },
    /// The person does not enter the scheme.
    NotIntegrated {
        /// Why.
        reason: NotIntegratedReason,
        /// Why, in words; needed where the reason is `other`.
        comment: Option<FreeText>,
        /// The day it was decided.
        decided_on: NaiveDate,
    },
}

impl Outcome {
    /// What kind of outcome it is.
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Validated { .. } => OutcomeKind::Validated,
            Self::NotIntegrated { .. } => OutcomeKind::NotIntegrated,
        }
    }

    /// The sector that it opens.
    pub const fn sector(&self) -> Option<Sector> {
        match self {
            Self::Validated { sector, .. } => Some(*sector),
            Self::NotIntegrated { .. } => None,
        }
    }

    /// Why the person does not enter the scheme.
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

/// A referral, with everything that is recorded of it. It leaves as a [`SeenReferral`] alone.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// Who was sent.
    pub candidate_id: CandidateId,
    /// Who sent the person; nobody if they came by themselves.
    pub prescriber_id: Option<OrganisationId>,
    /// What the prescriber is.
    pub prescriber_kind: PrescriberKind,
    /// In which of the report's two rows it counts.
    pub origin: Origin,
    /// Whether the person comes from a PLIE referent, or is sent to one.
    pub for_plie: bool,
    /// The day the person was sent.
    pub referred_on: NaiveDate,
    /// The sectors asked for.
    pub sectors: Sectors,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// The sector that was validated.
    pub outcome_sector: Option<Sector>,
    /// Why the person does not enter the scheme.
    pub outcome_reason: Option<NotIntegratedReason>,
    /// Why, in words.
    pub outcome_comment: Option<FreeText>,
    /// The day it was decided.
    pub decided_on: Option<NaiveDate>,
    /// The sender's own reference.
    pub external_ref: Option<Name>,
    /// Who recorded it: its references are theirs.
    pub owner: Owner,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
    /// What is odd about it: `sector_not_requested`.
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
    /// Those that ask for this sector.
    pub sector: Option<Sector>,
    /// Those of this origin.
    pub origin: Option<Origin>,
    /// Those that ended this way.
    pub outcome: Option<OutcomeKind>,
    /// Those of this person.
    pub candidate_id: Option<CandidateId>,
    /// Those of this prescriber.
    pub prescriber_id: Option<OrganisationId>,
    /// Those from this day on.
    pub from: Option<NaiveDate>,
    /// Those up to this day.
    pub to: Option<NaiveDate>,
    /// Those with this reference.
    pub external_ref: Option<Name>,
}
