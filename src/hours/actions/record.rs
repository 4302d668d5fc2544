//! The one path by which hours go in.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::warn::warnings;
use crate::access::{Caller, RecordHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{Fault, Result, Situation};
use crate::hours::rules::{self, Change, Current, Writer};
use crate::hours::store;
use crate::hours::{CellKey, Entry, Recorded, Verdict};
use crate::months;
use crate::settings;
use crate::units::{Hours, HoursId, Month, Sector};

/// What became of one entry: recorded, or refused with everything that is wrong with it.
pub type Outcome = std::result::Result<Recorded, Vec<Fault>>;

/// Records what is said of cells. A single cell is a batch of one: whatever the number of entries, the statements are
/// bounded, good entries are kept and bad ones answered with their faults. Two entries for one cell are both refused.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record(tx: &mut WriteTx<'_>, today: NaiveDate, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let keys: Vec<CellKey> = entries.iter().map(|entry| entry.key).collect();
    let settings = settings::held_timeline(tx)?;
    let facts = store::facts::load(tx, &keys, settings)?;
    let touched: BTreeSet<(Month, Sector)> =
        keys.iter().filter_map(|key| Some((key.month, facts.lots.get(&key.lot)?.sector))).collect();
    let closed = months::hold(tx, &touched)?;
    let current = store::cells::current(tx, &keys)?;
    let scope = tx.scope();
    let writer = Writer { is_officer: scope.is_officer(), source: &scope.source, today };
    let evidenced = evidenced_lots(tx, entries)?;
    let repeated = repeated(&keys);
    let judged: Vec<std::result::Result<Option<Change>, Vec<Fault>>> = entries
        .iter()
        .map(|entry| {
            if repeated.contains(&entry.key) {
                return Err(vec![Fault::new("", Situation::AlreadyExists)]);
            }
            let known = current.get(&entry.key).map(|(_, current)| current);
            let change = rules::judge(entry, &facts, &closed, known, &writer)?;
            let needed = facts.settings.on(today).validation_needs_evidence;
            rules::evidence_fault(entry, change.as_ref(), needed, &evidenced)
                .map_or(Ok(change), |fault| Err(vec![fault]))
        })
        .collect();
    let mut changes: Vec<(CellKey, Change)> =
        keys.iter().zip(&judged).filter_map(|(key, verdict)| Some((*key, verdict.as_ref().ok()?.clone()?))).collect();
    changes.sort_by_key(|(key, _)| *key);
    let written = store::write::write(tx, &changes)?;
    tell(tx, &changes, &written)?;
    let mut striking = warnings(tx, today, &facts, &changes, &evidenced)?;
    Ok(keys
        .iter()
        .zip(judged)
        .map(|(key, verdict)| {
            let change = verdict?;
            Ok(recorded(change, current.get(key), written.get(key).copied(), striking.remove(key).unwrap_or_default()))
        })
        .collect())
}

/// Records what is said of cells, as a transaction of its own.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record_all(caller: &Caller<RecordHours>, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let today = caller.today();
    caller.write(|tx| record(tx, today, entries))
}

fn recorded(
    change: Option<Change>,
    current: Option<&(HoursId, Current)>,
    written: Option<HoursId>,
    warnings: Vec<crate::units::Warning>,
) -> Recorded {
    let verdict = match (&change, current) {
        (None, _) => Verdict::Unchanged,
        (Some(_), None) => Verdict::Created,
        (Some(_), Some(_)) => Verdict::Updated,
    };
    let version = change.map(|change| change.version).or(current.map(|(_, current)| current.version));
    let id = written.or(current.map(|(id, _)| *id));
    Recorded { id: id.unwrap_or(HoursId(0)), version: version.unwrap_or(0), verdict, warnings }
}

fn repeated(keys: &[CellKey]) -> HashSet<CellKey> {
    let mut seen = HashSet::new();
    keys.iter().filter(|key| !seen.insert(**key)).copied().collect()
}

fn evidenced_lots(tx: &mut WriteTx<'_>, entries: &[Entry]) -> Result<rules::Evidenced> {
    let validating = entries.iter().filter(|entry| rules::asks_for_validation(entry));
    let lots: Vec<_> = validating.map(|entry| entry.key.lot).collect();
    if lots.is_empty() { Ok(HashSet::new()) } else { store::warnings::evidenced(tx, &lots) }
}

/// Hours that arrive say that the lot does have some: what was said to the contrary goes.
fn cancel_nil_statements(tx: &mut WriteTx<'_>, changes: &[(CellKey, Change)]) -> Result<()> {
    let said = |change: &Change| change.pending.as_ref().unwrap_or(&change.figure).worked;
    let arrived = changes.iter().filter(|(_, change)| said(change) > Hours::ZERO);
    months::cancel_nil_statements(tx, &arrived.map(|(key, _)| (key.lot, key.month)).collect())
}

/// One event for the whole: a batch is one thing that was done. What it takes away beside has its own.
fn tell(tx: &mut WriteTx<'_>, changes: &[(CellKey, Change)], written: &HashMap<CellKey, HoursId>) -> Result<()> {
    cancel_nil_statements(tx, changes)?;
    let event = match changes {
        [] => return Ok(()),
        [(key, change)] => {
            let said = change.pending.as_ref().unwrap_or(&change.figure);
            Event::new("record", "hours", written.get(key).map_or(0, |id| id.0))
                .with("version", change.version)
                .with("worked", said.worked)
                .with("training", said.training)
                .with("status", said.status)
                .because(change.reason.as_ref().map(ToString::to_string))
        }
        many => {
            let worked: Hours =
                many.iter().map(|(_, change)| change.pending.as_ref().unwrap_or(&change.figure).worked).sum();
            Event::new("record_batch", "hours", 0).with("rows", many.len()).with("worked", worked)
        }
    };
    audit::record(tx, &event)
}
