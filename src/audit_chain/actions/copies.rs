//! Copies of heads: the chain shows a rewriting by the owner of the database only to those who copied a head elsewhere, so
//! the service says when that was last done. A copy is an event of the audit trail itself.

use chrono::NaiveDate;
use serde_json::Value;

use super::super::model::{COPY_DAYS, CopyDue, HeadCopy, HeadStanding, NewHeadCopy};
use super::super::{EventFilter, store};
use super::seal::head;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, NoteAuditCopy, ReadAudit, Tx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::day_in_france;

/// The subject of the events of copies.
const SUBJECT: &str = "audit_head";

/// How far the audit trail is sealed, and the copy noted last.
///
/// # Errors
/// `forbidden` for a caller who does not see every sector: events concern all.
pub fn standing(caller: &Caller<ReadAudit>) -> Result<HeadStanding> {
    caller.scope().must_see_every_sector()?;
    Ok(HeadStanding { latest: head(caller)?, copy: caller.read(last_copy)? })
}

/// Notes that a head was copied to another place.
///
/// # Errors
/// `forbidden` for a caller who does not see every sector; `unknown_head` when the chain does not have it.
pub fn note_copy(caller: &Caller<NoteAuditCopy>, new: &NewHeadCopy) -> Result<Idempotent<HeadCopy>> {
    caller.scope().must_see_every_sector()?;
    caller.create(|tx| {
        let block = store::block_of(tx, &new.head)?;
        let block = block.ok_or_else(|| FieldError::new("/head", ProblemCode::UnknownHead))?;
        let event = Event::new("copy_out", SUBJECT, block).with("head", &new.head).with("place", &new.place);
        audit::record(tx, &event)?;
        last_copy(tx)?.ok_or_else(|| AppError::new(ProblemCode::Internal))
    })
}

/// Whether a head should be copied out; never for a caller who does not see every sector.
///
/// # Errors
/// `unavailable`.
pub fn copy_due_in(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Option<CopyDue>> {
    if !tx.scope().is_officer() || !tx.scope().sectors.is_all() {
        return Ok(None);
    }
    let last = last_copy(tx)?.map(|copy| copy.noted_at);
    let Some(since) = last.or(store::first_seal(tx)?) else { return Ok(None) };
    let days = (today - day_in_france(since)).num_days();
    Ok((days >= COPY_DAYS).then_some(CopyDue { days, is_first: last.is_none() }))
}

fn last_copy(tx: &mut Tx<'_>) -> Result<Option<HeadCopy>> {
    let filter = EventFilter { subject: Some(SUBJECT.to_owned()), ..EventFilter::default() };
    let last = store::list(tx, &filter, store::Walk::Before(i64::MAX), 1)?.pop();
    let Some((event, ..)) = last else { return Ok(None) };
    let changes: Value = serde_json::from_str(&event.changes).unwrap_or_default();
    let text = |name: &str| changes["values"][name].as_str().unwrap_or_default().to_owned();
    Ok(Some(HeadCopy {
        block: event.subject_id.unwrap_or_default(),
        head: text("head"),
        place: text("place"),
        noted_by: event.actor,
        noted_at: event.at.and_utc(),
    }))
}
