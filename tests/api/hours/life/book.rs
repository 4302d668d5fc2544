//! What cells, nil statements and months are after some steps, kept by hand and after the description alone.

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{House, Status};

/// The lot of each place, and the sector of each lot.
pub const LOT_OF: [usize; 4] = [0, 0, 1, 2];
pub const SECTOR_OF: [&str; 3] = ["BTP", "BTP", "MS"];

/// An employment on its lot, and a month.
pub type Key = (usize, usize);

/// One thing said of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub worked: i64,
    pub status: Status,
    pub source: House,
    pub reason: Option<&'static str>,
}

/// Everything said of a cell, what stands of it, and the correction that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub history: Vec<Said>,
    pub stands: Said,
    pub waits: Option<Said>,
}

/// What is about to be said.
#[derive(Debug, Clone)]
pub struct Utterance {
    pub key: Key,
    pub worked: i64,
    pub asked: Option<Status>,
    pub reason: Option<&'static str>,
    pub seen: Option<usize>,
    pub way: Way,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Alone,
    InABatch,
    AsADecision,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
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

pub fn refused(code: &'static str) -> Fate {
    Fate::Refused(BTreeSet::from([code]))
}

impl Cell {
    /// What was said last and not rejected.
    pub fn last(&self) -> &Said {
        self.waits.as_ref().unwrap_or(&self.stands)
    }
}

impl Book {
    pub fn version(&self, key: Key) -> Option<usize> {
        self.cells.get(&key).map(|cell| cell.history.len())
    }

    fn is_closed(&self, key: Key) -> bool {
        self.closed.contains(&(SECTOR_OF[LOT_OF[key.0]], key.1))
    }

    /// Whether it says something new, or what becomes of it otherwise.
    fn is_news(&self, who: House, said: &Utterance) -> Result<(), Fate> {
        let same = Fate::Unchanged { corrected_since: false };
        let unseen = || said.seen.is_some() && said.seen != self.version(said.key);
        if unseen() {
            return Err(refused("precondition_failed"));
        }
        let Some(cell) = self.cells.get(&said.key) else { return Ok(()) };
        let repeats = said.worked == cell.last().worked && said.asked.is_none_or(|asked| asked == cell.last().status);
        if said.way != Way::InABatch {
            return match repeats {
                true => Err(same),
                false if said.seen.is_none() => Err(refused("precondition_required")),
                false => Ok(()),
            };
        }
        let own = cell.history.iter().rposition(|version| version.source == who);
        let is_own = own == Some(cell.history.len() - 1);
        let own = own.map(|place| &cell.history[place]);
        if let Some(own) = own.filter(|own| is_own && own.status == Status::Rejected && own.worked == said.worked) {
            let comes_again = said.reason.is_some() || said.asked.is_some_and(|asked| asked != own.status);
            return if comes_again { Ok(()) } else { Err(same) };
        }
        if repeats {
            return Err(same);
        }
        if is_own || said.seen.is_some() {
            return Ok(());
        }
        if own.is_some_and(|own| own.worked == said.worked) {
            return Err(Fate::Unchanged { corrected_since: cell.last().worked != said.worked });
        }
        Err(refused(if who == House::Creativ { "precondition_required" } else { "changed_by_officer" }))
    }

    fn field_errors(&self, who: House, said: &Utterance) -> BTreeSet<&'static str> {
        let cell = self.cells.get(&said.key);
        let mut field_errors = BTreeSet::new();
        if self.is_closed(said.key) {
            field_errors.insert("month_closed");
        }
        let waits_for_decision = cell.is_some_and(|cell| cell.last().status == Status::Submitted);
        let allowed = match said.asked {
            None | Some(Status::Submitted) => true,
            Some(Status::Draft) => cell.is_none_or(|cell| cell.stands.status == Status::Draft),
            Some(Status::Validated) => who == House::Creativ && (said.way != Way::AsADecision || waits_for_decision),
            Some(Status::Rejected) => who == House::Creativ && said.way == Way::AsADecision && waits_for_decision,
        };
        if !allowed {
            field_errors.insert("status_not_allowed");
        }
        let validated = cell.filter(|cell| cell.stands.status == Status::Validated);
        if validated.is_some_and(|cell| cell.last().worked != said.worked) && said.reason.is_none() {
            field_errors.insert("reason_required");
        }
        field_errors
    }

