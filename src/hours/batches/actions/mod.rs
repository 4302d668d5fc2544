//! Sending a batch, and reading it again.

mod named;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use self::named::Named;
use super::model::{Batch, BatchLine, NewBatch, Row, RowVerdict};
use super::rules::{digest, summary, verdict};
use super::store;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, ReadHours, RecordHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Report, Result};
use crate::hours::{CellKey, Entry, Outcome, record_without_audit};
use crate::values::{BatchId, HoursId, Name};

/// Records a batch: good rows are kept and bad ones answered, unless it is to be kept whole or only tried.
///
/// # Errors
/// `batch_refused` where it was to be kept whole and a row is bad; `unavailable`.
pub fn send(caller: &Caller<RecordHours>, batch: &NewBatch) -> Result<Idempotent<Batch>> {
    let today = caller.today();
    caller.create(|tx| {
        let outcomes = recorded(tx, today, batch)?;
        let verdicts: Vec<RowVerdict> =
            outcomes.iter().enumerate().map(|(index, outcome)| verdict(index, None, outcome)).collect();
        let summary = summary(&outcomes);
        let rows = serde_json::value::to_raw_value(&verdicts).map_err(AppError::internal)?;
        if batch.atomic && summary.rejected > 0 {
            let summary = serde_json::value::to_raw_value(&summary).map_err(AppError::internal)?;
            return Err(AppError::new(ProblemCode::BatchRefused).with_report(Report { summary, rows }));
        }
        let (source, received_at) = (tx.scope().source.clone(), tx.now().and_utc());
        let mut answer = Batch { batch_id: None, source, received_at, summary, rows };
        if batch.dry_run {
            tx.discard();
        } else {
            let id = store::insert(tx, &answer)?;
            tell(tx, id, &answer, &outcomes)?;
            answer.batch_id = Some(id);
        }
        Ok(answer)
    })
}

/// A batch, as it was answered: of the caller's house, by somebody who saw no other sector than they do; any for whoever
/// of the house sees every sector.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadHours>, id: BatchId) -> Result<Batch> {
    caller.read(|tx| store::find(tx, id))
}

/// Batches, in the order they were received.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadHours>, after: i64, rows: i64) -> Result<Vec<BatchLine>> {
    caller.read(|tx| store::list(tx, after, rows))
}

/// Finds what the rows name, records what can be, and keeps the sender's references.
fn recorded(tx: &mut WriteTx<'_>, today: NaiveDate, batch: &NewBatch) -> Result<Vec<Outcome>> {
    let named = Named::find(tx, batch)?;
    let readied = readied(&named, batch);
    let entries: Vec<Entry> =
        readied.iter().filter_map(|row| row.as_ref().ok().map(|(_, entry)| entry.clone())).collect();
    let mut judged = record_without_audit(tx, today, &entries)?.into_iter();
    let mut kept: Vec<(&Name, HoursId)> = Vec::new();
    let mut outcomes = Vec::with_capacity(readied.len());
    for row in readied {
        let outcome = match row {
            Err(field_errors) => Err(field_errors),
            Ok((row, _)) => {
                let outcome = judged.next().unwrap_or_else(|| Err(Vec::new()));
                if let (Some(reference), Ok(recorded)) = (&row.external_ref, &outcome) {
                    kept.push((reference, recorded.id));
                }
                outcome
            }
        };
        outcomes.push(outcome);
    }
    kept.retain(|(reference, _)| !named.knows(reference));
    store::keep_references(tx, &kept)?;
    Ok(outcomes)
}

/// A row with what it says of its cell, or what is wrong with it before the cell is looked at.
type Readied<'a> = std::result::Result<(&'a Row, Entry), Vec<FieldError>>;

/// Whoever says two things of one cell in one batch says nothing, whatever else is wrong with one of them.
fn readied<'a>(named: &Named, batch: &'a NewBatch) -> Vec<Readied<'a>> {
    let entry = |row: &'a std::result::Result<Row, Vec<FieldError>>| {
        let row = row.as_ref().map_err(Clone::clone)?;
        Ok((row, named.entry(row, batch)?))
    };
    let said: Vec<Readied<'a>> = batch.rows.iter().map(entry).collect();
    let mut times: HashMap<CellKey, usize> = HashMap::new();
    for (_, entry) in said.iter().flatten() {
        *times.entry(entry.key).or_default() += 1;
    }
    let mut references: HashSet<&Name> = HashSet::new();
    let refused = |said: Readied<'a>| {
        let (row, entry) = said?;
        if times.get(&entry.key).is_some_and(|times| *times > 1) {
            return Err(vec![FieldError::new("", ProblemCode::DuplicateCell)]);
        }
        named.refuse_moved(row, &entry.key, &mut references)?;
        Ok((row, entry))
    };
    said.into_iter().map(refused).collect()
}

/// One event for the batch, with a digest of what each row came to. A batch that changes nothing is none.
fn tell(tx: &mut WriteTx<'_>, id: BatchId, batch: &Batch, outcomes: &[Outcome]) -> Result<()> {
    if batch.summary.created + batch.summary.updated == 0 {
        return Ok(());
    }
    let event = Event::new("record_batch", "hours_batch", id.0)
        .with("created", batch.summary.created)
        .with("updated", batch.summary.updated)
        .with("unchanged", batch.summary.unchanged)
        .with("rejected", batch.summary.rejected)
        .with("worked", batch.summary.worked)
        .with("digest", digest(outcomes));
    audit::record(tx, &event)
}
