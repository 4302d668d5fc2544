//! Records batches, and reads them again.

pub(super) mod references;

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use self::references::{Mentions, References};
use super::model::{Batch, BatchLine, BatchRow, NewBatch, RowVerdict};
use super::rules::{digest, summary, verdict};
use super::store;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, ReadHours, RecordHours, WriteTx};
use crate::audit::records::HOURS_REFERENCES;
use crate::audit::{self, Event};
use crate::error::{AppError, ProblemCode, Report, Result};
use crate::hours::store::cells;
use crate::hours::{Entry, Outcome, Recorded, record_without_audit};
use crate::values::{BatchId, HoursId};

/// The refusal of an atomic batch.
pub(super) const CODES: &[ProblemCode] = &[ProblemCode::BatchRefused];

/// Records a batch: good rows are recorded and the others refused one by one. An atomic batch with a bad row and a dry
/// run record nothing.
///
/// # Errors
/// `batch_refused` for an atomic batch with a bad row; `unavailable`.
pub fn send(caller: &Caller<RecordHours>, batch: &NewBatch) -> Result<Idempotent<Batch>> {
    let today = caller.today();
    caller.create(|tx| {
        let (outcomes, named) = record_rows(tx, today, batch)?;
        let verdicts: Vec<RowVerdict> = batch
            .rows
            .iter()
            .zip(&outcomes)
            .enumerate()
            .map(|(index, (row, outcome))| {
                let external_ref = row.as_ref().map_or_else(|unread| &unread.external_ref, |row| &row.external_ref);
                let external_ref = external_ref.as_ref().map(ToString::to_string);
                RowVerdict { external_ref, ..verdict(index, None, outcome) }
            })
            .collect();
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
            write_audit(tx, id, &answer, &outcomes, named)?;
            answer.batch_id = Some(id);
        }
        Ok(answer)
    })
}

/// A batch as it was answered. Callers see those of their own source that were sent from within their sectors; officers
/// who see every sector see all.
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

/// Resolves the rows' references, records the rows that have a cell, and stores new `external_ref`s. Returns the outcomes,
/// and the cells that got a reference.
fn record_rows(tx: &mut WriteTx<'_>, today: NaiveDate, batch: &NewBatch) -> Result<(Vec<Outcome>, Vec<HoursId>)> {
    let references = References::load(tx, batch)?;
    let (mut rows, mut entries, mut unresolved) = (Vec::new(), Vec::new(), Vec::new());
    for row in &batch.rows {
        match row
            .as_ref()
            .map_err(|unread| unread.field_errors.clone())
            .and_then(|row| Ok((row, references.entry(row, batch)?)))
        {
            Ok((row, entry)) => {
                rows.push(row);
                entries.push(entry);
                unresolved.push(None);
            }
            Err(field_errors) => unresolved.push(Some(field_errors)),
        }
    }
    let (mut used, mut mentions) = (HashSet::new(), Mentions::new());
    for reference in rows.iter().filter_map(|row| row.external_ref.as_ref()) {
        *mentions.entry(reference).or_default() += 1;
    }
    let check =
        |index: usize, entry: &Entry| references.moved_error(rows.get(index)?, &entry.key, &mentions, &mut used);
    let outcomes = record_without_audit(tx, today, &entries, check)?;
    let named = name_cells(tx, &references, rows.iter().copied().zip(&outcomes))?;
    let mut outcomes = outcomes.into_iter();
    let outcome = |errors: Option<_>| errors.map_or_else(|| outcomes.next().unwrap_or(Err(Vec::new())), Err);
    Ok((unresolved.into_iter().map(outcome).collect(), named))
}

/// Stores the references of recorded rows: new ones in bulk; one that moves from another cell, with an event that says why.
fn name_cells<'r>(
    tx: &mut WriteTx<'_>,
    references: &References,
    rows: impl Iterator<Item = (&'r BatchRow, &'r Outcome)>,
) -> Result<Vec<HoursId>> {
    let mut new = Vec::new();
    for (row, outcome) in rows {
        let (Some(reference), Ok(recorded)) = (&row.external_ref, outcome) else { continue };
        match references.cell(reference) {
            None => new.push((reference, recorded.id)),
            Some(named) if named.id == recorded.id => {}
            Some(named) => {
                cells::lock_ids(tx, &[named.id, recorded.id])?;
                store::move_reference(tx, reference, named.id, recorded.id)?;
                let person = recorded.person().unwrap_or(named.person);
                let event = Event::new("move_reference", "hours", recorded.id.0).with("from", named.id).about(person);
                let event = event.wrote(&HOURS_REFERENCES, [named.id.0, recorded.id.0]);
                audit::record(tx, &event.because(row.reason.as_ref().map(ToString::to_string)))?;
            }
        }
    }
    let cells: Vec<HoursId> = new.iter().map(|(_, id)| *id).collect::<BTreeSet<_>>().into_iter().collect();
    // Two senders may name one cell at the same moment; each event seals all of the cell's references.
    cells::lock_ids(tx, &cells)?;
    store::insert_references(tx, &new)?;
    Ok(cells)
}

/// Writes one event for the batch, with a digest of its rows' outcomes.
fn write_audit(
    tx: &mut WriteTx<'_>,
    id: BatchId,
    batch: &Batch,
    outcomes: &[Outcome],
    named: Vec<HoursId>,
) -> Result<()> {
    let event = Event::new("record_batch", "hours_batch", id.0)
        .with("created", batch.summary.created)
        .with("updated", batch.summary.updated)
        .with("unchanged", batch.summary.unchanged)
        .with("rejected", batch.summary.rejected)
        .with("worked", batch.summary.worked)
        .with("digest", digest(outcomes))
        .sealed(outcomes.iter().flatten().filter_map(Recorded::sealed))
        .wrote(&HOURS_REFERENCES, named.into_iter().map(|id| id.0));
    let has_changed = batch.summary.created + batch.summary.updated > 0;
    audit::record(tx, &if has_changed { event } else { event.apart_from_totals() })
}