    /// Something is said of a cell.
    pub fn say(&mut self, who: House, said: &Utterance) -> Fate {
        if who == House::Ariq && SECTOR_OF[LOT_OF[said.key.0]] != "BTP" {
            return refused(if said.way == Way::Alone { "not_found" } else { "unknown_employment" });
        }
        if let Err(fate) = self.is_news(who, said) {
            return fate;
        }
        let field_errors = self.field_errors(who, said);
        if !field_errors.is_empty() {
            return Fate::Refused(field_errors);
        }
        let cell = self.cells.get(&said.key);
        let alike = cell.and_then(|cell| [cell.last(), &cell.stands].into_iter().find(|one| one.worked == said.worked));
        let unsaid = match cell {
            Some(cell) if cell.stands.status == Status::Draft => Status::Draft,
            // An officer who repeats a figure leaves it as it was.
            _ if who == House::Creativ => alike.map_or(Status::Submitted, |alike| match alike.status {
                Status::Rejected => Status::Submitted,
                status => status,
            }),
            _ => Status::Submitted,
        };
        let new = Said {
            worked: said.worked,
            status: said.asked.unwrap_or(unsaid),
            source: alike.map_or(who, |alike| alike.source),
            reason: said.reason,
        };
        if new.worked > 0 && new.status != Status::Rejected {
            self.nil.remove(&(LOT_OF[said.key.0], said.key.1));
        }
        let Some(cell) = self.cells.get_mut(&said.key) else {
            self.cells.insert(said.key, Cell { history: vec![new.clone()], stands: new, waits: None });
            return Fate::Created;
        };
        cell.history.push(new.clone());
        match (cell.stands.status, new.status) {
            (Status::Validated, Status::Rejected) => cell.waits = None,
            (Status::Validated, Status::Draft | Status::Submitted) => cell.waits = Some(new),
            _ => (cell.stands, cell.waits) = (new, None),
        }
        Fate::Updated
    }

    fn of_lot(&self, lot: usize, month: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |(key, _)| LOT_OF[key.0] == lot && key.1 == month).map(|(_, cell)| cell)
    }

    /// A lot is said to have no hours.
    pub fn state_nil(&mut self, who: House, lot: usize, month: usize) -> Result<(), &'static str> {
        let gives = |cell: &Cell| cell.stands.worked > 0 || cell.waits.as_ref().is_some_and(|said| said.worked > 0);
        let has_hours = self.of_lot(lot, month).any(|cell| cell.stands.status != Status::Rejected && gives(cell));
        match () {
            () if who == House::Ariq && SECTOR_OF[lot] != "BTP" => Err("unknown_lot"),
            () if self.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () if self.nil.contains(&(lot, month)) => Err("already_exists"),
            () if has_hours => Err("lot_has_hours"),
            () => {
                self.nil.insert((lot, month));
                Ok(())
            }
        }
    }

    /// Where a lot stands; every deadline is long past.
    pub fn standing(&self, lot: usize, month: usize) -> &'static str {
        let sent = |cell: &Cell| matches!(cell.stands.status, Status::Submitted | Status::Validated);
        let came = |cell: &Cell| cell.waits.is_some() || (sent(cell) && cell.stands.worked > 0);
        match self.of_lot(lot, month).any(came) {
            true => "received",
            false if self.nil.contains(&(lot, month)) => "nil",
            false => "late",
        }
    }

    /// A month of a sector is closed.
    pub fn close(&mut self, sector: &'static str, month: usize, forced: Option<bool>) -> Result<(), &'static str> {
        if self.closed.contains(&(sector, month)) {
            return Ok(());
        }
        let lots = || (0..SECTOR_OF.len()).filter(|lot| SECTOR_OF[*lot] == sector);
        let waits = |cell: &Cell| cell.waits.is_some() || cell.stands.status == Status::Submitted;
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

    /// The hours that stand in these states in a month of a sector.
    pub fn total(&self, sector: &str, month: usize, statuses: &[Status]) -> i64 {
        let meant = |key: &Key| SECTOR_OF[LOT_OF[key.0]] == sector && key.1 == month;
        let cells = self.cells.iter().filter(|(key, cell)| meant(key) && statuses.contains(&cell.stands.status));
        cells.map(|(_, cell)| cell.stands.worked).sum()
    }
}
