//! Refreshes the snapshots of rows when their source changes. Rows of closed months keep theirs, and the difference
//! becomes a finding. Slices of people, contracts, months and settings call it inside their transactions.

use std::collections::BTreeSet;

use crate::access::WriteTx;
use crate::error::Result;
use crate::findings::Drift;
use crate::hours::CellKey;
use crate::hours::snapshot::Snapshot;
use crate::hours::store::{self, snapshot::AffectedRows};
use crate::values::{CandidateId, HoursId, Month, PublicContractId, Sector};
use crate::{findings, months, settings};

/// Refreshes a person's rows, after a change to the person or their employments.
///
/// # Errors
/// `unavailable`.
pub fn refresh_candidate(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    refresh(tx, &AffectedRows::Candidate(candidate))
}

/// Locks the months of these people's rows shared, before their employments change the person: months come before rows of
/// hours in the lock order.
///
/// # Errors
/// `unavailable`.
pub fn lock_months_of(tx: &mut WriteTx<'_>, people: &[CandidateId]) -> Result<()> {
    let mut months = BTreeSet::new();
    for person in people {
        let rows = store::snapshot::rows(tx, &AffectedRows::Candidate(*person))?;
        months.extend(rows.into_iter().map(|(_, key, snapshot)| (key.month, snapshot.sector)));
    }
    months::lock_shared(tx, &months).map(drop)
}

/// Refreshes the rows of a public contract, after a change of its sector.
///
/// # Errors
/// `unavailable`.
pub fn refresh_public_contract(tx: &mut WriteTx<'_>, contract: PublicContractId) -> Result<()> {
    refresh(tx, &AffectedRows::PublicContract(contract))
}

/// Refreshes everyone's rows if the setting decides until when hours count.
///
/// # Errors
/// `unavailable`.
pub fn refresh_after_setting(tx: &mut WriteTx<'_>, key: settings::Key) -> Result<()> {
    if key.moves_windows() {
        for person in store::snapshot::people(tx)? {
            refresh_candidate(tx, person)?;
        }
    }
    Ok(())
}

/// Locks the settings and the people of a month's rows before the month is opened again: both come before months in the
/// lock order.
///
/// # Errors
/// `unavailable`.
pub fn lock_for_month(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let rows = store::snapshot::rows(tx, &AffectedRows::Month(month, sector))?;
    let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
    tx.lock_settings()?;
    store::facts::lock_people(tx, &keys)
}

/// Refreshes the rows of a month and sector after it was opened again.
///
/// # Errors
/// `unavailable`.
pub fn refresh_month(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    refresh(tx, &AffectedRows::Month(month, sector))
}

/// Writes new snapshots of rows in open months. For rows of closed months, the difference is settled as a finding,
/// which disappears when they agree again or the month is opened.
fn refresh(tx: &mut WriteTx<'_>, affected: &AffectedRows) -> Result<()> {
    let rows = store::snapshot::rows(tx, affected)?;
    if rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
    let facts = store::facts::load_all_sectors(tx, &keys)?;
    let refreshed =
        rows.into_iter().map(|(id, key, old)| (id, key, facts.snapshot(&key).unwrap_or_else(|| old.clone()), old));
    let refreshed: Vec<(HoursId, CellKey, Snapshot, Snapshot)> = refreshed.collect();
    // A row moves neither out of a closed month and sector nor into one.
    let months = |(_, key, new, old): &(HoursId, CellKey, Snapshot, Snapshot)| {
        [(key.month, old.sector), (key.month, new.sector)]
    };
    let closed =
        months::lock_shared(tx, &refreshed.iter().flat_map(months).collect::<BTreeSet<(Month, Sector)>>())?.closed;
    store::cells::lock(tx, &keys)?;
    let mut drifts = Vec::with_capacity(refreshed.len());
    for row in refreshed {
        let is_closed = months(&row).iter().any(|month| closed.contains(month));
        let (id, key, new, old) = row;
        if !is_closed && new != old {
            store::snapshot::write(tx, id, &new)?;
        }
        let fields = if is_closed { old.differences(&new) } else { Vec::new() };
        drifts.push(Drift { hours: id, month: key.month, sector: old.sector, fields });
    }
    findings::update(tx, &drifts)
}
