//! What was done, by whom, and why: one event for each change, in the change's own transaction.

mod store;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::access::{Tx, WriteTx};
use crate::error::{AppError, Result};

/// One thing that was done. Values of personal fields stay out of it: only the fields' names go in.
#[derive(Debug)]
pub struct Event {
    action: &'static str,
    subject: &'static str,
    subject_id: i64,
    values: Map<String, Value>,
    fields: Vec<&'static str>,
    reason: Option<String>,
    unwritable: bool,
}

impl Event {
    /// An action on one subject.
    pub fn new(action: &'static str, subject: &'static str, subject_id: i64) -> Self {
        Self { action, subject, subject_id, values: Map::new(), fields: Vec::new(), reason: None, unwritable: false }
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

    /// Notes why.
    #[must_use]
    pub fn because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.reason = reason.map(Into::into);
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
    if event.unwritable {
        return Err(AppError::internal(anyhow::anyhow!("an event of {} could not be written down", event.subject)));
    }
    if !ABOUT_ACCESS.contains(&event.subject) {
        tx.raise_version();
    }
    let changes = serde_json::json!({ "fields": event.fields, "values": event.values });
    store::append(tx, event, &changes.to_string())
}

/// Whether such a thing was ever done.
///
/// # Errors
/// `unavailable` when the database is out of reach.
pub fn has_event(tx: &mut Tx<'_>, action: &str, subject: &str) -> Result<bool> {
    store::has(tx, action, subject)
}
