//! A simple model of cells, nil statements and months, written from the description alone.

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Sender, Status};

/// The lot of each placement, and the sector of each lot.
pub const LOT_OF: [usize; 4] = [0, 0, 1, 2];
pub const SECTOR_OF: [&str; 3] = ["BTP", "BTP", "MS"];

/// The index of a placement, and that of a month.
pub type Key = (usize, usize);

/// A version of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub worked: i64,
    pub status: Status,
    pub source: Sender,
    pub reason: Option<&'static str>,
}

/// A cell: all its versions, the current one, and a pending correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub history: Vec<Version>,
    pub current: Version,
    pub pending: Option<Version>,
}

/// A change of a cell that a sender requests.
#[derive(Debug, Clone)]
pub struct Change {
    pub key: Key,
    pub worked: i64,
    pub asked: Option<Status>,
    pub reason: Option<&'static str>,
    pub based_on: Option<usize>,
    pub way: Way,
}

/// The request that carries the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Alone,
    InABatch,
    AsADecision,
}

/// The result of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
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

pub fn refused(code: &'static str) -> Verdict {
    Verdict::Refused(BTreeSet::from([code]))
}

impl Cell {
    /// The pending correction, or else the current version.
    pub fn last(&self) -> &Version {
        self.pending.as_ref().unwrap_or(&self.current)
    }
}

impl Book {
    pub fn version(&self, key: Key) -> Option<usize> {
        self.cells.get(&key).map(|cell| cell.history.len())
    }

    fn is_closed(&self, key: Key) -> bool {
        self.closed.contains(&(SECTOR_OF[LOT_OF[key.0]], key.1))
    }

    /// The verdict on a change that alters nothing or is refused for its version.
    fn refuse_or_ignore(&self, sender: Sender, change: &Change) -> Result<(), Verdict> {
        let unchanged = Verdict::Unchanged { corrected_since: false };
        let is_stale = || change.based_on.is_some() && change.based_on != self.version(change.key);
        if is_stale() {
            return Err(refused("precondition_failed"));
        }
        let Some(cell) = self.cells.get(&change.key) else { return Ok(()) };
        let repeats =
            change.worked == cell.last().worked && change.asked.is_none_or(|asked| asked == cell.last().status);
        if change.way != Way::InABatch {
            return match repeats {
                true => Err(unchanged),
                false if change.based_on.is_none() => Err(refused("precondition_required")),
                false => Ok(()),
            };
        }
        let own = cell.history.iter().rposition(|version| version.source == sender);
        let is_own = own == Some(cell.history.len() - 1);
        let own = own.map(|place| &cell.history[place]);
        if let Some(own) = own.filter(|own| is_own && own.status == Status::Rejected && own.worked == change.worked) {
            let is_resubmitted = change.reason.is_some() || change.asked.is_some_and(|asked| asked != own.status);
            return if is_resubmitted { Ok(()) } else { Err(unchanged) };
        }
        if repeats {
            return Err(unchanged);
        }
        if is_own || change.based_on.is_some() {
            return Ok(());
        }
        if own.is_some_and(|own| own.worked == change.worked) {
            return Err(Verdict::Unchanged { corrected_since: cell.last().worked != change.worked });
        }
        Err(refused(if sender == Sender::Creativ { "precondition_required" } else { "changed_by_officer" }))
    }

