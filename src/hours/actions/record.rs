//! The one path by which hours go in.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::warn::warnings;
use crate::access::{Caller, RecordHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::hours::rules::{self, Change, Current, Writer};
use crate::hours::running_totals::RunningTotals;
use crate::hours::snapshot::Facts;
use crate::hours::store;
use crate::hours::{Basis, CellKey, Entry, Recorded, Standing, Verdict};
use crate::months;
use crate::values::{Hours, HoursId, HoursStatus, Month, Sector, Warning};

/// What became of one entry: recorded, or refused with everything that is wrong with it.
pub type Outcome = std::result::Result<Recorded, Vec<FieldError>>;

/// Records what is said of cells. A single cell is a batch of one: whatever the number of entries, the statements are
/// bounded, good entries are kept and bad ones answered with their faults. Two entries for one cell are both refused.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record(tx: &mut WriteTx<'_>, today: NaiveDate, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let outcomes = record_without_audit(tx, today, entries)?;
    write_audit(tx, entries, &outcomes)?;
    Ok(outcomes)
}

/// Records what is said of cells, as a transaction of its own.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record_all(caller: &Caller<RecordHours>, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let today = caller.today();
    caller.write(|tx| record(tx, today, entries))
}

/// The same, for work that tells of it by an event of its own.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record_without_audit(tx: &mut WriteTx<'_>, today: NaiveDate, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let keys: Vec<CellKey> = entries.iter().map(|entry| entry.key).collect();
    let mut facts = store::facts::load(tx, &keys, today)?;
    let months::LockedMonths { closed, nil_stated } = months::lock_shared(tx, &touched(&facts, &keys))?;
    let current = current(tx, entries, &keys, &facts.totals)?;
    let writer = Writer { is_officer: tx.scope().is_officer(), source: &tx.scope().source, today };
    let evidenced = evidenced_lots(tx, entries)?;
    let repeated = repeated(&keys);
    let needed = facts.settings.on(today).validation_needs_evidence;
    let judge = |entry: &Entry| -> Judged {
        if repeated.contains(&entry.key) {
            return Err(vec![FieldError::new("", ProblemCode::DuplicateCell)]);
        }
        let known = current.get(&entry.key).map(|(_, current)| current);
        let change = rules::judge(entry, &facts, &closed, known, &writer)?;
        let lacking = rules::evidence_error(entry, change.as_ref(), needed, &evidenced);
        lacking.map_or(Ok(change), |field_error| Err(vec![field_error]))
    };
    let judged: Vec<Judged> = entries.iter().map(judge).collect();
    let changes = in_order(&keys, &judged);
    let mut striking = warnings(&mut facts, &changes, &evidenced, tx.scope().is_officer());
    let new = store::write::write(tx, &changes, |key| current.get(key).map(|(id, _)| *id))?;
    if nil_stated {
        cancel_nil_statements(tx, &changes)?;
    }
    let outcome = |(entry, verdict): (&Entry, Judged)| {
        let key = &entry.key;
        let standing = current.get(key);
        match (verdict, standing, standing.map(|(id, _)| id).or(new.get(key))) {
            (Err(field_errors), _, _) => Ok(Err(field_errors)),
            (Ok(None), Some((id, current)), _) => Ok(Ok(unchanged(entry, *id, current))),
            (Ok(Some(change)), _, Some(id)) => {
                let warnings = striking.remove(key).unwrap_or_default();
                Ok(Ok(changed(change, standing.is_some(), *id, warnings)))
            }
            _ => Err(AppError::internal(anyhow::anyhow!("a cell of hours was judged and not written"))),
        }
    };
    entries.iter().zip(judged).map(outcome).collect()
}

/// The months and sectors of these cells.
fn touched(facts: &Facts, keys: &[CellKey]) -> BTreeSet<(Month, Sector)> {
    keys.iter().filter_map(|key| Some((key.month, facts.lots.get(&key.lot)?.sector))).collect()
}

/// What the rules say of an entry.
type Judged = std::result::Result<Option<Change>, Vec<FieldError>>;

