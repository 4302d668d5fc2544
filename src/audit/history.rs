//! What happened to one subject, for those who see it. `audit_chain` lists the trail itself.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Personal;
use super::store::{self, StoredRow};
use crate::access::Tx;
use crate::error::{AppError, Result};

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

#[derive(Deserialize)]
struct Changes {
    values: Map<String, Value>,
}

/// The events of a subject, in the order of their ids. The caller checks who may see them.
///
/// # Errors
/// `internal` when a stored event cannot be parsed.
pub fn history(tx: &mut Tx<'_>, subject: &str, subject_id: i64) -> Result<Vec<PastEvent>> {
    store::of_subject(tx, subject, subject_id)?.into_iter().map(past).collect()
}

fn past((id, at, actor, action, changes, personal): StoredRow) -> Result<PastEvent> {
    let Changes { values } = serde_json::from_str(&changes).map_err(AppError::internal)?;
    let personal = personal.as_deref().and_then(Personal::from_json);
    let reason = personal.and_then(|personal| personal.reason.as_str().map(str::to_owned));
    Ok(PastEvent { id, at: at.and_utc(), actor, action, values, reason })
}
