//! Types of `/v1/plie`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::candidates::PliePeriod;
use crate::error::french;
use crate::outbox::Delivery;
pub use crate::participant_links::{LinkFilter, ParticipantLink};
use crate::values::{
    CallFailure, CandidateId, Column, ContractType, DeliveryId, DeliveryState, Followed, FreeText, Hours, Listed, Mark,
    Month, Name, ParticipantNumber, Resource, Sector,
};

/// An officer's choice of a participant record.
#[derive(Debug, Clone)]
pub struct LinkChoice {
    /// The number of the record.
    pub number: ParticipantNumber,
    /// Why.
    pub reason: Option<FreeText>,
    /// Whether another person has this number too.
    pub is_shared: bool,
}

/// What was or is to be announced to the PLIE.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlieDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// The person.
    pub candidate_id: CandidateId,
    /// `step` or `referent_request`.
    #[schema(example = "step")]
    pub topic: String,
    /// What it tells, such as `employment/12/start`.
    #[schema(example = "employment/12/start")]
    pub reference: String,
    /// The revision.
    pub revision: i64,
    /// The number of the participant record, once it is known.
    #[schema(required = true, example = "P-2023-0042")]
    pub participant_number: Option<String>,
    /// Where it stands.
    pub status: DeliveryState,
    /// Why the last attempt failed.
    #[schema(required = true)]
    pub failure: Option<CallFailure>,
    /// What the state means and what can be done, in French.
    #[schema(example = "Transmise.")]
    pub explanation: String,
    /// How many attempts were made.
    pub attempts: i32,
    /// When the next attempt is due (UTC), while it is `pending`.
    #[schema(required = true)]
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was written (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was sent or given up (UTC).
    #[schema(required = true)]
    pub settled_at: Option<DateTime<Utc>>,
}

/// Which deliveries to list.
#[derive(Debug, Clone, Default)]
pub struct PlieDeliveryFilter {
    /// Those with this status.
    pub status: Option<DeliveryState>,
    /// Those about this person.
    pub candidate: Option<CandidateId>,
}

impl From<Delivery> for PlieDelivery {
    fn from(delivery: Delivery) -> Self {
        let explanation = explanation(delivery.state, delivery.failure);
        Self {
            id: delivery.id,
            candidate_id: CandidateId(delivery.subject),
            topic: delivery.topic,
            reference: delivery.about,
            revision: delivery.revision,
            participant_number: delivery.target.filter(|target| !target.is_empty()),
            status: delivery.state,
            failure: delivery.failure,
            explanation,
            attempts: delivery.attempts,
            next_attempt_at: Some(delivery.next_attempt_at).filter(|_| delivery.state == DeliveryState::Pending),
            created_at: delivery.created_at,
            settled_at: delivery.settled_at,
        }
    }
}

fn explanation(state: DeliveryState, failure: Option<CallFailure>) -> String {
    let why = failure.map(CallFailure::label).unwrap_or_default();
    french(&match (state, failure) {
        (DeliveryState::Held, _) => "Sera transmise quand la personne sera liée à son dossier.".to_owned(),
        (DeliveryState::Pending, None) => "Sera transmise dans un instant.".to_owned(),
        (DeliveryState::Pending, Some(_)) => format!("Sera transmise à nouveau : {why}."),
        (DeliveryState::Sent, _) => "Transmise.".to_owned(),
        (DeliveryState::Replaced, _) => "N’a pas pu être transmise ; une version plus récente la remplace.".to_owned(),
        (DeliveryState::Dead, _) => {
            format!(
                "N’a pas pu être transmise : {why}. Les suivantes de ce dossier attendent ; relancez-la une fois la \
                     cause levée."
            )
        }
    })
}

impl Resource for PlieDelivery {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/plie/deliveries/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        None
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.candidate_id)
    }
}

