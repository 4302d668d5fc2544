//! What is read from the answers.

use chrono::NaiveDate;

use crate::values::{CommuneCode, Name, ParticipantNumber, Period};

/// The participants found by a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResult {
    /// The participants, in the order of the service.
    pub items: Vec<ParticipantSummary>,
    /// Whether there are more, which the service did not send.
    pub truncated: bool,
}

/// A participant that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantSummary {
    /// The number of the record.
    pub number: ParticipantNumber,
    /// The last name.
    pub last_name: Name,
    /// The first name.
    pub first_name: Name,
    /// A birth name, or the name of a marriage.
    pub other_last_names: Vec<Name>,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The commune of residence, if the service gives it.
    pub commune_code: Option<CommuneCode>,
}

/// A participant's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The number of the record.
    pub number: ParticipantNumber,
    /// The last name.
    pub last_name: Name,
    /// The first name.
    pub first_name: Name,
    /// A birth name, or the name of a marriage.
    pub other_last_names: Vec<Name>,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The periods of accompaniment, in order of time; no two share a day.
    pub periods: Vec<Period>,
    /// The referent, if there is one.
    pub referent: Option<Referent>,
}

/// Who accompanies a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The referent's name.
    pub name: Name,
    /// The organisation that the referent works for.
    pub organisation: Option<Name>,
}
