//! What happened to one subject, for those who see it. `audit_chain` lists the trail itself.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Personal;
use super::store::{self, StoredRow};
use crate::access::Tx;
use crate::error::{AppError, Result};
use crate::values::CandidateId;

/// An event of a subject.
#[derive(Debug)]
pub struct PastEvent {
    /// Its id.
    pub id: i64,
    /// When it happened (UTC).
    pub at: DateTime<Utc>,
    /// The actor: a kind and a number, never a name.
    pub actor: String,
    /// The action.
    pub action: String,
    /// Its values that are no personal data.
    pub values: Map<String, Value>,
    /// The reason as typed; none once it is erased.
    pub reason: Option<String>,
}

/// A change of a subject, without its values.
#[derive(Debug)]
pub struct PastChange {
    /// The event's id.
    pub id: i64,
    /// When it happened (UTC).
    pub at: DateTime<Utc>,
    /// The actor: a kind and a number, never a name.
    pub actor: String,
    /// The action.
    pub action: String,
    /// The fields that changed.
    pub fields: Vec<String>,
}

#[derive(Deserialize)]
struct Changes {
    values: Map<String, Value>,
}

#[derive(Deserialize)]
struct ChangedFields {
    #[serde(default)]
    fields: Vec<String>,
}

/// The changes of these subjects of one kind, in the order of the events' ids. The caller checks who may see them.
///
/// # Errors
/// `internal` when a stored event cannot be parsed.
pub fn changes_of(tx: &mut Tx<'_>, subject: &str, ids: &[i64]) -> Result<Vec<PastChange>> {
    let rows = store::of_subjects(tx, subject, ids)?.into_iter();
    rows.map(|(id, at, actor, action, changes)| {
        let ChangedFields { fields } = serde_json::from_str(&changes).map_err(AppError::internal)?;
        Ok(PastChange { id, at: at.and_utc(), actor, action, fields })
    })
    .collect()
}

/// The events of a subject, in the order of their ids. The caller checks who may see them.
///
/// # Errors
/// `internal` when a stored event cannot be parsed.
pub fn history(tx: &mut Tx<'_>, subject: &str, subject_id: i64) -> Result<Vec<PastEvent>> {
    store::of_subject(tx, subject, subject_id)?.into_iter().map(past).collect()
}

/// The events of one action about a person on one kind of subject, each behind its subject's id, in the order of their ids.
/// The caller checks who may see them.
///
/// # Errors
/// `internal` when a stored event cannot be parsed.
pub fn events_about(
    tx: &mut Tx<'_>,
    person: CandidateId,
    action: &str,
    subject: &str,
) -> Result<Vec<(i64, PastEvent)>> {
    let rows = store::events_about(tx, person, action, subject)?.into_iter();
    rows.map(|(subject_id, row)| Ok((subject_id, past(row)?))).collect()
}

fn past((id, at, actor, action, changes, personal): StoredRow) -> Result<PastEvent> {
    let Changes { values } = serde_json::from_str(&changes).map_err(AppError::internal)?;
    let reason = personal.as_deref().map(|text| reason(id, text)).transpose()?.flatten();
    Ok(PastEvent { id, at: at.and_utc(), actor, action, values, reason })
}

/// The reason among the personal values of an event; none if none was given.
fn reason(id: i64, personal: &str) -> Result<Option<String>> {
    match Personal::from_json(personal).map(|personal| personal.reason) {
        Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        _ => Err(AppError::internal(anyhow::anyhow!("event {id}: its personal values cannot be read"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_cannot_be_read_is_a_failure_and_not_no_reason() {
        assert_eq!(reason(1, r#"{ "reason": null, "fields": [] }"#).unwrap(), None);
        assert_eq!(reason(1, r#"{ "reason": "Retard", "fields": [] }"#).unwrap().as_deref(), Some("Retard"));
        for unreadable in ["", "{}", r#"{ "reason": 7, "fields": [] }"#] {
            assert!(reason(1, unreadable).is_err(), "{unreadable}");
        }
    }
}
