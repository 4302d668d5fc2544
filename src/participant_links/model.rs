//! Types of participant links and steps.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::error::french;
use crate::values::{
    CallFailure, CandidateId, Column, CommuneCode, LinkStatus, Listed, Name, ParticipantNumber, Resource, Sector,
    Versioned,
};

/// The PLIE's service in the outbox.
pub const RECEIVER: &str = "plie";

/// The topic of steps.
pub const STEP: &str = "step";

/// The topic of requests for a referent.
pub const REFERENT_REQUEST: &str = "referent_request";

/// The link of a person to a participant record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParticipantLink {
    /// The person.
    pub candidate_id: CandidateId,
    /// Where the link stands.
    pub status: LinkStatus,
    /// The number of the record.
    #[schema(required = true)]
    pub participant_number: Option<ParticipantNumber>,
    /// Why the link does not stand, or why the last look-up failed.
    #[schema(required = true)]
    pub failure: Option<CallFailure>,
    /// What the status means for this person and what can be done, in French.
    #[schema(example = "Lié au dossier P-2023-0042.")]
    pub explanation: String,
    /// The participants among which an officer has to choose, with masked names.
    pub matches: Vec<Match>,
    /// The name of the record's referent.
    #[schema(required = true, value_type = Option<String>, example = "Nadia Belkacem")]
    pub referent: Option<Name>,
    /// The referent's organisation.
    #[schema(required = true, value_type = Option<String>, example = "PLIE – Référents Dijon Nord")]
    pub referent_organisation: Option<Name>,
    /// Whether an officer decided that another person has this number too.
    pub is_shared: bool,
    /// The number that an officer chose, as long as it is not read.
    #[schema(required = true)]
    pub chosen_number: Option<ParticipantNumber>,
    /// Who chose the number, if an officer did.
    #[schema(required = true, example = "user:3")]
    pub decided_by: Option<String>,
    /// Why, as typed.
    #[schema(required = true, example = "Vue avec la référente")]
    pub reason: Option<String>,
    /// When the record was last looked up (UTC).
    #[schema(required = true)]
    pub checked_at: Option<DateTime<Utc>>,
    /// When it is looked up next (UTC); `null` if somebody has to act first.
    #[schema(required = true)]
    pub next_check_at: Option<DateTime<Utc>>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When the link was begun (UTC).
    pub created_at: DateTime<Utc>,
    /// When it last changed (UTC).
    pub updated_at: DateTime<Utc>,
}

/// A participant that may be the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Match {
    /// The number of the record.
    #[schema(example = "P-2023-0042")]
    pub number: String,
    /// The last name, masked but for its first letter.
    #[schema(example = "R•••")]
    pub last_name: String,
    /// The first name, masked likewise.
    #[schema(example = "F•••")]
    pub first_name: String,
    /// The commune, if the record has one.
    #[schema(required = true, example = "21231")]
    pub commune_code: Option<String>,
}

/// The referent of a participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Referent {
    /// The referent's name.
    pub name: Name,
    /// The referent's organisation.
    pub organisation: Option<Name>,
}

impl Match {
    /// A participant with masked names: enough for an officer who knows the person, and not a copy of the record.
    pub fn masked(number: &ParticipantNumber, last: &Name, first: &Name, commune: Option<&CommuneCode>) -> Self {
        Self {
            number: number.to_string(),
            last_name: masked(last.as_str()),
            first_name: masked(first.as_str()),
            commune_code: commune.map(ToString::to_string),
        }
    }
}

fn masked(name: &str) -> String {
    name.chars().take(1).chain("•••".chars()).collect()
}

