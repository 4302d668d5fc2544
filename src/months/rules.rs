//! Rules of the board and of closing a month.

use chrono::{Days, NaiveDate};

use super::model::{Board, CellCounts, Closure, LotBoard, LotCounts, NilStatement, SectorBoard, WorkedByStatus};
use crate::error::{AppError, ProblemCode};
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
}

/// The last day on which the hours of a month are awaited: a day of the next month.
pub fn deadline(month: Month, day: u32) -> NaiveDate {
    month.next().first_day() + Days::new(u64::from(day.saturating_sub(1)))
}

/// The board of these sectors on a day.
pub fn board(facts: &MonthFacts, sectors: &[Sector], deadline: NaiveDate, today: NaiveDate) -> Board {
    let missing = if today <= deadline { LotStanding::Awaited } else { LotStanding::Late };
    let of = |sector: &Sector| {
        let lots: Vec<LotBoard> =
            facts.lots.iter().filter(|lot| lot.sector == *sector).map(|lot| lot_board(facts, lot, missing)).collect();
        let state = facts.states.iter().find(|state| state.sector == *sector).cloned();
        sector_board(state.unwrap_or_else(|| Closure::open(facts.month, *sector)), lots)
    };
    Board { month: facts.month, deadline, sectors: sectors.iter().map(of).collect() }
}

fn sector_board(state: Closure, lots: Vec<LotBoard>) -> SectorBoard {
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
            LotStanding::Nil => lots_by_standing.nil += 1,
            LotStanding::Awaited => lots_by_standing.awaited += 1,
            LotStanding::Late => lots_by_standing.late += 1,
            LotStanding::NotExpected => {}
        }
    }
    let Closure { sector, state, changed_by, changed_at, reason, .. } = state;
    SectorBoard { sector, state, changed_by, changed_at, reason, cells, lots_by_standing, lots }
}

fn lot_board(facts: &MonthFacts, lot: &LotFacts, missing: LotStanding) -> LotBoard {
    let mut cells = CellCounts::default();
    let mut worked = WorkedByStatus::default();
    for group in facts.cells.iter().filter(|group| group.lot == lot.lot) {
        cells.with_correction += group.with_correction;
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
    let standing = match (is_received, &nil_statement, lot.expected) {
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
        worked,
        cells,
        nil_statement,
    }
}

/// `month_not_ready` if hours wait for a decision or lots are missing; the detail counts them.
pub fn obstacles(board: &SectorBoard) -> Option<AppError> {
    let (cells, lots) = (&board.cells, &board.lots_by_standing);
    let parts = [
        (cells.submitted, "saisie d'heures à valider", "saisies d'heures à valider"),
        (cells.with_correction, "correction à valider", "corrections à valider"),
        (lots.awaited, "lot attendu", "lots attendus"),
        (lots.late, "lot en retard", "lots en retard"),
    ];
    let present = parts.iter().filter(|(count, _, _)| *count > 0);
    let texts: Vec<String> =
        present.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    (!texts.is_empty()).then(|| {
        let detail = format!(
            "Ce mois n'est pas prêt à être clos : {}. Réglez-les, ou forcez la clôture en disant pourquoi.",
            texts.join(", ")
        );
        AppError::new(ProblemCode::MonthNotReady).with_detail(detail)
    })
}

/// Checks that the month has begun.
///
/// # Errors
/// `month_in_future`.
pub fn has_begun(month: Month, today: NaiveDate) -> Result<(), AppError> {
    if today < month.first_day() { Err(ProblemCode::MonthInFuture.into()) } else { Ok(()) }
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
        }
    }

    fn standing(facts: &MonthFacts, today: &str) -> LotStanding {
        let board = board(facts, &[Sector::Btp], deadline(facts.month, 15), day(today));
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
}