    fn field_errors(&self, sender: Sender, change: &Change) -> BTreeSet<&'static str> {
        let cell = self.cells.get(&change.key);
        let mut field_errors = BTreeSet::new();
        if self.is_closed(change.key) {
            field_errors.insert("month_closed");
        }
        let waits_for_decision = cell.is_some_and(|cell| cell.last().status == Status::Submitted);
        let allowed = match change.asked {
            None | Some(Status::Submitted) => true,
            Some(Status::Draft) => cell.is_none_or(|cell| cell.current.status == Status::Draft),
            Some(Status::Validated) => {
                sender == Sender::Creativ && (change.way != Way::AsADecision || waits_for_decision)
            }
            Some(Status::Rejected) => sender == Sender::Creativ && change.way == Way::AsADecision && waits_for_decision,
        };
        if !allowed {
            field_errors.insert("status_not_allowed");
        }
        let validated = cell.filter(|cell| cell.current.status == Status::Validated);
        if validated.is_some_and(|cell| cell.last().worked != change.worked) && change.reason.is_none() {
            field_errors.insert("reason_required");
        }
        field_errors
    }

    /// Applies a change to a cell.
    pub fn apply(&mut self, sender: Sender, change: &Change) -> Verdict {
        if sender == Sender::Ariq && SECTOR_OF[LOT_OF[change.key.0]] != "BTP" {
            return refused(if change.way == Way::Alone { "not_found" } else { "unknown_employment" });
        }
        if let Err(verdict) = self.refuse_or_ignore(sender, change) {
            return verdict;
        }
        let field_errors = self.field_errors(sender, change);
        if !field_errors.is_empty() {
            return Verdict::Refused(field_errors);
        }
        let cell = self.cells.get(&change.key);
        let same_figure =
            cell.and_then(|cell| [cell.last(), &cell.current].into_iter().find(|one| one.worked == change.worked));
        let default_status = match cell {
            Some(cell) if cell.current.status == Status::Draft => Status::Draft,
            // An officer who repeats a figure keeps its status.
            _ if sender == Sender::Creativ => {
                same_figure.map_or(Status::Submitted, |same_figure| match same_figure.status {
                    Status::Rejected => Status::Submitted,
                    status => status,
                })
            }
            _ => Status::Submitted,
        };
        let new = Version {
            worked: change.worked,
            status: change.asked.unwrap_or(default_status),
            source: same_figure.map_or(sender, |same_figure| same_figure.source),
            reason: change.reason,
        };
        if new.worked > 0 && new.status != Status::Rejected {
            self.nil.remove(&(LOT_OF[change.key.0], change.key.1));
        }
        let Some(cell) = self.cells.get_mut(&change.key) else {
            self.cells.insert(change.key, Cell { history: vec![new.clone()], current: new, pending: None });
            return Verdict::Created;
        };
        cell.history.push(new.clone());
        match (cell.current.status, new.status) {
            (Status::Validated, Status::Rejected) => cell.pending = None,
            (Status::Validated, Status::Draft | Status::Submitted) => cell.pending = Some(new),
            _ => (cell.current, cell.pending) = (new, None),
        }
        Verdict::Updated
    }

    fn of_lot(&self, lot: usize, month: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |(key, _)| LOT_OF[key.0] == lot && key.1 == month).map(|(_, cell)| cell)
    }

    /// States that a lot has no hours.
    pub fn state_nil(&mut self, sender: Sender, lot: usize, month: usize) -> Result<(), &'static str> {
        let gives =
            |cell: &Cell| cell.current.worked > 0 || cell.pending.as_ref().is_some_and(|version| version.worked > 0);
        let has_hours = self.of_lot(lot, month).any(|cell| cell.current.status != Status::Rejected && gives(cell));
        match () {
            () if sender == Sender::Ariq && SECTOR_OF[lot] != "BTP" => Err("unknown_lot"),
            () if self.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () if self.nil.contains(&(lot, month)) => Err("already_exists"),
            () if has_hours => Err("lot_has_hours"),
            () => {
                self.nil.insert((lot, month));
                Ok(())
            }
        }
    }

    /// The standing of a lot; every deadline is past.
    pub fn standing(&self, lot: usize, month: usize) -> &'static str {
        let sent = |cell: &Cell| matches!(cell.current.status, Status::Submitted | Status::Validated);
        let came = |cell: &Cell| cell.pending.is_some() || (sent(cell) && cell.current.worked > 0);
        match self.of_lot(lot, month).any(came) {
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
        let waits = |cell: &Cell| cell.pending.is_some() || cell.current.status == Status::Submitted;
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

    /// The sum of the hours with these statuses in a month of a sector.
    pub fn total(&self, sector: &str, month: usize, statuses: &[Status]) -> i64 {
        let meant = |key: &Key| SECTOR_OF[LOT_OF[key.0]] == sector && key.1 == month;
        let cells = self.cells.iter().filter(|(key, cell)| meant(key) && statuses.contains(&cell.current.status));
        cells.map(|(_, cell)| cell.current.worked).sum()
    }
}
