//! Which hours would count for the clause under other settings; nothing is written. The preview of settings calls it.

use std::collections::BTreeSet;

use crate::access::WriteTx;
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::snapshot::Timeline;
use crate::hours::store::{self, snapshot::AffectedRows};
use crate::months;
use crate::values::{CandidateId, Month, Sector};

/// What other settings would alter of which hours count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// Rows of open months that would begin to count.
    pub counted: usize,
    /// Rows of open months that would no longer count.
    pub uncounted: usize,
    /// The people of these rows.
    pub people: BTreeSet<CandidateId>,
    /// Their months.
    pub months: BTreeSet<Month>,
    /// Rows of closed months that would differ, and keep their value with a finding.
    pub kept: usize,
}

/// Compares the rows of everyone with what these settings would make of them. The caller rolls the transaction back.
///
/// # Errors
/// `unavailable`.
pub fn recount(tx: &mut WriteTx<'_>, settings: &Timeline) -> Result<Recount> {
    let mut found = Recount::default();
    for person in store::snapshot::people(tx)? {
        let rows = store::snapshot::rows(tx, &AffectedRows::Candidate(person))?;
        let keys: Vec<CellKey> = rows.iter().map(|(_, key, _)| *key).collect();
        let mut facts = store::facts::load_all_sectors(tx, &keys)?;
        facts.settings = settings.clone();
        let changed: Vec<(Month, Sector, bool)> = rows
            .into_iter()
            .filter_map(|(_, key, old)| {
                let new = facts.snapshot(&key)?;
                (new.counted != old.counted).then_some((key.month, old.sector, new.counted))
            })
            .collect();
        if !changed.is_empty() {
            found.add(tx, person, &changed)?;
        }
    }
    Ok(found)
}

impl Recount {
    /// Adds a person's rows that would change: month, sector, and whether they would count.
    fn add(&mut self, tx: &mut WriteTx<'_>, person: CandidateId, changed: &[(Month, Sector, bool)]) -> Result<()> {
        let months: BTreeSet<(Month, Sector)> = changed.iter().map(|(month, sector, _)| (*month, *sector)).collect();
        let closed = months::lock_shared(tx, &months)?.closed;
        for (month, sector, counts) in changed {
            if closed.contains(&(*month, *sector)) {
                self.kept = self.kept.saturating_add(1);
                continue;
            }
            let rows = if *counts { &mut self.counted } else { &mut self.uncounted };
            *rows = rows.saturating_add(1);
            self.people.insert(person);
            self.months.insert(*month);
        }
        Ok(())
    }
}
