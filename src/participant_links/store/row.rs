//! A participant link as it is stored.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::super::model::Referent;
use super::super::{Match, ParticipantLink};
use crate::db::schema::participant_links as table;
use crate::values::{CallFailure, CandidateId, LinkStatus, Name, ParticipantNumber};

/// What a look-up or an officer changes. A link is written whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkState {
    /// Where the link stands; `pending` if it is not given.
    pub status: Option<LinkStatus>,
    /// The number of the record, also while the link has failed.
    pub number: Option<ParticipantNumber>,
    /// Whether an officer decided that another person has it too.
    pub is_shared: bool,
    /// The number that an officer chose and that is to be read.
    pub chosen: Option<ParticipantNumber>,
    /// Whether another person has the chosen number too.
    pub chosen_is_shared: bool,
    /// Whether an officer accepted that the names differ.
    pub names_accepted: bool,
    /// Numbers that an officer took off this person.
    pub refused: Vec<String>,
    /// Who chose, and why.
    pub decided_by: Option<String>,
    /// Why, as typed.
    pub reason: Option<String>,
    /// Why the link does not stand.
    pub failure: Option<CallFailure>,
    /// Among whom an officer has to choose.
    pub matches: Vec<Match>,
    /// The referent.
    pub referent: Option<Referent>,
}

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
pub(super) struct NewLink {
    candidate_id: CandidateId,
    status: LinkStatus,
    is_shared: bool,
    chosen_is_shared: bool,
    names_accepted: bool,
    refused_numbers: &'static str,
    failure: Option<CallFailure>,
    matches: &'static str,
    due_at: Option<NaiveDateTime>,
    attempts: i32,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

#[derive(Queryable)]
pub(super) struct LinkRow {
    candidate_id: CandidateId,
    status: LinkStatus,
    participant_number: Option<ParticipantNumber>,
    is_shared: bool,
    chosen_number: Option<ParticipantNumber>,
    chosen_is_shared: bool,
    decided_by: Option<String>,
    decision_reason: Option<String>,
    names_accepted: bool,
    refused_numbers: String,
    failure: Option<CallFailure>,
    matches: String,
    referent: Option<Name>,
    referent_organisation: Option<Name>,
    checked_at: Option<NaiveDateTime>,
    due_at: Option<NaiveDateTime>,
    _leased_until: Option<NaiveDateTime>,
    _attempts: i32,
    pub version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    _changed_in: i64,
}

impl LinkRow {
    pub fn state(&self) -> LinkState {
        LinkState {
            status: Some(self.status),
            number: self.participant_number.clone(),
            is_shared: self.is_shared,
            chosen: self.chosen_number.clone(),
            chosen_is_shared: self.chosen_is_shared,
            names_accepted: self.names_accepted,
            refused: numbers(&self.refused_numbers),
            decided_by: self.decided_by.clone(),
            reason: self.decision_reason.clone(),
            failure: self.failure,
            matches: serde_json::from_str(&self.matches).unwrap_or_default(),
            referent: self
                .referent
                .clone()
                .map(|name| Referent { name, organisation: self.referent_organisation.clone() }),
        }
    }

    pub fn link(self) -> ParticipantLink {
        let LinkState { matches, .. } = self.state();
        let link = ParticipantLink {
            candidate_id: self.candidate_id,
            status: self.status,
            participant_number: self.participant_number,
            failure: self.failure,
            explanation: String::new(),
            matches,
            referent: self.referent,
            referent_organisation: self.referent_organisation,
            is_shared: self.is_shared,
            chosen_number: self.chosen_number,
            decided_by: self.decided_by,
            reason: self.decision_reason,
            checked_at: self.checked_at.map(|at| at.and_utc()),
            next_check_at: self.due_at.map(|at| at.and_utc()),
            version: self.version,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
        };
        ParticipantLink { explanation: link.explain(), ..link }
    }
}

fn numbers(text: &str) -> Vec<String> {
    text.split(',').filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

/// A link that begins.
pub(super) fn new_link(candidate_id: CandidateId, is_informed: bool, now: NaiveDateTime) -> NewLink {
    NewLink {
        candidate_id,
        status: LinkStatus::Pending,
        is_shared: false,
        chosen_is_shared: false,
        names_accepted: false,
        refused_numbers: "",
        failure: (!is_informed).then_some(CallFailure::NotInformed),
        matches: "[]",
        due_at: is_informed.then_some(now),
        attempts: 0,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
