//! The verification of the chain, block by block. Pure; keeps only the faults in memory.

use chrono::{NaiveDateTime, TimeDelta};

use super::faults::{Faults, LISTED};
use super::model::TrailFault;
use super::rules::{GENESIS, MOST, Seal, StoredEvent, block_head, event_digest};
use crate::error::french;

/// No transaction of the service lasts longer: an event that is older than a seal by more than this, and which that
/// seal did not include, was written later than its time states.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// The greatest delay of a seal while the service runs.
pub(super) const FRESH: TimeDelta = TimeDelta::minutes(1);

const UNKNOWN_HEAD: &str = "La tête attendue n’est pas (ou plus) une de celles de la chaîne.";

/// The entry of an event in a block, and the event if it exists.
pub(super) struct SealedEvent {
    pub block: i64,
    pub event_id: i64,
    pub digest: String,
    pub event: Option<StoredEvent>,
    /// Whether the personal values in clear match the event's digests.
    pub personal_matches: bool,
}

/// The state of a verification.
pub(super) struct Check {
    next: i64,
    head: String,
    /// When a seal last included all unsealed events; a full block may have left some.
    caught_up: Option<NaiveDateTime>,
    events: i64,
    blocks: i64,
    expect: Option<String>,
    found: bool,
    faults: Faults,
    notes: Vec<TrailFault>,
}

impl Check {
    /// Begins before the first block; `expect` is a head that the chain should contain.
    pub(super) fn new(expect: Option<String>) -> Self {
        let found = expect.as_deref() == Some(GENESIS);
        let (faults, notes) = (Faults::default(), Vec::new());
        let head = GENESIS.to_owned();
        Self { next: 1, head, caught_up: None, events: 0, blocks: 0, expect, found, faults, notes }
    }

    /// Checks the next block with its entries in the order of the events' ids.
    pub(super) fn block(&mut self, seal: &Seal, sealed: &[SealedEvent]) {
        if seal.block != self.next {
            self.removed(self.next, seal.block - 1);
        } else if seal.previous != self.head {
            self.fault("chain_broken", None, Some(seal.block), "Le bloc ne suit pas celui qui le précède.");
        }
        for entry in sealed {
            self.event(seal, entry);
        }
        let digests = sealed.iter().map(|entry| entry.digest.as_str());
        if i64::try_from(sealed.len()).ok() != Some(seal.events)
            || block_head(&seal.previous, seal.block, seal.sealed_at, digests) != seal.head
        {
            let detail = "Le bloc n’est plus celui qui a été scellé.";
            self.fault("block_changed", None, Some(seal.block), detail);
        }
        self.found |= self.expect.as_ref() == Some(&seal.head);
        self.next = seal.block.saturating_add(1);
        self.head.clone_from(&seal.head);
        self.blocks += 1;
        if sealed.len() < MOST {
            self.caught_up = Some(seal.sealed_at);
        }
    }

    /// Reports entries of blocks that do not exist.
    pub(super) fn without_block(&mut self, sealed: &[SealedEvent]) {
        let Some((first, last)) = sealed.first().zip(sealed.last()) else { return };
        if first.block >= self.next {
            self.removed(self.next, last.block);
            self.next = last.block.saturating_add(1);
        }
        for entry in sealed {
            let detail = "L’événement est d’un bloc qui n’existe pas.";
            self.fault("block_removed", Some(entry.event_id), Some(entry.block), detail);
        }
    }

    fn event(&mut self, seal: &Seal, entry: &SealedEvent) {
        self.events += 1;
        let mut fault = |kind, detail| self.fault(kind, Some(entry.event_id), Some(seal.block), detail);
        let Some(event) = &entry.event else {
            return fault("event_removed", "L’événement a été scellé et n’est plus là.");
        };
        if event_digest(event) != entry.digest {
            return fault("event_changed", "L’événement n’est plus celui qui a été scellé.");
        }
        if !entry.personal_matches {
            fault("personal_changed", "Ce qui est écrit en clair n’est plus ce que disent les empreintes.");
        }
        self.check_time(seal, event);
    }

    /// Checks that the event was sealed soon after its time. A clock that was set back proves nothing.
    fn check_time(&mut self, seal: &Seal, event: &StoredEvent) {
        let before = self.caught_up.filter(|caught_up| *caught_up <= seal.sealed_at);
        if before.is_some_and(|caught_up| event.at < caught_up - LATE) {
            let detail =
                format!("L’événement est daté du {} et n’était pas là quand tout a été scellé ensuite.", event.at);
            self.fault("event_inserted", Some(event.id), Some(seal.block), &detail);
        } else if event.at < seal.sealed_at - LATE && self.notes.len() < LISTED {
            let detail = format!(
                "L’événement est daté du {} et scellé le {} : le service était arrêté, ou l’événement est venu après.",
                event.at, seal.sealed_at
            );
            self.notes.push(note("sealed_late", Some(event.id), Some(seal.block), &detail));
        }
    }

    fn removed(&mut self, from: i64, to: i64) {
        let detail =
            if from == to { "Le bloc manque.".to_owned() } else { format!("Les blocs {from} à {to} manquent.") };
        self.fault("block_removed", None, Some(from), &detail);
    }

    fn fault(&mut self, kind: &'static str, event_id: Option<i64>, block: Option<i64>, detail: &str) {
        self.faults.of_chain(kind, event_id, block, detail);
    }

    /// Ends the verification with the first unsealed events that wait for too long, and their number.
    pub(super) fn unsealed(mut self, waiting: &[i64], waiting_total: i64) -> Checked {
        let detail =
            "L’événement attend d’être scellé depuis plus d’une minute : ajouté sans le service, ou service arrêté.";
        for id in waiting {
            self.fault("event_unsealed", Some(*id), None, detail);
        }
        let listed = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
        self.faults.unlisted(usize::try_from(waiting_total.saturating_sub(listed)).unwrap_or(0));
        let expected = self.expect.is_some().then_some(self.found);
        if expected == Some(false) {
            self.fault("head_unknown", None, None, UNKNOWN_HEAD);
        }
        let Self { events, blocks, head, faults, notes, .. } = self;
        Checked { events, blocks, head, expected, faults, notes }
    }
}

/// What the verification of the chain found.
pub(super) struct Checked {
    pub events: i64,
    pub blocks: i64,
    pub head: String,
    pub expected: Option<bool>,
    pub faults: Faults,
    pub notes: Vec<TrailFault>,
}

impl Checked {
    /// If only records are compared: whether the chain has the `expected` head, and nothing else yet.
    pub(super) fn of_records(head: Option<(i64, String, NaiveDateTime)>, expected: Option<bool>) -> Self {
        let head = head.map_or_else(|| GENESIS.to_owned(), |(_, head, _)| head);
        let mut faults = Faults::default();
        if expected == Some(false) {
            faults.of_chain("head_unknown", None, None, UNKNOWN_HEAD);
        }
        Self { events: 0, blocks: 0, head, expected, faults, notes: Vec::new() }
    }
}

fn note(kind: &'static str, event_id: Option<i64>, block: Option<i64>, detail: &str) -> TrailFault {
    TrailFault { kind, event_id, block, record: None, record_id: None, part: None, detail: french(detail) }
}
