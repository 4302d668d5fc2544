//! The whole trail recomputed, in one state of the database and in bounded memory.

use std::collections::VecDeque;

use super::super::Verification;
use super::super::check::{Check, FRESH, Sealed};
use super::super::rules::MOST;
use super::super::store::{self, Found};
use crate::access::{Caller, Tx, VerifyAudit};
use crate::audit::Personal;
use crate::error::Result;

/// How many blocks or events are read at a time.
const PAGE: i64 = 1_000;

/// How many events that wait too long are told one by one.
const TOLD: i64 = 100;

/// Recomputes everything from the start. `expect` is a head copied elsewhere, which should be one of the chain's.
///
/// # Errors
/// `unavailable`; what is wrong with the trail is no error but in the answer.
pub fn verify(caller: &Caller<VerifyAudit>, expect: Option<&str>) -> Result<Verification> {
    caller.clone().at_length().snapshot(|tx| {
        let mut check = Check::new(expect.map(str::to_owned));
        let mut places = Places { waiting: VecDeque::new(), last: (0, 0), ended: false };
        let mut behind = 0;
        loop {
            let seals = store::seals_behind(tx, behind, PAGE)?;
            let Some(last) = seals.last() else { break };
            behind = last.block;
            for seal in &seals {
                check.without_block(&places.take(tx, |block| block < seal.block)?);
                let sealed = places.take(tx, |block| block == seal.block)?;
                check.block(seal, &sealed);
            }
        }
        loop {
            let rest = places.take(tx, |_| true)?;
            if rest.is_empty() {
                break;
            }
            check.without_block(&rest);
        }
        let since = tx.now() - FRESH;
        let (unsealed, waiting) = (store::unsealed_count(tx)?, store::waiting(tx, since, TOLD)?);
        let waiting_total = if waiting.is_empty() { 0 } else { store::waiting_count(tx, since)? };
        Ok(check.unsealed(unsealed, &waiting, waiting_total))
    })
}

/// The places in blocks, read ahead by a page.
struct Places {
    waiting: VecDeque<Found>,
    last: (i64, i64),
    ended: bool,
}

impl Places {
    /// The next places while their blocks are wanted: those of a block, which are no more than a block may have and one,
    /// however many somebody wrote there.
    fn take(&mut self, tx: &mut Tx<'_>, wanted: impl Fn(i64) -> bool) -> Result<Vec<Sealed>> {
        let mut taken = Vec::new();
        while taken.len() <= MOST {
            if self.waiting.is_empty() {
                self.read(tx)?;
            }
            if !self.waiting.front().is_some_and(|found| wanted(found.block)) {
                break;
            }
            if let Some(found) = self.waiting.pop_front() {
                taken.push(sealed(found)?);
            }
        }
        Ok(taken)
    }

    fn read(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if self.ended {
            return Ok(());
        }
        self.waiting = store::sealed_behind(tx, self.last.0, self.last.1, PAGE)?.into();
        match self.waiting.back() {
            Some(found) => self.last = (found.block, found.event_id),
            None => self.ended = true,
        }
        Ok(())
    }
}

fn sealed(found: Found) -> Result<Sealed> {
    let digests = found.event.as_ref().and_then(|event| event.digests.as_deref());
    let personal_stands = match (&found.personal, digests) {
        // Erased, or there never was anything. What came before digests were made has none.
        (None, _) | (Some(_), None) => true,
        (Some((secret, content)), Some(digests)) => match Personal::read(content) {
            Some(clear) => Some(clear.digested(secret)?) == Personal::read(digests),
            None => false,
        },
    };
    let Found { block, event_id, digest, event, .. } = found;
    Ok(Sealed { block, event_id, digest, event, personal_stands })
}
