//! What was done, by whom, and why: one event for each change, in the change's own transaction. What is personal in it
//! stands beside it, where it can be erased; the event holds digests of that.

mod digest;
mod personal;
mod store;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::digest::{digest, hex};
pub use self::personal::{Personal, PersonalField};
use crate::access::{Tx, WriteTx};
use crate::error::{AppError, Result};
use crate::values::CandidateId;

/// One thing that was done. Values of personal fields go into it as digests only.
#[derive(Debug)]
pub struct Event {
    action: &'static str,
    subject: &'static str,
    subject_id: i64,
    values: Map<String, Value>,
    fields: Vec<&'static str>,
    personal: Personal,
    person: Option<CandidateId>,
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
            unwritable: false,
        }
    }

    /// Notes a value that is no personal datum.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => drop(self.values.insert(field.to_owned(), value)),
            Err(_) => self.unwritable = true,
        }
        self
    }

    /// Notes that a field changed, without its value.
    #[must_use]
    pub fn changing(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Notes a value that is a personal datum or a text that somebody typed: before, where there was one, and after.
    /// Nothing is noted where they are the same.
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

    /// Says whom it tells of, if anybody: what is personal in it goes with them.
    #[must_use]
    pub fn about(self, person: impl Into<Option<CandidateId>>) -> Self {
        Self { person: person.into(), ..self }
    }

    /// Notes why. People type reasons, so this one can be erased.
    #[must_use]
    pub fn because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.personal.reason = reason.map(|reason| Value::String(reason.into())).unwrap_or_default();
        self
    }
}

/// What changes who comes in and nothing that a total or a bilan shows.
const ABOUT_ACCESS: &[&str] = &["api_key", "session", "user"];

/// Keeps the event with the change that it tells of. Every change of the data writes one here, so here is also where the
/// data version is raised, but for what is about access alone.
///
/// # Errors
/// `unavailable` when the database is out of reach.
pub fn record(tx: &mut WriteTx<'_>, event: &Event) -> Result<()> {
    let changes = event.written(tx)?;
    if event.personal.is_empty() {
        return store::append(tx, event, &changes, None).map(drop);
    }
    let secret = digest::random_secret()?;
    let digests = event.personal.digested(&secret)?.written()?;
    let id = store::append(tx, event, &changes, Some(&digests))?;
    store::keep_personal(tx, id, event.person, &secret, &event.personal.written()?)
}

impl Event {
    /// What it tells, as it is stored. The change that it tells of raises the data version.
    fn written(&self, tx: &mut WriteTx<'_>) -> Result<String> {
        if self.unwritable {
            return Err(AppError::internal(anyhow::anyhow!("an event of {} could not be written down", self.subject)));
        }
        if !ABOUT_ACCESS.contains(&self.subject) {
            tx.raise_version();
        }
        Ok(serde_json::json!({ "fields": self.fields, "values": self.values }).to_string())
    }
}

/// Erases what events tell of a person in clear, and with it the means to try values against the digests. The events
/// stay as they were sealed. Says of how many.
///
/// # Errors
/// `unavailable` when the database is out of reach.
pub fn erase(tx: &mut WriteTx<'_>, person: CandidateId) -> Result<usize> {
    store::erase(tx, person)
}

/// Whether such a thing was ever done.
///
/// # Errors
/// `unavailable` when the database is out of reach.
pub fn has_event(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    store::has(tx, action, subject)
}
