//! Use case: the closings and reopenings of a month.

use serde_json::Value;

use crate::access::{Caller, CloseMonths};
use crate::audit::{self, PastEvent};
use crate::error::Result;
use crate::months::ClosureChange;
use crate::values::{ClosureState, Month, Sector};

/// The closings and reopenings of a month in the caller's sectors, in order.
///
/// # Errors
/// `unavailable`.
pub fn history(caller: &Caller<CloseMonths>, month: Month) -> Result<Vec<ClosureChange>> {
    let events = caller.read(|tx| audit::history(tx, "month", i64::from(*month.number())))?;
    let changes = events.into_iter().filter_map(|event| change(event, month));
    Ok(changes.filter(|change| caller.scope().sees(change.sector)).collect())
}

fn change(event: PastEvent, month: Month) -> Option<ClosureChange> {
    let PastEvent { id, at, actor, action, values, reason } = event;
    let sector = values.get("sector").and_then(Value::as_str).and_then(|code| Sector::parse(code).ok())?;
    let state = if action == "close" { ClosureState::Closed } else { ClosureState::Open };
    let forced = values.get("forced").and_then(Value::as_bool).unwrap_or_default();
    Some(ClosureChange { id, month, sector, state, changed_by: actor, changed_at: at, forced, reason })
}
