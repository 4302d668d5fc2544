//! Verification of the whole audit trail, on one snapshot and in bounded memory.

use std::collections::VecDeque;

use super::super::Verification;
use super::super::check::{Check, FRESH, SealedEvent};
use super::super::rules::MOST;
use super::super::store::{self, SealedRow};
use crate::access::{Caller, Tx, VerifyAudit};
use crate::audit::Personal;
use crate::error::Result;

/// How many blocks or events one query reads.
const PAGE: i64 = 1_000;

/// How many events that are unsealed for too long are listed.
const LISTED: i64 = 100;

/// Recomputes all digests and heads from the first block. `expect` is a head stored elsewhere, which the chain should
/// contain.
///
/// # Errors
/// `unavailable`. Faults of the audit trail are part of the result.
pub fn verify(caller: &Caller<VerifyAudit>, expect: Option<&str>) -> Result<Verification> {
    caller.clone().for_long_reads().snapshot(|tx| {
        let mut check = Check::new(expect.map(str::to_owned));
        let mut reader = SealedReader { buffer: VecDeque::new(), last: (0, 0), is_at_end: false };
        let mut after = 0;
        loop {
            let seals = store::seals_after(tx, after, PAGE)?;
            let Some(last) = seals.last() else { break };
            after = last.block;
            for seal in &seals {
                check.without_block(&reader.take(tx, |block| block < seal.block)?);
                let sealed = reader.take(tx, |block| block == seal.block)?;
                check.block(seal, &sealed);
            }
        }
        loop {
            let rest = reader.take(tx, |_| true)?;
            if rest.is_empty() {
                break;
            }
            check.without_block(&rest);
        }
        let since = tx.now() - FRESH;
        let (unsealed, waiting) = (store::unsealed_count(tx)?, store::waiting(tx, since, LISTED)?);
        let waiting_total = if waiting.is_empty() { 0 } else { store::waiting_count(tx, since)? };
        Ok(check.unsealed(unsealed, &waiting, waiting_total))
    })
}

/// Reads sealed events in pages.
struct SealedReader {
    buffer: VecDeque<SealedRow>,
    /// Block and event id of the last row read.
    last: (i64, i64),
    is_at_end: bool,
}

impl SealedReader {
    /// The next events while their blocks are `wanted`: at most one more than a block may hold, even if a manipulated
    /// block has more.
    fn take(&mut self, tx: &mut Tx<'_>, wanted: impl Fn(i64) -> bool) -> Result<Vec<SealedEvent>> {
        let mut taken = Vec::new();
        while taken.len() <= MOST {
            if self.buffer.is_empty() {
                self.read(tx)?;
            }
            if !self.buffer.front().is_some_and(|row| wanted(row.block)) {
                break;
            }
            if let Some(row) = self.buffer.pop_front() {
                taken.push(sealed_event(row)?);
            }
        }
        Ok(taken)
    }

    fn read(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if self.is_at_end {
            return Ok(());
        }
        self.buffer = store::sealed_after(tx, self.last.0, self.last.1, PAGE)?.into();
        match self.buffer.back() {
            Some(row) => self.last = (row.block, row.event_id),
            None => self.is_at_end = true,
        }
        Ok(())
    }
}

fn sealed_event(row: SealedRow) -> Result<SealedEvent> {
    let digests = row.event.as_ref().and_then(|event| event.digests.as_deref());
    let personal_matches = match (&row.personal, digests) {
        // Erased, without personal values, or written by a version that made no digests.
        (None, _) | (Some(_), None) => true,
        (Some((secret, content)), Some(digests)) => match Personal::from_json(content) {
            Some(clear) => Some(clear.digested(secret)?) == Personal::from_json(digests),
            None => false,
        },
    };
    let SealedRow { block, event_id, digest, event, .. } = row;
    Ok(SealedEvent { block, event_id, digest, event, personal_matches })
}
