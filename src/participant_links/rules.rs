//! Which messages make the participant record say what a person's records show.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::model::{LinkTarget, RECEIVER, REFERENT_REQUEST, STEP, Step};
use crate::outbox::{Message, Told};
use crate::values::{CandidateId, CommuneCode, Month, Name, Sector};

/// The messages of one person: a step that was not told, or told otherwise, is told in the next revision; one that was told
/// and is no more is withdrawn. `is_settled` says whether a reference is to be withdrawn then: hours of a month that is
/// open again are told when it closes. What was told to another record than the link's does not count.
pub(super) fn changes(
    link: &LinkTarget,
    mut steps: Vec<Step>,
    told: &[Told],
    is_settled: impl Fn(&str) -> bool,
) -> Vec<Message> {
    let number = link.number.as_ref().map(|number| number.as_str());
    let last = last_told(told, |told| told.target.is_none() || told.target.as_deref() == number);
    let target = number.filter(|_| link.is_linked);
    steps.sort_by(|one, other| {
        (one.occurred_on, one.kind, &one.about).cmp(&(other.occurred_on, other.kind, &other.about))
    });
    let gone = last.values().filter(|told| !steps.iter().any(|step| step.about == told.about));
    let mut messages: Vec<Message> = gone
        .filter(|told| is_settled(&told.about))
        .filter_map(|told| withdrawal(link.candidate, told, target))
        .collect();
    for step in &steps {
        let before = last.get(step.about.as_str());
        if before.is_some_and(|told| body_told(told) == body(step)) {
            continue;
        }
        let revision = before.map_or(1, |told| told.revision.saturating_add(1));
        messages.push(message(link.candidate, &step.about, revision, target, &payload(body(step), revision, false)));
    }
    messages
}

/// The withdrawals of what was told to a record that is not the person's any more, as far as it may have been received.
pub(super) fn withdrawals(candidate: CandidateId, number: &str, told: &[Told]) -> Vec<Message> {
    let last = last_told(told, |told| told.target.as_deref() == Some(number) && told.is_tried);
    last.values().filter_map(|told| withdrawal(candidate, told, Some(number))).collect()
}

/// The last that was told of each reference.
fn last_told(told: &[Told], counts: impl Fn(&Told) -> bool) -> BTreeMap<&str, &Told> {
    told.iter().filter(|told| counts(told)).map(|told| (told.about.as_str(), told)).collect()
}

/// None if it is withdrawn already.
fn withdrawal(candidate: CandidateId, told: &Told, target: Option<&str>) -> Option<Message> {
    let body = body_told(told);
    if is_withdrawn(&told.payload) {
        return None;
    }
    let revision = told.revision.saturating_add(1);
    Some(message(candidate, &told.about, revision, target, &payload(body, revision, true)))
}

fn message(candidate: CandidateId, about: &str, revision: i64, target: Option<&str>, payload: &Value) -> Message {
    Message {
        receiver: RECEIVER,
        topic: STEP,
        subject: candidate.0,
        about: about.to_owned(),
        revision,
        target: target.map(str::to_owned),
        payload: payload.to_string(),
    }
}

/// The members of a step but for `revision` and `withdrawn`.
fn body(step: &Step) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("kind".to_owned(), json!(step.kind));
    body.insert("reference".to_owned(), json!(step.about));
    body.insert("occurred_on".to_owned(), json!(step.occurred_on));
    body.extend(step.details.clone());
    body
}

/// [`body`] of a step that was told; empty if it was withdrawn, which no step equals.
fn body_told(told: &Told) -> Map<String, Value> {
    let mut body: Map<String, Value> = serde_json::from_str(&told.payload).unwrap_or_default();
    body.shift_remove("revision");
    if body.shift_remove("withdrawn") == Some(Value::Bool(true)) {
        body.insert("withdrawn".to_owned(), Value::Bool(true));
    }
    body
}

fn is_withdrawn(payload: &str) -> bool {
    let body: Map<String, Value> = serde_json::from_str(payload).unwrap_or_default();
    body.get("withdrawn") == Some(&Value::Bool(true))
}

fn payload(body: Map<String, Value>, revision: i64, withdrawn: bool) -> Value {
    let mut payload = body;
    payload.insert("revision".to_owned(), json!(revision));
    payload.insert("withdrawn".to_owned(), json!(withdrawn));
    Value::Object(payload)
}

/// What the hours of a closed month are known by. Two people may share one participant record, so the person is named.
pub(super) fn about_hours(candidate: CandidateId, month: Month, sector: Sector) -> String {
    format!("hours/{candidate}/{month}/{}", sector.as_str().to_lowercase())
}

/// The month and sector of [`about_hours`].
pub(super) fn month_of(about: &str) -> Option<(Month, Sector)> {
    let (_, month_and_sector) = about.strip_prefix("hours/")?.split_once('/')?;
    let (month, sector) = month_and_sector.split_once('/')?;
    Some((Month::parse(month).ok()?, Sector::parse(&sector.to_uppercase()).ok()?))
}

