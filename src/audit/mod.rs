//! Audit events: every change records who did what and why, in its own transaction. Personal values are stored beside
//! the event, where they can be erased; the event holds their digests. Actions call it; `audit_chain` seals and lists
//! events.

mod digest;
mod history;
mod personal;
mod store;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::digest::{digest, hex};
pub use self::history::{PastChange, PastEvent, about, changes_of, history};
pub use self::personal::{Personal, PersonalField};
use crate::access::{self, Actor, Tx};
use crate::db::WriteTx;
use crate::error::{AppError, Result};
use crate::values::CandidateId;

/// One change. It stores values of personal fields as digests only.
#[derive(Debug)]
pub struct Event {
    action: &'static str,
    subject: &'static str,
    subject_id: i64,
    values: Map<String, Value>,
    fields: Vec<&'static str>,
    personal: Personal,
    person: Option<CandidateId>,
    request_id: Option<String>,
    unwritable: bool,
}

impl Event {
    /// An action on one subject.
    pub fn new(action: &'static str, subject: &'static str, subject_id: i64) -> Self {
        Self {
            action,
            subject,
            subject_id,
            values: Map::new(),
            fields: Vec::new(),
            personal: Personal::default(),
            person: None,
            request_id: None,
            unwritable: false,
        }
    }

    /// Adds a value that is no personal datum.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => drop(self.values.insert(field.to_owned(), value)),
            Err(_) => self.unwritable = true,
        }
        self
    }

    /// Adds names of changed fields without their values.
    #[must_use]
    pub fn changing(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Adds a personal datum or free text, before and after the change; nothing if both are equal.
    #[must_use]
    pub fn personal<T: Serialize>(mut self, field: &'static str, before: Option<&T>, after: &T) -> Self {
        let value = |value: Option<&T>| value.map_or(Ok(Value::Null), serde_json::to_value);
        match (value(before), value(Some(after))) {
            (Ok(before), Ok(after)) if before == after => {}
            (Ok(before), Ok(after)) => {
                self.fields.push(field);
                self.personal.fields.push(PersonalField { field: field.to_owned(), before, after });
            }
            _ => self.unwritable = true,
        }
        self
    }

    /// Sets the person concerned: erasing the person erases the event's personal values.
    #[must_use]
    pub fn about(self, person: impl Into<Option<CandidateId>>) -> Self {
        Self { person: person.into(), ..self }
    }

    /// Sets the request that asked for the change, where another one's transaction makes it.
    #[must_use]
    pub fn requested_by(self, request_id: Option<String>) -> Self {
        Self { request_id, ..self }
    }

    /// Sets the reason. It is free text, so it counts as personal.
    #[must_use]
    pub fn because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.personal.reason = reason.map(|reason| Value::String(reason.into())).unwrap_or_default();
        self
    }
}

/// Subjects that totals and bilans do not depend on.
const NOT_IN_TOTALS: &[&str] = &["api_key", "audit_head", "delivery", "participant_link", "session", "user"];

/// Records the event of a change, in the change's transaction. Every change passes here, so this also raises the data
/// version, except for [`NOT_IN_TOTALS`].
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn record<S: Actor>(tx: &mut WriteTx<'_, S>, event: &Event) -> Result<()> {
    let changes = event.changes(tx)?;
    if event.personal.is_empty() {
        return store::append(tx, event, &changes, None).map(drop);
    }
    let secret = digest::random_secret()?;
    let digests = event.personal.digested(&secret)?.to_json()?;
    let id = store::append(tx, event, &changes, Some(&digests))?;
    store::insert_personal(tx, id, event.person, &secret, &event.personal.to_json()?)
}

impl Event {
    /// The changes as JSON. Raises the data version.
    fn changes<S>(&self, tx: &mut WriteTx<'_, S>) -> Result<String> {
        if self.unwritable {
            return Err(AppError::internal(anyhow::anyhow!("an event of {} cannot be serialised", self.subject)));
        }
        if !NOT_IN_TOTALS.contains(&self.subject) {
            tx.raise_version();
        }
        Ok(serde_json::json!({ "fields": self.fields, "values": self.values }).to_string())
    }
}

/// Erases the personal values of a person's events and the secrets of their digests, so that nobody can try values
/// against these. The sealed events stay. Returns the number of events.
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn erase(tx: &mut access::WriteTx<'_>, person: CandidateId) -> Result<usize> {
    store::erase(tx, person)
}

/// Whether an event of this action and subject exists.
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn has_event(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    store::has(tx, action, subject)
}