impl ParticipantLink {
    /// What the status means and what can be done, in French.
    pub(super) fn explain(&self) -> String {
        let why = self.failure.map(CallFailure::label).unwrap_or_default();
        let number = self.participant_number.as_ref().map(ToString::to_string).unwrap_or_default();
        french(&match (self.status, self.failure) {
            (LinkStatus::Pending, None) => "Le dossier est à chercher au PLIE.".to_owned(),
            (LinkStatus::Pending, Some(CallFailure::NotInformed)) => {
                "La personne doit être informée de ses droits avant tout échange avec le PLIE : notez la date sur sa \
                 fiche."
                    .to_owned()
            }
            (LinkStatus::Pending, Some(_)) => format!("La recherche au PLIE est reprise plus tard : {why}."),
            (LinkStatus::Linked, None) => format!("Lié au dossier {number}."),
            (LinkStatus::Linked, Some(_)) => {
                format!("Lié au dossier {number} ; la dernière lecture a échoué et sera reprise : {why}.")
            }
            (LinkStatus::Ambiguous, Some(CallFailure::NumberTaken)) => {
                "Une autre fiche est déjà liée à ce dossier : ce sont peut-être deux fiches d’une même personne. \
                 Comparez-les, fusionnez-les, ou décidez que le dossier vaut pour les deux."
                    .to_owned()
            }
            (LinkStatus::Ambiguous, _) => {
                "Plusieurs dossiers du PLIE peuvent être celui de cette personne : choisissez.".to_owned()
            }
            (LinkStatus::NotFound, _) => {
                "Le PLIE n’a pas de dossier pour cette personne : un référent lui est demandé, et la recherche est \
                 reprise chaque jour."
                    .to_owned()
            }
            (LinkStatus::Failed, _) => {
                format!("Le lien ne tient plus : {why}. Vérifiez la fiche et le dossier, puis relancez la recherche.")
            }
        })
    }
}

impl Versioned for ParticipantLink {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for ParticipantLink {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/candidates/{}/plie-link", self.candidate_id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for ParticipantLink {
    const COLUMNS: &'static [Column] = &[
        Column::plain("candidate_id"),
        Column::plain("status"),
        Column::plain("participant_number"),
        Column::plain("failure"),
        Column::plain("explanation"),
        Column::plain("matches"),
        Column::plain("referent"),
        Column::plain("referent_organisation"),
        Column::plain("is_shared"),
        Column::plain("chosen_number"),
        Column::plain("decided_by"),
        Column::plain("reason"),
        Column::plain("checked_at"),
        Column::plain("next_check_at"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.candidate_id.0
    }
}

/// Which links to list.
#[derive(Debug, Clone, Default)]
pub struct LinkFilter {
    /// Those with this status.
    pub status: Option<LinkStatus>,
}

/// The kinds of steps. Source: `openapi/plie-participants.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// An employment under a clause has begun.
    ClauseEmploymentStarted,
    /// The hours of a closed month.
    ClauseHoursClosed,
    /// An employment under a clause has ended.
    ClauseEmploymentEnded,
    /// A positive exit.
    PositiveExit,
}

/// A step that a person's records show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub kind: StepKind,
    /// What it is known by.
    pub about: String,
    pub occurred_on: NaiveDate,
    /// Its other members.
    pub details: Map<String, Value>,
}

/// A step as it was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announced {
    /// What it is known by.
    pub about: String,
    pub revision: i64,
    /// The number of the record; none while it is held.
    pub target: Option<String>,
    pub payload: String,
    /// Whether a worker has tried to send it, so that it may have had its effect.
    pub is_tried: bool,
}

/// A step to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announcement {
    /// What it is known by.
    pub about: String,
    pub revision: i64,
    /// The number of the record; without one it is held.
    pub target: Option<String>,
    pub payload: String,
}

/// A request for a referent. Source: `openapi/plie-participants.yaml`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReferentRequest {
    /// What it is known by.
    pub reference: String,
    pub last_name: Name,
    pub first_name: Name,
    pub birth_date: NaiveDate,
    /// The commune where the person lives.
    pub commune_code: Option<CommuneCode>,
    /// The sector of the latest validation.
    pub sector: Sector,
    /// The day of the latest validation.
    pub validated_on: NaiveDate,
}

/// Where a link stands, as far as steps depend on it.
#[derive(Debug, Clone)]
pub struct LinkTarget {
    /// The person.
    pub candidate: CandidateId,
    /// Whether steps may be sent.
    pub is_linked: bool,
    /// The number of the record; also while a link has failed.
    pub number: Option<ParticipantNumber>,
}

/// Whose link the merged record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergedLink {
    /// Its own, if it had one.
    Kept,
    /// That of the record that went.
    HandedOver,
}
