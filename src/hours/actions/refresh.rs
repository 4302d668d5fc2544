//! The values that hours rows carry, taken anew when their source changes. In closed months they stay as they
//! are, and what they would have become is noted.

use std::collections::BTreeSet;

use crate::access::WriteTx;
use crate::error::Result;
use crate::findings::Drift;
use crate::hours::CellKey;
use crate::hours::snapshot::Snapshot;
use crate::hours::store::{self, snapshot::Touched};
use crate::values::{CandidateId, HoursId, Month, PublicContractId, Sector};
use crate::{findings, months, settings};

/// After a change to a person or to their employments.
///
/// # Errors
/// `unavailable`.
pub fn refresh_candidate(tx: &mut WriteTx<'_>, candidate: CandidateId) -> Result<()> {
    refresh(tx, &Touched::Candidate(candidate))
}

/// After a change to a public contract's sector, the only thing of it that rows carry.
///
/// # Errors
/// `unavailable`.
pub fn refresh_public_contract(tx: &mut WriteTx<'_>, contract: PublicContractId) -> Result<()> {
    refresh(tx, &Touched::PublicContract(contract))
}

/// After a change to a setting: when it decides until when hours count, everyone's are looked at anew.
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

/// Before a month of a sector is opened again: holds the settings and the people whose hours will be refreshed, which come
/// before the month in the order of what is held.
///
/// # Errors
/// `unavailable`.
pub fn lock_for_month(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    let rows = store::snapshot::rows(tx, &Touched::Month(month, sector))?;
    let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
    tx.lock_settings()?;
    store::facts::lock_people(tx, &keys)
}

/// After a month of a sector was opened again: its rows follow what has changed since it was closed.
///
/// # Errors
/// `unavailable`.
pub fn refresh_month(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    refresh(tx, &Touched::Month(month, sector))
}

/// Takes the values of rows anew. In open months they are written; what rows of closed months would have become is noted
/// as a finding, which goes when they agree again or may follow.
fn refresh(tx: &mut WriteTx<'_>, touched: &Touched) -> Result<()> {
    let rows = store::snapshot::rows(tx, touched)?;
    if rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
    let facts = store::facts::load_all_sectors(tx, &keys)?;
    let anew =
        rows.into_iter().map(|(id, key, own)| (id, key, facts.snapshot(&key).unwrap_or_else(|| own.clone()), own));
    let anew: Vec<(HoursId, CellKey, Snapshot, Snapshot)> = anew.collect();
    // A row goes neither out of a closed month nor into one.
    let months = |(_, key, new, own): &(HoursId, CellKey, Snapshot, Snapshot)| {
        [(key.month, own.sector), (key.month, new.sector)]
    };
    let closed = months::lock_shared(tx, &anew.iter().flat_map(months).collect::<BTreeSet<(Month, Sector)>>())?.closed;
    store::cells::hold(tx, &keys)?;
    let mut drifts = Vec::with_capacity(anew.len());
    for row in anew {
        let frozen = months(&row).iter().any(|month| closed.contains(month));
        let (id, key, new, own) = row;
        if !frozen && new != own {
            store::snapshot::carry(tx, id, &new)?;
        }
        let fields = if frozen { own.differences(&new) } else { Vec::new() };
        drifts.push(Drift { hours: id, month: key.month, sector: own.sector, fields });
    }
    findings::update(tx, &drifts)
}
