//! The book: a model of cells, nil statements and months, written from the description alone.

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Source, Status};

/// The lot of each employment, and the sector of each lot.
pub const LOT_OF: [usize; 4] = [0, 0, 1, 2];
pub const SECTOR_OF: [&str; 3] = ["BTP", "BTP", "MS"];

/// An employment on its lot, and a month.
pub type Key = (usize, usize);

/// A version of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub worked: i64,
    pub status: Status,
    pub source: Source,
    pub reason: Option<&'static str>,
}

/// All versions of a cell, the one that counts, and the correction that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub history: Vec<Version>,
    pub counting: Version,
    pub waits: Option<Version>,
}

/// An entry about to be sent.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: Key,
    pub worked: i64,
    pub asked: Option<Status>,
    pub reason: Option<&'static str>,
    pub version: Option<usize>,
    pub via: Via,
}

/// The kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Alone,
    InABatch,
    AsADecision,
}

/// The outcome of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Updated,
    Unchanged { corrected_since: bool },
    Refused(BTreeSet<&'static str>),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    pub cells: BTreeMap<Key, Cell>,
    pub nil: BTreeSet<(usize, usize)>,
    pub closed: BTreeSet<(&'static str, usize)>,
}

pub fn refused(code: &'static str) -> Outcome {
    Outcome::Refused(BTreeSet::from([code]))
}

impl Cell {
    /// The latest version that was not rejected.
    pub fn last(&self) -> &Version {
        self.waits.as_ref().unwrap_or(&self.counting)
    }
}

impl Book {
    pub fn version(&self, key: Key) -> Option<usize> {
        self.cells.get(&key).map(|cell| cell.history.len())
    }

    fn is_closed(&self, key: Key) -> bool {
        self.closed.contains(&(SECTOR_OF[LOT_OF[key.0]], key.1))
    }

    /// Whether the entry changes the cell, or its outcome otherwise.
    fn check_change(&self, who: Source, entry: &Entry) -> Result<(), Outcome> {
        let same = Outcome::Unchanged { corrected_since: false };
        let is_stale = || entry.version.is_some() && entry.version != self.version(entry.key);
        if is_stale() {
            return Err(refused("precondition_failed"));
        }
        let Some(cell) = self.cells.get(&entry.key) else { return Ok(()) };
        let repeats = entry.worked == cell.last().worked && entry.asked.is_none_or(|asked| asked == cell.last().status);
        if entry.via != Via::InABatch {
            return match repeats {
                true => Err(same),
                false if entry.version.is_none() => Err(refused("precondition_required")),
                false => Ok(()),
            };
        }
        let last = cell.history.iter().rposition(|version| version.source == who);
        let is_latest = last == Some(cell.history.len() - 1);
        let last = last.map(|index| &cell.history[index]);
        if let Some(last) =
            last.filter(|last| is_latest && last.status == Status::Rejected && last.worked == entry.worked)
        {
            let comes_again = entry.reason.is_some() || entry.asked.is_some_and(|asked| asked != last.status);
            return if comes_again { Ok(()) } else { Err(same) };
        }
        if repeats {
            return Err(same);
        }
        if is_latest || entry.version.is_some() {
            return Ok(());
        }
        if last.is_some_and(|last| last.worked == entry.worked) {
            return Err(Outcome::Unchanged { corrected_since: cell.last().worked != entry.worked });
        }
        Err(refused(if who == Source::Creativ { "precondition_required" } else { "changed_by_officer" }))
    }

    fn field_errors(&self, who: Source, entry: &Entry) -> BTreeSet<&'static str> {
        let cell = self.cells.get(&entry.key);
        let mut field_errors = BTreeSet::new();
        if self.is_closed(entry.key) {
            field_errors.insert("month_closed");
        }
        let waits_for_decision = cell.is_some_and(|cell| cell.last().status == Status::Submitted);
        let allowed = match entry.asked {
            None | Some(Status::Submitted) => true,
            Some(Status::Draft) => cell.is_none_or(|cell| cell.counting.status == Status::Draft),
            Some(Status::Validated) => who == Source::Creativ && (entry.via != Via::AsADecision || waits_for_decision),
            Some(Status::Rejected) => who == Source::Creativ && entry.via == Via::AsADecision && waits_for_decision,
        };
        if !allowed {
            field_errors.insert("status_not_allowed");
        }
        let validated = cell.filter(|cell| cell.counting.status == Status::Validated);
        if validated.is_some_and(|cell| cell.last().worked != entry.worked) && entry.reason.is_none() {
            field_errors.insert("reason_required");
        }
        field_errors
    }

    /// Records an entry.
    pub fn record(&mut self, who: Source, entry: &Entry) -> Outcome {
        if who == Source::Ariq && SECTOR_OF[LOT_OF[entry.key.0]] != "BTP" {
            return refused(if entry.via == Via::Alone { "not_found" } else { "unknown_employment" });
        }
        if let Err(outcome) = self.check_change(who, entry) {
            return outcome;
        }
        let field_errors = self.field_errors(who, entry);
        if !field_errors.is_empty() {
            return Outcome::Refused(field_errors);
        }
        let cell = self.cells.get(&entry.key);
        let alike =
            cell.and_then(|cell| [cell.last(), &cell.counting].into_iter().find(|one| one.worked == entry.worked));
        let default = match cell {
            Some(cell) if cell.counting.status == Status::Draft => Status::Draft,
            // An officer who repeats a figure leaves it as it was.
            _ if who == Source::Creativ => alike.map_or(Status::Submitted, |alike| match alike.status {
                Status::Rejected => Status::Submitted,
                status => status,
            }),
            _ => Status::Submitted,
        };
        let new = Version {
            worked: entry.worked,
            status: entry.asked.unwrap_or(default),
            source: alike.map_or(who, |alike| alike.source),
            reason: entry.reason,
        };
        if new.worked > 0 && new.status != Status::Rejected {
            self.nil.remove(&(LOT_OF[entry.key.0], entry.key.1));
        }
        let Some(cell) = self.cells.get_mut(&entry.key) else {
            self.cells.insert(entry.key, Cell { history: vec![new.clone()], counting: new, waits: None });
            return Outcome::Created;
        };
        cell.history.push(new.clone());
        match (cell.counting.status, new.status) {
            (Status::Validated, Status::Rejected) => cell.waits = None,
            (Status::Validated, Status::Draft | Status::Submitted) => cell.waits = Some(new),
            _ => (cell.counting, cell.waits) = (new, None),
        }
        Outcome::Updated
    }

    fn of_lot(&self, lot: usize, month: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |(key, _)| LOT_OF[key.0] == lot && key.1 == month).map(|(_, cell)| cell)
    }

    /// Records a nil statement.
    pub fn state_nil(&mut self, who: Source, lot: usize, month: usize) -> Result<(), &'static str> {
        let gives =
            |cell: &Cell| cell.counting.worked > 0 || cell.waits.as_ref().is_some_and(|version| version.worked > 0);
        let has_hours = self.of_lot(lot, month).any(|cell| cell.counting.status != Status::Rejected && gives(cell));
        match () {
            () if who == Source::Ariq && SECTOR_OF[lot] != "BTP" => Err("unknown_lot"),
            () if self.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () if self.nil.contains(&(lot, month)) => Err("already_exists"),
            () if has_hours => Err("lot_has_hours"),
            () => {
                self.nil.insert((lot, month));
                Ok(())
            }
        }
    }

    /// The state of a lot; every deadline is long past.
    pub fn standing(&self, lot: usize, month: usize) -> &'static str {
        let sent = |cell: &Cell| matches!(cell.counting.status, Status::Submitted | Status::Validated);
        let came = |cell: &Cell| cell.waits.is_some() || (sent(cell) && cell.counting.worked > 0);
        let has_sent = |cell: &Cell| cell.waits.is_some() || sent(cell);
        let heard = self.of_lot(lot, month).filter(|cell| has_sent(cell)).count();
        let everybody = LOT_OF.iter().filter(|of| **of == lot).count();
        match self.of_lot(lot, month).any(came) {
            true if heard < everybody => "partial",
            true => "received",
            false if self.nil.contains(&(lot, month)) => "nil",
            false => "late",
        }
    }

    /// Closes a month of a sector.
    pub fn close(&mut self, sector: &'static str, month: usize, forced: Option<bool>) -> Result<(), &'static str> {
        if self.closed.contains(&(sector, month)) {
            return Ok(());
        }
        let lots = || (0..SECTOR_OF.len()).filter(|lot| SECTOR_OF[*lot] == sector);
        let waits = |cell: &Cell| cell.waits.is_some() || cell.counting.status == Status::Submitted;
        let in_the_way = lots().any(|lot| self.standing(lot, month) == "late" || self.of_lot(lot, month).any(waits));
        match forced {
            None if in_the_way => Err("month_not_ready"),
            Some(false) if in_the_way => Err("reason_required"),
            _ => {
                self.closed.insert((sector, month));
                Ok(())
            }
        }
    }

    /// The hours with these statuses in a month of a sector.
    pub fn total(&self, sector: &str, month: usize, statuses: &[Status]) -> i64 {
        let selects = |key: &Key| SECTOR_OF[LOT_OF[key.0]] == sector && key.1 == month;
        let cells = self.cells.iter().filter(|(key, cell)| selects(key) && statuses.contains(&cell.counting.status));
        cells.map(|(_, cell)| cell.counting.worked).sum()
    }
}
