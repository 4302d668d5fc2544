//! What is done with findings.

use super::{Drift, Finding, FindingFilter, store};
use crate::access::{Caller, ReadFindings, WriteTx};
use crate::error::Result;
use crate::values::{FindingKind, HoursId};

/// Findings, in the order they were first noted.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadFindings>, filter: &FindingFilter, after: i64, rows: i64) -> Result<Vec<Finding>> {
    caller.read(|tx| store::list(tx, filter, after, rows))
}

/// Brings the findings of these rows in line with how they stand now: noted where something drifted, gone where all
/// agrees again. What is noted already stays as it was noted. No event is written: the change that led here has its own.
///
/// # Errors
/// `unavailable`.
pub fn settle(tx: &mut WriteTx<'_>, drifts: &[Drift]) -> Result<()> {
    const KIND: FindingKind = FindingKind::FrozenValues;
    let known = store::noted(tx, KIND, drifts)?;
    let differs = |drift: &&Drift| known.get(&drift.hours) != Some(&drift.fields.join(","));
    let new: Vec<&Drift> = drifts.iter().filter(|drift| !drift.fields.is_empty()).filter(differs).collect();
    let agreeing = drifts.iter().filter(|drift| drift.fields.is_empty()).map(|drift| drift.hours);
    let gone: Vec<HoursId> = agreeing.filter(|id| known.contains_key(id)).collect();
    store::note(tx, KIND, &new)?;
    store::forget(tx, KIND, &gone)
}
