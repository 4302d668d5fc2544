//! Events beside the digests of what they made.

use std::collections::VecDeque;

use super::super::faults::Faults;
use super::super::store::records as store;
use crate::access::Tx;
use crate::audit::records::{self, Made, StoredDigest};
use crate::error::Result;

/// How many events or digests one query reads.
const PAGE: i64 = 1_000;

/// Compares the digests of records with what their events say of them, in bounded memory.
pub(in crate::audit_chain) fn check_events(tx: &mut Tx<'_>, faults: &mut Faults) -> Result<()> {
    let mut digests = Digests { buffer: VecDeque::new(), event: 0, skipped: 0, is_at_end: false };
    let mut after = 0;
    loop {
        let events = store::made_after(tx, after, PAGE)?;
        let Some((last, _)) = events.last() else { break };
        after = *last;
        for (id, expected) in &events {
            digests.without_event(tx, *id, faults)?;
            let made = digests.made_by(tx, *id)?;
            if made != *expected {
                let detail = "Ce que l’événement a écrit n’est plus ce qui est scellé avec lui.";
                faults.of_chain("made_changed", Some(*id), None, detail);
            }
        }
    }
    digests.without_event(tx, i64::MAX, faults)
}

/// Reports events that sealed records as they stood once more.
pub(in crate::audit_chain) fn check_sealed_again(tx: &mut Tx<'_>, faults: &mut Faults) -> Result<()> {
    let complete = store::complete(tx)?;
    for (event, kind) in store::sealed_again(tx, &complete)? {
        let detail = "Des enregistrements ont été scellés tels quels une deuxième fois.";
        faults.of_record("sealed_again", (&kind, 0, 0), Some(event), detail);
    }
    Ok(())
}

/// Reads digests in pages, in the order of their events.
struct Digests {
    buffer: VecDeque<StoredDigest>,
    /// The event of the last digest read, and how many of its digests were read.
    event: i64,
    skipped: i64,
    is_at_end: bool,
}

impl Digests {
    fn next_event(&mut self, tx: &mut Tx<'_>) -> Result<Option<i64>> {
        if self.buffer.is_empty() && !self.is_at_end {
            let page = records::of_events_after(tx, self.event, self.skipped, PAGE)?;
            self.is_at_end = page.is_empty();
            for digest in &page {
                (self.event, self.skipped) =
                    if digest.event == self.event { (self.event, self.skipped + 1) } else { (digest.event, 1) };
            }
            self.buffer = page.into();
        }
        Ok(self.buffer.front().map(|digest| digest.event))
    }

    /// The digest of what an event made.
    fn made_by(&mut self, tx: &mut Tx<'_>, event: i64) -> Result<Option<String>> {
        let mut made = None;
        while self.next_event(tx)? == Some(event) {
            if let Some(digest) = self.buffer.pop_front() {
                made.get_or_insert_with(Made::default).add(&digest.record);
            }
        }
        Ok(made.map(Made::end))
    }

    /// Reports the digests before an event whose events are not there.
    fn without_event(&mut self, tx: &mut Tx<'_>, before: i64, faults: &mut Faults) -> Result<()> {
        let mut last = None;
        while self.next_event(tx)?.is_some_and(|event| event < before) {
            let Some(StoredDigest { event, record }) = self.buffer.pop_front() else { continue };
            if last.replace(event) != Some(event) {
                let key = (record.record.as_ref(), record.id, record.part);
                faults.of_record("event_removed", key, Some(event), "L’événement de cet enregistrement n’est pas là.");
            }
        }
        Ok(())
    }
}