/// What the request for a person's referent is known by.
pub fn about_request(candidate: CandidateId) -> String {
    format!("candidate/{candidate}")
}

/// A request for a referent. Source: `openapi/plie-participants.yaml`.
#[derive(Debug, Clone, Serialize)]
pub struct ReferentRequest {
    /// What it is known by.
    pub reference: String,
    /// The person's last name.
    pub last_name: Name,
    /// The person's first name.
    pub first_name: Name,
    /// The day of birth.
    pub birth_date: NaiveDate,
    /// The commune where the person lives.
    pub commune_code: Option<CommuneCode>,
    /// The sector of the latest validation.
    pub sector: Sector,
    /// The day of the latest validation.
    pub validated_on: NaiveDate,
}

impl ReferentRequest {
    /// The message, which no record there has to wait for.
    pub fn message(&self, candidate: CandidateId, revision: i64) -> serde_json::Result<Message> {
        Ok(Message {
            receiver: RECEIVER,
            topic: REFERENT_REQUEST,
            subject: candidate.0,
            about: self.reference.clone(),
            revision,
            target: Some(String::new()),
            payload: serde_json::to_string(self)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::StepKind;
    use super::*;
    use crate::values::ParticipantNumber;

    fn step(about: &str, hours: &str) -> Step {
        let details = json!({ "hours": hours }).as_object().cloned().unwrap_or_default();
        Step {
            kind: StepKind::ClauseHoursClosed,
            about: about.to_owned(),
            occurred_on: NaiveDate::from_ymd_opt(2023, 6, 30).unwrap(),
            details,
        }
    }

    fn link(number: Option<&str>, is_linked: bool) -> LinkTarget {
        let number = number.map(|number| ParticipantNumber::parse(number).unwrap());
        LinkTarget { candidate: CandidateId(7), is_linked, number }
    }

    /// What the outbox says once these messages are sent.
    fn sent(messages: &[Message]) -> Vec<Told> {
        let told = messages.iter().map(|message| Told {
            subject: message.subject,
            about: message.about.clone(),
            revision: message.revision,
            target: message.target.clone(),
            payload: message.payload.clone(),
            is_tried: message.target.is_some(),
        });
        told.collect()
    }

    fn revisions(messages: &[Message]) -> Vec<(i64, bool)> {
        messages.iter().map(|message| (message.revision, is_withdrawn(&message.payload))).collect()
    }

    #[test]
    fn what_was_told_is_told_again_only_if_it_changed_and_withdrawn_if_it_is_no_more() {
        let link = link(Some("P-1"), true);
        let always = |_: &str| true;
        let first = changes(&link, vec![step("hours/7/2023-06/btp", "12.00")], &[], always);
        assert_eq!(revisions(&first), [(1, false)]);
        let mut told = sent(&first);
        assert_eq!(changes(&link, vec![step("hours/7/2023-06/btp", "12.00")], &told, always), []);
        let second = changes(&link, vec![step("hours/7/2023-06/btp", "13.50")], &told, always);
        assert_eq!(revisions(&second), [(2, false)]);
        told.extend(sent(&second));
        assert_eq!(changes(&link, vec![], &told, |_| false), []);
        let third = changes(&link, vec![], &told, always);
        assert_eq!(revisions(&third), [(3, true)]);
        told.extend(sent(&third));
        assert_eq!(changes(&link, vec![], &told, always), []);
        let fourth = changes(&link, vec![step("hours/7/2023-06/btp", "13.50")], &told, always);
        assert_eq!(revisions(&fourth), [(4, false)]);
    }

    #[test]
    fn a_person_who_is_not_linked_has_steps_that_wait_and_another_record_is_told_from_the_beginning() {
        let steps = || vec![step("hours/7/2023-06/btp", "12.00")];
        let held = changes(&link(None, false), steps(), &[], |_| true);
        assert_eq!(held.first().unwrap().target, None);
        // The held step counts as told for whichever record the person gets.
        assert_eq!(changes(&link(Some("P-1"), true), steps(), &sent(&held), |_| true), []);
        let told_to_first = sent(&changes(&link(Some("P-1"), true), steps(), &[], |_| true));
        assert_eq!(revisions(&withdrawals(CandidateId(7), "P-1", &told_to_first)), [(2, true)]);
        assert_eq!(withdrawals(CandidateId(7), "P-2", &told_to_first), []);
        let again = changes(&link(Some("P-2"), true), steps(), &told_to_first, |_| true);
        assert_eq!(revisions(&again), [(1, false)]);
        // A link that failed keeps its number: what its record was told counts, what is new waits.
        assert_eq!(changes(&link(Some("P-1"), false), steps(), &told_to_first, |_| true), []);
    }

    #[test]
    fn the_month_of_hours_is_read_back_from_what_they_are_known_by() {
        let month = Month::parse("2023-06").unwrap();
        assert_eq!(about_hours(CandidateId(7), month, Sector::Btp), "hours/7/2023-06/btp");
        assert_eq!(month_of("hours/7/2023-06/btp"), Some((month, Sector::Btp)));
        assert_eq!(month_of("employment/12/start"), None);
    }
}
