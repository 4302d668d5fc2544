//! The audit events of a merge.

use serde_json::{Value, json};

use super::super::model::{Moves, NewMerge, Record, WaiverRecord};
use crate::access::WriteTx;
use crate::audit::records::{MERGED_CANDIDATE, RecordsOfKind};
use crate::audit::{self, Event};
use crate::candidates::{Candidate, actions as people};
use crate::error::Result;

/// One event for the record that stays, with the whole of the other as a personal value, and one for the id that goes.
pub(super) fn write_audit(
    tx: &mut WriteTx<'_>,
    (before, after): (&Candidate, &Candidate),
    other: &Record,
    new: &NewMerge,
    moves: &Moves,
    touched: Vec<RecordsOfKind>,
) -> Result<()> {
    let event = people::changed(Event::new("merge", "candidate", after.id.0), Some(before), after)
        .with("other_id", other.person.id)
        .with("moves", moves)
        .personal("merged_record", Some(&whole(other)), &Value::Null)
        .because(new.reason.as_ref().map(ToString::to_string));
    let event = touched.into_iter().fold(event, |event, (kind, ids)| event.wrote(kind, ids));
    audit::record(tx, &event.wrote(&MERGED_CANDIDATE, [other.person.id.0]))?;
    audit::record(tx, &Event::new("merge_into", "candidate", other.person.id.0).with("candidate_id", after.id))
}

/// Every value of a record that a merge may leave behind.
fn whole(record: &Record) -> Value {
    let periods = record.periods.iter().map(|one| json!({ "from": one.period.from, "to": one.period.to }));
    let waiver = |one: &WaiverRecord| json!({ "sector": one.sector, "granted_on": one.granted_on, "reason": one.reason.to_string() });
    let mut whole = people::whole(&record.person);
    whole["plie_periods"] = periods.collect();
    whole["waivers"] = record.waivers.iter().map(waiver).collect();
    whole
}
