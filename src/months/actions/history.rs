//! Use case: the closings and reopenings of a month.

use serde_json::Value;

use crate::access::{Caller, CloseMonths};
use crate::audit::{self, PastEvent};
use crate::error::{AppError, Result};
use crate::months::ClosureChange;
use crate::values::{ClosureState, Month, Sector};

/// The closings and reopenings of a month in the caller's sectors, in order.
///
/// # Errors
/// `unavailable`; `internal` when an event is no closing or reopening of a sector.
pub fn history(caller: &Caller<CloseMonths>, month: Month) -> Result<Vec<ClosureChange>> {
    let events = caller.read(|tx| audit::history(tx, "month", i64::from(*month.number())))?;
    let changes: Result<Vec<ClosureChange>> = events.into_iter().map(|event| change(event, month)).collect();
    Ok(changes?.into_iter().filter(|change| caller.scope().sees(change.sector)).collect())
}

fn change(event: PastEvent, month: Month) -> Result<ClosureChange> {
    let PastEvent { id, at, actor, action, values, reason } = event;
    let unreadable =
        || AppError::internal(anyhow::anyhow!("event {id} is no closing or reopening of a month's sector"));
    let sector = values.get("sector").and_then(Value::as_str).and_then(|code| Sector::parse(code).ok());
    let state = match action.as_str() {
        "close" => Some(ClosureState::Closed),
        "reopen" => Some(ClosureState::Open),
        _ => None,
    };
    let (sector, state) = sector.zip(state).ok_or_else(unreadable)?;
    let forced = values.get("forced").and_then(Value::as_bool).unwrap_or_default();
    Ok(ClosureChange { id, month, sector, state, changed_by: actor, changed_at: at, forced, reason })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(action: &str, values: Value) -> Option<ClosureState> {
        let (Value::Object(values), Ok(month)) = (values, Month::parse("2023-06")) else { return None };
        let (at, actor) = (chrono::DateTime::UNIX_EPOCH, "user:2".to_owned());
        let event = PastEvent { id: 1, at, actor, action: action.to_owned(), values, reason: None };
        change(event, month).ok().map(|change| change.state)
    }

    #[test]
    fn an_event_is_a_closing_or_a_reopening_or_refused() {
        assert_eq!(changed("close", json!({ "sector": "BTP" })), Some(ClosureState::Closed));
        assert_eq!(changed("reopen", json!({ "sector": "BTP" })), Some(ClosureState::Open));
        for (action, values) in [
            ("update", json!({ "sector": "BTP" })),
            ("close", json!({ "sector": "XYZ" })),
            ("close", json!({ "sector": 1 })),
            ("reopen", json!({})),
        ] {
            assert_eq!(changed(action, values), None, "{action}");
        }
    }
}
