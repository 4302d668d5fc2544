//! The board: what came of each lot, and what is in the way of closing.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::closing::{Terms, obstacles, warnings};
use crate::months::model::{
    Board, CellCounts, Closure, LotBoard, LotCounts, NilStatement, SectorBoard, WorkedByStatus,
};
use crate::values::{ClosureState, Hours, HoursStatus, LotId, LotStanding, Month, PublicContractId, Sector};

/// A lot, and whether hours are expected from it in the month.
#[derive(Debug, Clone)]
pub struct LotFacts {
    pub lot: LotId,
    pub number: String,
    pub title: String,
    pub public_contract: PublicContractId,
    pub reference: String,
    pub sector: Sector,
    pub expected: bool,
}

/// The cells of a lot with one status: their number, those with a pending correction, and the hours worked.
#[derive(Debug, Clone, Copy)]
pub struct CellGroup {
    pub lot: LotId,
    pub status: HoursStatus,
    pub count: i64,
    pub with_correction: i64,
    /// The hours that these corrections state.
    pub corrections: Hours,
    pub worked: Hours,
}

/// The inputs of the board.
#[derive(Debug, Clone)]
pub struct MonthFacts {
    pub month: Month,
    pub states: Vec<Closure>,
    pub lots: Vec<LotFacts>,
    pub cells: Vec<CellGroup>,
    pub nil_statements: Vec<NilStatement>,
    /// The number of employments on each lot in the month of which nothing was sent.
    pub silent_employments: HashMap<LotId, i64>,
}

/// The last day on which the hours of a month are awaited: a day of the next month.
pub fn deadline(month: Month, day: u32) -> NaiveDate {
    month.next().first_day() + Days::new(u64::from(day.saturating_sub(1)))
}

/// The board of these sectors.
pub fn board(facts: &MonthFacts, sectors: &[Sector], terms: &Terms) -> Board {
    let missing = if terms.today <= terms.deadline { LotStanding::Awaited } else { LotStanding::Late };
    let of = |sector: &Sector| {
        let lots: Vec<LotBoard> =
            facts.lots.iter().filter(|lot| lot.sector == *sector).map(|lot| lot_board(facts, lot, missing)).collect();
        let state = facts.states.iter().find(|state| state.sector == *sector).cloned();
        sector_board(state.unwrap_or_else(|| Closure::open(facts.month, *sector)), lots, terms)
    };
    Board { month: facts.month, deadline: terms.deadline, sectors: sectors.iter().map(of).collect() }
}

fn sector_board(state: Closure, lots: Vec<LotBoard>, terms: &Terms) -> SectorBoard {
    let mut cells = CellCounts::default();
    let mut lots_by_standing = LotCounts::default();
    for lot in &lots {
        cells.draft += lot.cells.draft;
        cells.submitted += lot.cells.submitted;
        cells.validated += lot.cells.validated;
        cells.with_correction += lot.cells.with_correction;
        cells.rejected += lot.cells.rejected;
        match lot.standing {
            LotStanding::Received => lots_by_standing.received += 1,
            LotStanding::Partial => lots_by_standing.partial += 1,
            LotStanding::Nil => lots_by_standing.nil += 1,
            LotStanding::Awaited => lots_by_standing.awaited += 1,
            LotStanding::Late => lots_by_standing.late += 1,
            LotStanding::NotExpected => {}
        }
    }
    let (obstacles, warnings) = match is_closed(&state) {
        true => Default::default(),
        false => (obstacles(&lots, state.month, terms), warnings(&lots, terms)),
    };
    let Closure { sector, state, changed_by, changed_at, reason, .. } = state;
    SectorBoard { sector, state, changed_by, changed_at, reason, cells, lots_by_standing, obstacles, warnings, lots }
}

