//! Audit events: every change records who did what and why, in its own transaction. Personal values are stored beside
//! the event, where they can be erased; the event holds their digests. Actions call it; `audit_chain` seals and lists
//! events.

mod digest;
mod history;
mod personal;
pub mod records;
mod store;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::digest::{digest, hex};
pub use self::history::{PastChange, PastEvent, changes_of, events_about, history};
pub use self::personal::{Personal, PersonalField};
use self::records::{Kind, SealedRecord};
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
    is_in_totals: bool,
    also: Vec<(&'static Kind, Vec<i64>)>,
    sealed: Vec<SealedRecord>,
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
            is_in_totals: !NOT_IN_TOTALS.contains(&subject),
            also: Vec::new(),
            sealed: Vec::new(),
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

    /// Says that totals and bilans do not depend on the change.
    #[must_use]
    pub fn apart_from_totals(self) -> Self {
        Self { is_in_totals: false, ..self }
    }

    /// Adds records that the change wrote, beside the subject. They are read when the event is recorded, so after they
    /// were written.
    #[must_use]
    pub fn wrote(mut self, kind: &'static Kind, ids: impl IntoIterator<Item = i64>) -> Self {
        self.also.push((kind, ids.into_iter().collect()));
        self
    }

    /// Adds records that the change wrote and sealed itself.
    #[must_use]
    pub fn sealed(mut self, records: impl IntoIterator<Item = SealedRecord>) -> Self {
        self.sealed.extend(records);
        self
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
    let records = event.records(tx)?;
    let made = (!records.is_empty()).then(|| records::made_of(&records));
    if event.personal.is_empty() {
        let id = store::append(tx, event, &changes, None, made.as_deref())?;
        return records::insert(tx.conn(), id, &records);
    }
    let secret = digest::random_secret()?;
    let digests = event.personal.digested(&secret)?.to_json()?;
    let id = store::append(tx, event, &changes, Some(&digests), made.as_deref())?;
    records::insert(tx.conn(), id, &records)?;
    store::insert_personal(tx, id, event.person, &secret, &event.personal.to_json()?)
}

impl Event {
    /// The changes as JSON. Raises the data version.
    fn changes<S>(&self, tx: &mut WriteTx<'_, S>) -> Result<String> {
        if self.unwritable {
            return Err(AppError::internal(anyhow::anyhow!("an event of {} cannot be serialised", self.subject)));
        }
        let changes = match self.is_in_totals && tx.raise_version() {
            // The first event of a transaction that raises it says so: the verification counts them.
            true => serde_json::json!({ "fields": self.fields, "raises_data_version": true, "values": self.values }),
            false => serde_json::json!({ "fields": self.fields, "values": self.values }),
        };
        Ok(changes.to_string())
    }

    /// The records that the change made, sealed as they now stand, in the order of their keys.
    fn records<S>(&self, tx: &mut WriteTx<'_, S>) -> Result<Vec<SealedRecord>> {
        let subject =
            Kind::named(self.subject).filter(|_| self.subject_id > 0).map(|kind| (kind, vec![self.subject_id]));
        let mut made = self.sealed.clone();
        for (kind, ids) in subject.iter().chain(&self.also) {
            made.extend(records::seal(tx.conn(), kind, ids)?);
        }
        made.sort_unstable_by(|one, other| one.key().cmp(&other.key()));
        made.dedup_by(|one, other| one.key() == other.key());
        Ok(made)
    }
}

/// Erases the personal values of a person's events and the secrets of their digests, so that nobody can try values
/// against these; those of records that were merged into the person's too. The sealed events stay. Returns the number of
/// events.
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn erase(tx: &mut access::WriteTx<'_>, person: CandidateId) -> Result<usize> {
    let erased = store::erase(tx, person)?;
    // A merge moves values in clear to the record that stays; digests keep the number of the one that went.
    for id in std::iter::once(person).chain(store::merged_into(tx, person)?) {
        record(tx, &Event::new("erase", "candidate", id.0).about(person))?;
        records::erase_secrets(tx.conn(), id.0)?;
    }
    Ok(erased)
}

/// Whether an event of this action and subject exists.
///
/// # Errors
/// `unavailable` when the database cannot be reached.
pub fn has_event(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    store::has(tx, action, subject)
}
