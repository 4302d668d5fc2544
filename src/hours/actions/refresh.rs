//! The values that hours rows carry, taken anew when their source changes. In closed months they stay as they are.

use std::collections::BTreeSet;

use crate::access::WriteTx;
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::store::{self, cells::Touched};
use crate::units::{CandidateId, Month, PublicContractId, Sector};
use crate::{months, settings};

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
        for person in store::cells::people(tx)? {
            refresh_candidate(tx, person)?;
        }
    }
    Ok(())
}

fn refresh(tx: &mut WriteTx<'_>, touched: &Touched) -> Result<()> {
    let rows = store::cells::carried(tx, touched)?;
    if rows.is_empty() {
        return Ok(());
    }
    let settings = settings::held_timeline(tx)?;
    let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
    let facts = store::facts::load_whole(tx, &keys, settings)?;
    let touched: BTreeSet<(Month, Sector)> = rows.iter().map(|(_, key, own)| (key.month, own.sector)).collect();
    let closed = months::hold(tx, &touched)?;
    for (id, key, carried) in rows {
        match facts.copied(&key) {
            Some(anew) if anew != carried && !closed.contains(&(key.month, carried.sector)) => {
                store::write::carry(tx, id, &anew)?;
            }
            _ => {}
        }
    }
    Ok(())
}
