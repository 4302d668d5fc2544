//! Types of a person's file.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::candidates::merges::PairedPerson;
use crate::candidates::{CandidateView, EligibilityWindow, PliePeriod, Waiver};
use crate::employments::Employment;
use crate::exits::PositiveExit;
use crate::hours::Cell;
use crate::participant_links::ParticipantLink;
use crate::referrals::ReferralView;
use crate::values::{Name, OrganisationId};

/// What is recorded about a person in the sectors that the caller sees.
#[derive(Debug, Clone)]
pub struct PersonFile {
    /// The person's record.
    pub person: CandidateView,
    /// Until when their hours count, and why, in one French sentence.
    pub eligibility: String,
    /// Their PLIE periods.
    pub periods: Vec<PliePeriod>,
    /// Their waivers.
    pub waivers: Vec<Waiver>,
    /// The eligibility windows that officers opened.
    pub windows: Vec<EligibilityWindow>,
    /// Their referrals.
    pub referrals: Vec<ReferralView>,
    /// Their employments.
    pub employments: Vec<Employment>,
    /// Their hours, by month.
    pub hours: Vec<Cell>,
    /// Their positive exits.
    pub exits: Vec<PositiveExit>,
    /// The link to their participant record.
    pub link: Option<ParticipantLink>,
    /// The people whose record may be about this person.
    pub doubles: Vec<PairedPerson>,
    /// The changes, the latest first.
    pub changes: Vec<Change>,
    /// The names of prescribers and of the employers of exits.
    pub organisations: HashMap<OrganisationId, Name>,
}

/// What a change was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The person's record.
    Candidate,
    /// A PLIE period.
    PliePeriod,
    /// A waiver.
    Waiver,
    /// An eligibility window.
    EligibilityWindow,
    /// A referral.
    Referral,
    /// An employment.
    Employment,
    /// A positive exit.
    PositiveExit,
    /// The link to a participant record.
    ParticipantLink,
}

impl Subject {
    /// Its code in audit events.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::PliePeriod => "plie_period",
            Self::Waiver => "waiver",
            Self::EligibilityWindow => "eligibility_window",
            Self::Referral => "referral",
            Self::Employment => "employment",
            Self::PositiveExit => "positive_exit",
            Self::ParticipantLink => "participant_link",
        }
    }
}

/// A change of what the file shows.
#[derive(Debug, Clone)]
pub struct Change {
    /// The audit event.
    pub id: i64,
    /// When it was made (UTC).
    pub at: DateTime<Utc>,
    /// The actor who made it: a kind and a number.
    pub actor: String,
    /// What it was about.
    pub subject: Subject,
    /// The action: `create`, `update` …
    pub action: String,
    /// The fields that changed.
    pub fields: Vec<String>,
    /// Why, of a withdrawal.
    pub reason: Option<String>,
}