/// The changes in the order of their keys, so that no two writers wait for each other in a circle.
fn in_order<'j>(keys: &[CellKey], judged: &'j [Judged]) -> Vec<(CellKey, &'j Change)> {
    let changed = |(key, verdict): (&CellKey, &'j Judged)| Some((*key, verdict.as_ref().ok()?.as_ref()?));
    let mut changes: Vec<_> = keys.iter().zip(judged).filter_map(changed).collect();
    changes.sort_by_key(|(key, _)| *key);
    changes
}

/// Cells as they stand, by their keys.
type Known = HashMap<CellKey, (HoursId, Current)>;

/// The cells as they stand, held; for rows of a batch with what their sender's house said last of them. Where none was
/// there, none is asked about.
fn current(tx: &mut WriteTx<'_>, entries: &[Entry], keys: &[CellKey], totals: &RunningTotals) -> Result<Known> {
    if !keys.iter().any(|key| totals.has(key)) {
        return Ok(HashMap::new());
    }
    let mut current = store::cells::current(tx, keys)?;
    if entries.iter().any(|entry| matches!(entry.basis, Basis::SendersLast(_))) {
        let ids: Vec<HoursId> = current.values().map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(current);
        }
        let source = tx.scope().source.clone();
        let mut said = store::versions::said_by(tx, &source, &ids)?;
        for (id, current) in current.values_mut() {
            current.own = said.remove(id);
        }
    }
    Ok(current)
}

fn unchanged(entry: &Entry, id: HoursId, current: &Current) -> Recorded {
    let corrected = rules::sender_baseline::corrected(entry, current).map(Standing::of);
    let told = corrected.as_ref().map(|standing| {
        let detail = format!("Ces heures ont été corrigées depuis votre envoi : {} h y figurent.", standing.worked);
        Warning::new("corrected_by_officer", detail)
    });
    let said = Standing::of(current.latest());
    let said = Standing { worked: entry.worked, training: entry.training, ..said };
    let warnings = told.into_iter().collect();
    Recorded { id, version: current.version, verdict: Verdict::Unchanged, said, corrected, warnings, change: None }
}

fn changed(change: Change, was_there: bool, id: HoursId, warnings: Vec<Warning>) -> Recorded {
    let verdict = if was_there { Verdict::Updated } else { Verdict::Created };
    let (version, said) = (change.version, Standing::of(&change.said));
    Recorded { id, version, verdict, said, corrected: None, warnings, change: Some(change) }
}

fn repeated(keys: &[CellKey]) -> HashSet<CellKey> {
    let mut seen = HashSet::new();
    keys.iter().filter(|key| !seen.insert(**key)).copied().collect()
}

fn evidenced_lots(tx: &mut WriteTx<'_>, entries: &[Entry]) -> Result<rules::Evidenced> {
    let validating = entries.iter().filter(|entry| rules::asks_for_validation(entry));
    let lots: Vec<_> = validating.map(|entry| entry.key.lot).collect();
    if lots.is_empty() { Ok(HashSet::new()) } else { store::evidence::evidenced(tx, &lots) }
}

/// Hours that arrive say that the lot does have some: what was said to the contrary goes.
fn cancel_nil_statements(tx: &mut WriteTx<'_>, changes: &[(CellKey, &Change)]) -> Result<()> {
    let arrived = changes
        .iter()
        .filter(|(_, change)| change.said.worked > Hours::ZERO && change.said.status != HoursStatus::Rejected);
    months::cancel_nil_statements(tx, &arrived.map(|(key, _)| (key.lot, key.month)).collect())
}

/// One event for a cell, and one for several: they are one thing that was done.
fn write_audit(tx: &mut WriteTx<'_>, entries: &[Entry], outcomes: &[Outcome]) -> Result<()> {
    let recorded = entries.iter().zip(outcomes).filter_map(|(entry, outcome)| Some((entry, outcome.as_ref().ok()?)));
    let changes: Vec<_> = recorded.filter(|(_, recorded)| recorded.verdict != Verdict::Unchanged).collect();
    let event = match changes.as_slice() {
        [(entry, recorded)] => audit_event(entry, recorded),
        many => {
            let worked: Hours = many.iter().map(|(_, recorded)| recorded.said.worked).sum();
            let several = || Event::new("record_batch", "hours", 0).with("rows", many.len()).with("worked", worked);
            (!many.is_empty()).then(several)
        }
    };
    event.map_or(Ok(()), |event| audit::record(tx, &event))
}

/// The event of one cell, if anything became of it.
fn audit_event(entry: &Entry, recorded: &Recorded) -> Option<Event> {
    (recorded.verdict != Verdict::Unchanged).then(|| {
        Event::new("record", "hours", recorded.id.0)
            .with("version", recorded.version)
            .with("worked", recorded.said.worked)
            .with("training", recorded.said.training)
            .with("status", recorded.said.status)
            .about(recorded.person())
            .because(entry.reason.as_ref().map(ToString::to_string))
    })
}
