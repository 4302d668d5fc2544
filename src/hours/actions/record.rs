//! Records entries for cells: the only path by which hours are written. Single cells, batches and decisions call it.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::sealed::{Recorder, sealed};
use super::warn::warnings;
use crate::access::{Caller, RecordHours, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, Result};
use crate::hours::rules::{self, Change, Current, Writer};
use crate::hours::running_totals::RunningTotals;
use crate::hours::snapshot::Facts;
use crate::hours::store;
use crate::hours::{Basis, CellKey, Entry, FigureView, Recorded, Verdict};
use crate::months;
use crate::values::{Hours, HoursId, HoursStatus, Month, Sector, Warning};

/// The outcome of one entry: recorded, or refused with all its errors.
pub type Outcome = std::result::Result<Recorded, Vec<FieldError>>;

/// Records entries with one audit event. The number of statements does not grow with the entries; good entries are
/// recorded and the others refused one by one.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record(tx: &mut WriteTx<'_>, today: NaiveDate, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let outcomes = record_without_audit(tx, today, entries, |_, _| None)?;
    write_audit(tx, entries, &outcomes)?;
    Ok(outcomes)
}

/// Records entries in a transaction of their own.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record_all(caller: &Caller<RecordHours>, entries: &[Entry]) -> Result<Vec<Outcome>> {
    let today = caller.today();
    caller.write(|tx| record(tx, today, entries))
}

/// [`record`] for callers that write an audit event of their own. `check` may refuse an entry, given with its index,
/// before the rules judge it; it is not called for entries whose cell another entry names too.
///
/// # Errors
/// `unavailable`; refusals of entries are in their outcomes.
pub fn record_without_audit(
    tx: &mut WriteTx<'_>,
    today: NaiveDate,
    entries: &[Entry],
    mut check: impl FnMut(usize, &Entry) -> Option<FieldError>,
) -> Result<Vec<Outcome>> {
    let keys: Vec<CellKey> = entries.iter().map(|entry| entry.key).collect();
    let mut facts = store::facts::load(tx, &keys, today)?;
    let months::LockedMonths { closed, nil_stated } = months::lock_shared(tx, &months_of(&facts, &keys))?;
    let current = current_cells(tx, entries, &keys, &facts.totals)?;
    let writer = Writer { is_officer: tx.scope().is_officer(), source: &tx.scope().source, today };
    let evidenced = lots_with_evidence(tx, entries)?;
    let repeated = rules::repeated(&keys);
    let needs_evidence = facts.settings.on(today).validation_needs_evidence;
    let judge = |(index, entry): (usize, &Entry)| -> Judgement {
        let refused = rules::duplicate_error(&entry.key, &repeated).or_else(|| check(index, entry));
        refused.map_or(Ok(()), |field_error| Err(vec![field_error]))?;
        let current = current.get(&entry.key).map(|(_, current)| current);
        let change = rules::judge(entry, &facts, &closed, current, &writer)?;
        let refused = rules::evidence_error(entry, change.as_ref(), needs_evidence, &evidenced);
        refused.map_or(Ok(change), |field_error| Err(vec![field_error]))
    };
    let judged: Vec<Judgement> = entries.iter().enumerate().map(judge).collect();
    let changes = sorted_changes(&keys, &judged);
    let mut warnings = warnings(&mut facts, &changes, &evidenced, tx.scope().is_officer());
    let new = store::write::write(tx, &changes, |key| current.get(key).map(|(id, _)| *id))?;
    if nil_stated {
        cancel_nil_statements(tx, &changes)?;
    }
    let by = Recorder { actor: tx.scope().actor.as_ref(), now: tx.now() };
    let outcome = |(entry, judgement): (&Entry, Judgement)| {
        let key = &entry.key;
        outcome(entry, judgement, current.get(key), new.get(key), warnings.remove(key).unwrap_or_default(), &by)
    };
    entries.iter().zip(judged).map(outcome).collect()
}

/// The months and sectors of the cells, whose rows must be locked.
fn months_of(facts: &Facts, keys: &[CellKey]) -> BTreeSet<(Month, Sector)> {
    keys.iter().filter_map(|key| Some((key.month, facts.lots.get(&key.lot)?.sector))).collect()
}

/// The change that an entry makes, if any, or its refusals.
type Judgement = std::result::Result<Option<Change>, Vec<FieldError>>;