fn lot_board(facts: &MonthFacts, lot: &LotFacts, missing: LotStanding) -> LotBoard {
    let mut cells = CellCounts::default();
    let mut worked = WorkedByStatus::default();
    for group in facts.cells.iter().filter(|group| group.lot == lot.lot) {
        cells.with_correction += group.with_correction;
        worked.corrections = worked.corrections + group.corrections;
        let (count, sum) = match group.status {
            HoursStatus::Draft => (&mut cells.draft, &mut worked.draft),
            HoursStatus::Submitted => (&mut cells.submitted, &mut worked.submitted),
            HoursStatus::Validated => (&mut cells.validated, &mut worked.validated),
            HoursStatus::Rejected => (&mut cells.rejected, &mut worked.rejected),
        };
        *count += group.count;
        *sum = *sum + group.worked;
    }
    let nil_statement = facts.nil_statements.iter().find(|statement| statement.lot_id == lot.lot).cloned();
    // Drafts are not sent, and rejected hours must be sent again.
    let is_received = worked.submitted + worked.validated > Hours::ZERO || cells.with_correction > 0;
    let silent = facts.silent_employments.get(&lot.lot).copied();
    let silent = silent.filter(|_| lot.expected && nil_statement.is_none()).unwrap_or(0);
    let standing = match (is_received, &nil_statement, lot.expected) {
        (true, _, _) if silent > 0 => LotStanding::Partial,
        (true, _, _) => LotStanding::Received,
        (false, Some(_), _) => LotStanding::Nil,
        (false, None, true) => missing,
        (false, None, false) => LotStanding::NotExpected,
    };
    LotBoard {
        lot_id: lot.lot,
        number: lot.number.clone(),
        title: lot.title.clone(),
        public_contract_id: lot.public_contract,
        reference: lot.reference.clone(),
        expected: lot.expected,
        standing,
        employments_without_hours: silent,
        worked,
        cells,
        nil_statement,
    }
}

/// Whether a month is closed.
pub fn is_closed(state: &Closure) -> bool {
    state.state == ClosureState::Closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(expected: bool, cells: &[(HoursStatus, i64, &str)]) -> MonthFacts {
        let lot = LotId(1);
        let group = |(status, with_correction, worked): &(HoursStatus, i64, &str)| CellGroup {
            lot,
            status: *status,
            count: 1,
            with_correction: *with_correction,
            corrections: Hours::ZERO,
            worked: Hours::parse(worked).unwrap(),
        };
        let (number, title, reference) = ("1".to_owned(), "Gros œuvre".to_owned(), "M-1".to_owned());
        let (public_contract, sector) = (PublicContractId(1), Sector::Btp);
        MonthFacts {
            month: Month::parse("2023-06").unwrap(),
            states: Vec::new(),
            lots: vec![LotFacts { lot, number, title, public_contract, reference, sector, expected }],
            cells: cells.iter().map(group).collect(),
            nil_statements: Vec::new(),
            silent_employments: HashMap::new(),
        }
    }

    fn standing(facts: &MonthFacts, today: &str) -> LotStanding {
        let deadline = deadline(facts.month, 15);
        let board = board(facts, &[Sector::Btp], &Terms { deadline, today: day(today), needs_all_employments: false });
        board.sectors[0].lots[0].standing
    }

    #[test]
    fn the_deadline_is_a_day_of_the_next_month() {
        assert_eq!(deadline(Month::parse("2023-12").unwrap(), 15), day("2024-01-15"));
        assert_eq!(deadline(Month::parse("2024-01").unwrap(), 1), day("2024-02-01"));
    }

    #[test]
    fn a_silent_lot_is_awaited_to_the_end_of_the_last_day_and_then_late() {
        let missing = facts(true, &[]);
        assert_eq!(standing(&missing, "2023-07-15"), LotStanding::Awaited);
        assert_eq!(standing(&missing, "2023-07-16"), LotStanding::Late);
    }

    #[test]
    fn only_hours_that_were_sent_and_not_refused_are_received() {
        for (cells, expected) in [
            (vec![(HoursStatus::Submitted, 0, "10")], LotStanding::Received),
            (vec![(HoursStatus::Validated, 0, "10")], LotStanding::Received),
            (vec![(HoursStatus::Validated, 1, "0")], LotStanding::Received),
            (vec![(HoursStatus::Validated, 0, "0")], LotStanding::Late),
            (vec![(HoursStatus::Draft, 0, "10")], LotStanding::Late),
            (vec![(HoursStatus::Rejected, 0, "10")], LotStanding::Late),
        ] {
            assert_eq!(standing(&facts(true, &cells), "2024-01-01"), expected, "{cells:?}");
        }
        assert_eq!(standing(&facts(false, &[(HoursStatus::Draft, 0, "1")]), "2024-01-01"), LotStanding::NotExpected);
    }

    #[test]
    fn a_lot_of_which_only_a_part_came_is_not_received() {
        let silent = |facts: MonthFacts| MonthFacts { silent_employments: [(LotId(1), 2)].into(), ..facts };
        let sent = [(HoursStatus::Submitted, 0, "10")];
        for (facts, expected) in [
            (facts(true, &sent), LotStanding::Partial),
            (facts(true, &[]), LotStanding::Late),
            (facts(false, &sent), LotStanding::Received),
        ] {
            assert_eq!(standing(&silent(facts), "2024-01-01"), expected);
        }
    }
}