impl Listed for PlieDelivery {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("candidate_id"),
        Column::plain("topic"),
        Column::plain("reference"),
        Column::plain("revision"),
        Column::plain("participant_number"),
        Column::plain("status"),
        Column::plain("failure"),
        Column::plain("explanation"),
        Column::plain("attempts"),
        Column::plain("next_attempt_at"),
        Column::plain("created_at"),
        Column::plain("settled_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// The validated hours of a participant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParticipantHours {
    /// The number of the record.
    pub participant_number: ParticipantNumber,
    /// The sum of all rows.
    pub worked: Hours,
    /// The hours by month, sector, public contract and type of employment contract, in this order.
    pub rows: Vec<ParticipantMonth>,
}

/// The hours of a participant in a month, on a public contract, by a type of employment contract.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParticipantMonth {
    /// The month.
    pub month: Month,
    /// The sector.
    pub sector: Sector,
    /// The public contract's number.
    #[schema(example = "2022-DM-014")]
    pub public_contract: String,
    /// The employer.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub employer: Name,
    /// The type of employment contract.
    pub contract_type: ContractType,
    /// The hours worked.
    pub worked: Hours,
    /// Of which training.
    pub training: Hours,
    /// Of which count for the clause.
    pub counted: Hours,
    /// Whether the month is closed in the sector: the hours do not change any more.
    pub closed: bool,
}

/// A linked participant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkedParticipant {
    /// The number of the record.
    pub participant_number: ParticipantNumber,
    /// Our person.
    pub candidate_id: CandidateId,
    /// Where the hours are read.
    #[schema(example = "/v1/plie/participants/P-2023-0042/hours")]
    pub hours_url: String,
    /// The transaction of the last change of the link or the hours.
    #[serde(skip)]
    pub changed_in: i64,
}

impl Listed for LinkedParticipant {
    const COLUMNS: &'static [Column] =
        &[Column::plain("participant_number"), Column::plain("candidate_id"), Column::plain("hours_url")];

    fn position(&self) -> i64 {
        self.candidate_id.0
    }
}

impl Followed for LinkedParticipant {
    fn mark(&self) -> Mark {
        Mark { change: self.changed_in, id: self.candidate_id.0 }
    }
}

/// What an officer has to do about the link to the PLIE; each list has its first fifty.
#[derive(Debug, Clone)]
pub struct Desk {
    /// People with several records, or with one that another person has.
    pub ambiguous: Vec<NamedLink>,
    /// People whose link does not stand any more.
    pub failed: Vec<NamedLink>,
    /// People without a record.
    pub not_found: Vec<NamedLink>,
    /// People whose record is to be looked up.
    pub waiting: Vec<NamedLink>,
    /// What could not be announced.
    pub dead: Vec<NamedDelivery>,
    /// How long the lists are.
    pub counts: DeskCounts,
    /// How many people are linked.
    pub linked: i64,
    /// How many messages are to be sent.
    pub pending: i64,
    /// How many messages wait for a link.
    pub held: i64,
    /// How many messages were sent.
    pub sent: i64,
}

/// How much an officer has to do about the link to the PLIE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskCounts {
    /// People for whom a record has to be chosen.
    pub ambiguous: i64,
    /// Links that do not stand any more.
    pub failed: i64,
    /// People without a record.
    pub not_found: i64,
    /// Messages that could not be sent.
    pub dead: i64,
    /// People whose record is to be looked up.
    pub waiting: i64,
}

/// A link with the person's name and birth date.
#[derive(Debug, Clone)]
pub struct NamedLink {
    /// The link.
    pub link: ParticipantLink,
    /// The person's name.
    pub name: String,
    /// The person's birth date.
    pub birth_date: NaiveDate,
    /// Another person who has the number that was found.
    pub other: Option<(CandidateId, String)>,
}

/// A delivery with the person's name.
#[derive(Debug, Clone)]
pub struct NamedDelivery {
    /// The delivery.
    pub delivery: PlieDelivery,
    /// The person's name.
    pub name: String,
}

/// A person's link and all about it.
#[derive(Debug, Clone)]
pub struct LinkFile {
    /// The person.
    pub candidate_id: CandidateId,
    /// The person's name.
    pub name: String,
    /// The person's birth date.
    pub birth_date: NaiveDate,
    /// Whether the person was informed of their rights.
    pub is_informed: bool,
    /// The link, if there is one.
    pub link: Option<NamedLink>,
    /// The periods of the PLIE, of the record and of officers.
    pub periods: Vec<PliePeriod>,
    /// What was or is to be announced.
    pub deliveries: Vec<PlieDelivery>,
}