/// The changes in the order of their keys, so that no two writers deadlock.
fn sorted_changes<'j>(keys: &[CellKey], judged: &'j [Judgement]) -> Vec<(CellKey, &'j Change)> {
    let changed = |(key, judgement): (&CellKey, &'j Judgement)| Some((*key, judgement.as_ref().ok()?.as_ref()?));
    let mut changes: Vec<_> = keys.iter().zip(judged).filter_map(changed).collect();
    changes.sort_by_key(|(key, _)| *key);
    changes
}

type CurrentCells = HashMap<CellKey, (HoursId, Current)>;

/// The existing cells, locked; for rows of a batch with their sender's last figures. If the totals contain none of the
/// cells, there is nothing to query.
fn current_cells(
    tx: &mut WriteTx<'_>,
    entries: &[Entry],
    keys: &[CellKey],
    totals: &RunningTotals,
) -> Result<CurrentCells> {
    if !keys.iter().any(|key| totals.has(key)) {
        return Ok(HashMap::new());
    }
    let mut cells = store::cells::current(tx, keys)?;
    if !cells.is_empty() && entries.iter().any(|entry| matches!(entry.basis, Basis::SendersLast(_))) {
        let ids: Vec<HoursId> = cells.values().map(|(id, _)| *id).collect();
        let source = tx.scope().source.clone();
        let mut figures = store::versions::senders_last(tx, &source, &ids)?;
        for (id, current) in cells.values_mut() {
            current.senders_last = figures.remove(id);
        }
    }
    Ok(cells)
}

fn outcome(
    entry: &Entry,
    judgement: Judgement,
    current: Option<&(HoursId, Current)>,
    new: Option<&HoursId>,
    warnings: Vec<Warning>,
    by: &Recorder<'_>,
) -> Result<Outcome> {
    match (judgement, current, current.map(|(id, _)| id).or(new)) {
        (Err(field_errors), _, _) => Ok(Err(field_errors)),
        (Ok(None), Some((id, current)), _) => Ok(Ok(unchanged(entry, *id, current))),
        (Ok(Some(change)), _, Some(id)) => Ok(Ok(changed(&entry.key, change, current.is_some(), *id, warnings, by)?)),
        _ => Err(AppError::internal(anyhow::anyhow!("a cell of hours was judged and not written"))),
    }
}

fn unchanged(entry: &Entry, id: HoursId, current: &Current) -> Recorded {
    let corrected = rules::sender_baseline::corrected(entry, current).map(FigureView::of);
    let warning = corrected.as_ref().map(|figure| {
        let detail =
            format!("Ces heures ont été corrigées depuis votre envoi : {} h y figurent.", figure.worked.in_french());
        Warning::new("corrected_by_officer", detail)
    });
    let latest = FigureView::of(current.latest());
    let stated = FigureView { worked: entry.worked, training: entry.training, ..latest };
    let (evidence, warnings) = (current.latest().evidence.clone(), warning.into_iter().collect());
    let (version, verdict) = (current.version, Verdict::Unchanged);
    Recorded { id, version, verdict, stated, evidence, corrected, warnings, change: None, sealed: None }
}

fn changed(
    key: &CellKey,
    change: Change,
    existed: bool,
    id: HoursId,
    warnings: Vec<Warning>,
    by: &Recorder<'_>,
) -> Result<Recorded> {
    let sealed = Some(sealed(key, id, &change, by)?);
    let verdict = if existed { Verdict::Updated } else { Verdict::Created };
    let (version, stated) = (change.version, FigureView::of(&change.stated));
    let evidence = change.stated.evidence.clone();
    Ok(Recorded { id, version, verdict, stated, evidence, corrected: None, warnings, change: Some(change), sealed })
}

fn lots_with_evidence(tx: &mut WriteTx<'_>, entries: &[Entry]) -> Result<rules::LotsWithEvidence> {
    let validating = entries.iter().filter(|entry| rules::asks_for_validation(entry));
    let lots: Vec<_> = validating.map(|entry| entry.key.lot).collect();
    if lots.is_empty() { Ok(HashSet::new()) } else { store::evidence::lots_with_evidence(tx, &lots) }
}

/// Recorded hours contradict the statement that the lot has none in that month: it is cancelled.
fn cancel_nil_statements(tx: &mut WriteTx<'_>, changes: &[(CellKey, &Change)]) -> Result<()> {
    let has_hours =
        |change: &Change| change.stated.worked > Hours::ZERO && change.stated.status != HoursStatus::Rejected;
    let cells = changes.iter().filter(|(_, change)| has_hours(change));
    months::cancel_nil_statements(tx, &cells.map(|(key, _)| (key.lot, key.month)).collect())
}

/// Writes one event for all changes: that of the cell if there is one, a summary if there are several.
fn write_audit(tx: &mut WriteTx<'_>, entries: &[Entry], outcomes: &[Outcome]) -> Result<()> {
    let recorded = entries.iter().zip(outcomes).filter_map(|(entry, outcome)| Some((entry, outcome.as_ref().ok()?)));
    let changes: Vec<_> = recorded.filter(|(_, recorded)| recorded.verdict != Verdict::Unchanged).collect();
    let event = match changes.as_slice() {
        [] => return Ok(()),
        [(entry, recorded)] => audit_event(entry, recorded),
        several => {
            let worked: Hours = several.iter().map(|(_, recorded)| recorded.stated.worked).sum();
            let event = Event::new("record_batch", "hours", 0).with("rows", several.len()).with("worked", worked);
            event.sealed(several.iter().filter_map(|(_, recorded)| recorded.sealed()))
        }
    };
    audit::record(tx, &event)
}

/// The event of one cell.
pub(super) fn audit_event(entry: &Entry, recorded: &Recorded) -> Event {
    Event::new("record", "hours", recorded.id.0)
        .with("version", recorded.version)
        .with("worked", recorded.stated.worked)
        .with("training", recorded.stated.training)
        .with("status", recorded.stated.status)
        .sealed(recorded.sealed())
        .about(recorded.person())
        .because(entry.reason.as_ref().map(ToString::to_string))
}
