//! Listing events.

use serde_json::{Map, Value};

use super::super::rules::StoredEvent;
use super::super::{AuditEvent, EventFilter, store};
use crate::access::{Caller, ReadAudit};
use crate::audit::{Personal, PersonalField};
use crate::audit_chain::model::{AuditValue, PersonalValue};
use crate::error::{ProblemCode, Result};
use crate::values::CandidateId;

/// Events in the order of their ids, after an id. A page with personal values in clear goes into the read log.
///
/// # Errors
/// `forbidden` for a caller who does not see every sector: events concern all.
pub fn list(caller: &Caller<ReadAudit>, filter: &EventFilter, after: i64, rows: i64) -> Result<Vec<AuditEvent>> {
    walk(caller, filter, store::Walk::After(after), rows)
}

/// Events in the order of their ids, the latest first, before an id if there is one. Otherwise as [`list`].
///
/// # Errors
/// Those of [`list`].
pub fn latest(
    caller: &Caller<ReadAudit>,
    filter: &EventFilter,
    before: Option<i64>,
    rows: i64,
) -> Result<Vec<AuditEvent>> {
    walk(caller, filter, store::Walk::Before(before.unwrap_or(i64::MAX)), rows)
}

fn walk(caller: &Caller<ReadAudit>, filter: &EventFilter, walk: store::Walk, rows: i64) -> Result<Vec<AuditEvent>> {
    if !caller.scope().sectors.is_all() {
        return Err(ProblemCode::Forbidden.into());
    }
    let events = caller.read(|tx| store::list(tx, filter, walk, rows))?;
    let events: Vec<AuditEvent> =
        events.into_iter().map(|(event, block, content)| audit_event(event, block, content.as_deref())).collect();
    if events.iter().any(is_in_clear) {
        caller.log_read("audit_events", person(filter))?;
    }
    Ok(events)
}

fn is_in_clear(event: &AuditEvent) -> bool {
    event.reason.is_some() || event.personal.iter().any(|value| !value.before.is_null() || !value.after.is_null())
}

/// The one person that the filter selects.
fn person(filter: &EventFilter) -> Option<CandidateId> {
    filter.subject_id.filter(|_| filter.subject.as_deref() == Some("candidate")).map(CandidateId)
}

/// The view of a stored event. One that was tampered with is shown as far as it parses; the verification reports it.
fn audit_event(event: StoredEvent, block: Option<i64>, content: Option<&str>) -> AuditEvent {
    let changes: Value = serde_json::from_str(&event.changes).unwrap_or_default();
    let fields = changes["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    let values = changes["values"].as_object().cloned().unwrap_or_default();
    let clear = content.and_then(Personal::from_json).unwrap_or_default();
    let digests = event.digests.as_deref().and_then(Personal::from_json).unwrap_or_default();
    AuditEvent {
        id: event.id,
        at: event.at.and_utc(),
        actor: event.actor,
        action: event.action,
        subject: event.subject,
        subject_id: event.subject_id,
        fields: fields.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        values: audit_values(values),
        personal: digests.fields.into_iter().map(|digest| personal(digest, &clear.fields)).collect(),
        reason: text(clear.reason),
        reason_digest: text(digests.reason),
        request_id: event.request_id,
        sealed: block.is_some(),
        block,
    }
}

fn audit_values(values: Map<String, Value>) -> Vec<AuditValue> {
    values.into_iter().map(|(field, value)| AuditValue { field, value }).collect()
}

fn personal(digest: PersonalField, clear: &[PersonalField]) -> PersonalValue {
    let value = clear.iter().find(|value| value.field == digest.field);
    let (before, after) = value.map(|value| (value.before.clone(), value.after.clone())).unwrap_or_default();
    let (before_digest, after_digest) = (text(digest.before), text(digest.after));
    PersonalValue { field: digest.field, before, after, before_digest, after_digest }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
