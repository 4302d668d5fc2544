//! Verification of the audit trail and of the records, on one snapshot and in bounded memory.

use std::collections::VecDeque;
use std::time::Instant;

use super::super::check::{Check, Checked, FRESH, SealedEvent};
use super::super::model::{Verification, VerifiedRecords};
use super::super::question::{Question, Step};
use super::super::records::{
    Kinds, check_cells, check_data_version, check_events, check_facts, check_kind, check_sealed_again,
};
use super::super::rules::{GENESIS, MOST};
use super::super::store::{self, SealedRow, records as records_store};
use crate::access::{Caller, Tx, VerifyAudit};
use crate::audit::Personal;
use crate::error::Result;

/// How many blocks or events one query reads.
const PAGE: i64 = 1_000;

/// How many events that are unsealed for too long are listed.
const LISTED: i64 = 100;

/// Recomputes all digests and heads from the first block, and compares the tables with what the last events left of them:
/// all of it, or what is asked for.
///
/// # Errors
/// `unavailable`. Faults are part of the result.
pub fn verify(caller: &Caller<VerifyAudit>, asked: &Question) -> Result<Verification> {
    let begun = Instant::now();
    let goes_on = || asked.time.is_none_or(|time| begun.elapsed() < time);
    caller.clone().for_long_reads().snapshot(|tx| {
        let mut checked = match asked.begins_with_chain() {
            true => check_chain(tx, asked.expect.clone())?,
            false => Checked::of_records(store::head(tx)?, is_known(tx, asked.expect.as_deref())?),
        };
        let kinds = Kinds {
            erased: records_store::erased(tx)?,
            complete: records_store::complete(tx)?,
            adopted: records_store::adopted(tx)?,
        };
        let (mut numbers, mut next) = (Vec::new(), None);
        for step in asked.steps() {
            let place = asked.place_in(step);
            let progress = match step {
                Step::Kind(kind) => check_kind(tx, kind, place, &kinds, &mut checked.faults, goes_on)?,
                Step::Cells => check_cells(tx, place.0, &mut checked.faults, goes_on)?,
                Step::Facts => check_facts(tx, place.0, &mut checked.faults, goes_on)?,
            };
            numbers.push(VerifiedRecords { record: step.name().to_owned(), number: progress.records });
            if let Some((id, part)) = progress.next {
                next = Some(format!("{}:{id}:{part}", step.name()));
                break;
            }
        }
        let Checked { events, blocks, head, expected, faults, notes } = checked;
        Ok(Verification {
            intact: faults.total == 0,
            events,
            blocks,
            head,
            unsealed: store::unsealed_count(tx)?,
            records: numbers,
            complete: next.is_none(),
            next,
            expected,
            faults: faults.listed,
            faults_total: faults.total,
            notes,
        })
    })
}

/// Whether a block has this head; none without one. The block itself is not recomputed.
fn is_known(tx: &mut Tx<'_>, expect: Option<&str>) -> Result<Option<bool>> {
    let block = |head: &str| Ok(head == GENESIS || store::block_of(tx, head)?.is_some());
    expect.map(block).transpose()
}

/// Checks the blocks with their events, and the events with what they made.
fn check_chain(tx: &mut Tx<'_>, expect: Option<String>) -> Result<Checked> {
    let mut check = Check::new(expect);
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
    let waiting = store::waiting(tx, since, LISTED)?;
    let waiting_total = if waiting.is_empty() { 0 } else { store::waiting_count(tx, since)? };
    let mut checked = check.unsealed(&waiting, waiting_total);
    check_events(tx, &mut checked.faults)?;
    check_sealed_again(tx, &mut checked.faults)?;
    check_data_version(tx, &mut checked.faults)?;
    Ok(checked)
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
