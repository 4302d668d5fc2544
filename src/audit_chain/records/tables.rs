//! The tables beside the last digests of their records, page by page.

use std::collections::{HashMap, VecDeque};

use super::super::faults::Faults;
use super::super::store::records::Complete;
use super::comparison::compare;
use crate::access::Tx;
use crate::audit::records::{self, Kind, StoredDigest, StoredRecord, Which};
use crate::error::Result;

/// How many records or digests one query reads.
const PAGE: i64 = 500;

/// What all kinds are compared with.
pub(in crate::audit_chain) struct Kinds {
    /// The people whose personal values were erased, with the events of it.
    pub erased: HashMap<i64, i64>,
    /// The kinds whose older records are all sealed.
    pub complete: Complete,
    /// How far those of the others are.
    pub adopted: HashMap<String, (i64, i64, bool)>,
}

/// How far the comparison of a kind went.
pub(in crate::audit_chain) struct Progress {
    /// How many records were compared.
    pub records: i64,
    /// The last of them, if there may be others.
    pub next: Option<(i64, i64)>,
}

/// Compares the records of a kind after one of them, while `goes_on`.
pub(in crate::audit_chain) fn check_kind(
    tx: &mut Tx<'_>,
    kind: &'static Kind,
    after: (i64, i64),
    kinds: &Kinds,
    faults: &mut Faults,
    goes_on: impl Fn() -> bool,
) -> Result<Progress> {
    let (mut id, mut part) = after;
    let mut digests = Digests { kind, buffer: VecDeque::new(), last: (id, part, i64::MAX), is_at_end: false };
    let mut compared = 0;
    loop {
        if !goes_on() {
            return Ok(Progress { records: compared, next: Some((id, part)) });
        }
        let most = i32::try_from(PAGE).unwrap_or(i32::MAX);
        let page = records::read(tx.conn(), kind, &Which::After { id, part, most })?;
        let Some(last) = page.last() else { break };
        (id, part) = (last.id, last.part);
        for stored in &page {
            compared += 1;
            digests.skip_to(tx, (stored.id, stored.part), faults)?;
            let sealed = digests.take(tx, (stored.id, stored.part))?;
            check(kind, stored, sealed.as_ref(), kinds, faults)?;
        }
    }
    digests.skip_to(tx, (i64::MAX, i64::MAX), faults)?;
    Ok(Progress { records: compared, next: None })
}

fn check(
    kind: &Kind,
    stored: &StoredRecord,
    sealed: Option<&StoredDigest>,
    kinds: &Kinds,
    faults: &mut Faults,
) -> Result<()> {
    let key = (kind.name, stored.id, stored.part);
    match sealed {
        Some(StoredDigest { event, record }) => {
            if let Some((fault, detail)) = compare(kind, stored, (*event, record), &kinds.erased)? {
                faults.of_record(fault, key, Some(*event), detail);
            }
        }
        None => {
            let place = (stored.id, stored.part);
            let is_sealed = kinds.adopted.get(kind.name).is_some_and(|(id, part, _)| place <= (*id, *part));
            if kinds.complete.contains_key(kind.name) || is_sealed {
                faults.of_record("record_inserted", key, None, "Aucun événement n’a écrit cet enregistrement.");
            }
        }
    }
    Ok(())
}

/// Reads the digests of a kind in pages, in the order of their records.
struct Digests {
    kind: &'static Kind,
    buffer: VecDeque<StoredDigest>,
    last: (i64, i64, i64),
    is_at_end: bool,
}

impl Digests {
    fn next_key(&mut self, tx: &mut Tx<'_>) -> Result<Option<(i64, i64)>> {
        if self.buffer.is_empty() && !self.is_at_end {
            self.buffer = records::of_kind_after(tx, self.kind.name, self.last, PAGE * 2)?.into();
            match self.buffer.back() {
                Some(last) => self.last = (last.record.id, last.record.part, last.event),
                None => self.is_at_end = true,
            }
        }
        Ok(self.buffer.front().map(|digest| (digest.record.id, digest.record.part)))
    }

    /// The last digest of a record, if the next digests are of it.
    fn take(&mut self, tx: &mut Tx<'_>, key: (i64, i64)) -> Result<Option<StoredDigest>> {
        let mut last = None;
        while self.next_key(tx)? == Some(key) {
            last = self.buffer.pop_front();
        }
        Ok(last)
    }

    /// Reports records before this one that are gone although their last event left them.
    fn skip_to(&mut self, tx: &mut Tx<'_>, key: (i64, i64), faults: &mut Faults) -> Result<()> {
        while let Some(next) = self.next_key(tx)?.filter(|next| *next < key) {
            let Some(StoredDigest { event, record }) = self.take(tx, next)? else { continue };
            // A month that was opened again keeps nothing of its cells; their versions prove them.
            if record.digest.is_some() && self.kind.name != records::CLOSED_HOURS.name {
                let detail = "L’enregistrement que son dernier événement a laissé n’est plus là.";
                faults.of_record("record_removed", (self.kind.name, next.0, next.1), Some(event), detail);
            }
        }
        Ok(())
    }
}
