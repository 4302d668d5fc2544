//! Puts a sheet together: which rows and lots it shows, in which order, and what is to be said of a cell.

use std::collections::{BTreeSet, HashMap};

use super::facts::{AssignedRow, Cells, Facts, LotFacts};
use super::{Sheet, SheetCell, SheetFilter, SheetLot, SheetRow, SheetSector};
use crate::hours::Cell;
use crate::months::{Board, LotBoard};
use crate::values::{HoursStatus, LotId, LotStanding, fold, french_order};

/// The lots of these rows, and those from which hours are expected or that have some, where the filter asks for no
/// people.
pub(super) fn lots(board: &Board, rows: &[AssignedRow], filter: &SheetFilter) -> BTreeSet<LotId> {
    let of_rows = rows.iter().map(|row| row.lot);
    if filter.employer_id.is_some() || filter.text.is_some() {
        return of_rows.collect();
    }
    let sectors = board.sectors.iter().filter(|board| filter.sector.is_none_or(|sector| sector == board.sector));
    let of_board = sectors.flat_map(|board| &board.lots).map(|lot| lot.lot_id);
    of_rows.chain(of_board.filter(|lot| filter.lot_id.is_none_or(|wanted| wanted == *lot))).collect()
}

/// The sheet of these facts.
pub(super) fn sheet(facts: Facts, filter: &SheetFilter) -> Sheet {
    let Facts { board, rows, lots, mut cells, previous } = facts;
    let text = filter.text.as_ref();
    let is_wanted = |row: &AssignedRow| {
        let lot = lots.iter().find(|lot| lot.id == row.lot);
        text.is_none_or(|text| text.is_in(&searched_text(row, lot)))
    };
    let mut seen = BTreeSet::new();
    let rows = rows.into_iter().filter(|row| seen.insert((row.employment, row.lot)) && is_wanted(row));
    let board_of = |lot: LotId| board.sectors.iter().flat_map(|of| &of.lots).find(|board| board.lot_id == lot);
    let row = |row: AssignedRow| {
        let asks_for_hours = board_of(row.lot).is_some_and(LotBoard::asks_for_hours);
        sheet_row(row, &mut cells, &previous, asks_for_hours)
    };
    let mut rows: Vec<SheetRow> = rows.map(row).collect();
    // The two databases order texts differently.
    let places: HashMap<LotId, usize> = lots.iter().enumerate().map(|(place, lot)| (lot.id, place)).collect();
    let name = |row: &SheetRow| (french_order(&*row.last_name), french_order(&*row.first_name));
    rows.sort_by_cached_key(|row| (places.get(&row.lot_id).copied(), name(row), row.employment_id));
    let with_rows: BTreeSet<LotId> = rows.iter().map(|row| row.lot_id).collect();
    let lots = lots.iter().filter(|lot| text.is_none() || with_rows.contains(&lot.id));
    let lots = lots.map(|lot| sheet_lot(lot, board_of(lot.id))).collect();
    let sectors = board.sectors.iter().filter(|board| filter.sector.is_none_or(|sector| sector == board.sector));
    let sectors = sectors.map(|board| SheetSector { sector: board.sector, state: board.state }).collect();
    Sheet { month: board.month, deadline: board.deadline, sectors, lots, rows }
}

/// What a search looks into, folded.
fn searched_text(row: &AssignedRow, lot: Option<&LotFacts>) -> String {
    let of_lot = lot.map(|lot| format!("{} {} {}", lot.reference, lot.number, lot.title)).unwrap_or_default();
    fold(&format!("{} {} {} {of_lot}", row.last_name, row.first_name, row.employer_name))
}

fn sheet_row(row: AssignedRow, cells: &mut Cells, previous: &Cells, asks_for_hours: bool) -> SheetRow {
    let key = (row.employment, row.lot);
    let cell = cells.remove(&key);
    let is_sent = cell.as_ref().is_some_and(|cell| HoursStatus::SENT.contains(&cell.status));
    SheetRow {
        assignment_id: row.assignment,
        employment_id: row.employment,
        employment_ref: row.employment_ref,
        lot_id: row.lot,
        candidate_id: row.candidate,
        last_name: row.last_name,
        first_name: row.first_name,
        employer_id: row.employer,
        employer: row.employer_name,
        contract_type: row.contract_type,
        from: row.period.from,
        to: row.period.to,
        previous: previous.get(&key).map(Cell::latest).filter(|figure| figure.status != HoursStatus::Rejected),
        cell: cell.map(sheet_cell),
        missing: asks_for_hours && !is_sent,
    }
}

fn sheet_cell(cell: Cell) -> SheetCell {
    let outside = cell.outside_window();
    SheetCell {
        id: cell.id,
        worked: cell.worked,
        training: cell.training,
        status: cell.status,
        source: cell.source,
        evidence: cell.evidence,
        pending: cell.pending,
        counted: cell.counted,
        version: cell.version,
        updated_at: cell.updated_at,
        warnings: outside.into_iter().chain(cell.warnings).collect(),
    }
}

fn sheet_lot(lot: &LotFacts, board: Option<&LotBoard>) -> SheetLot {
    SheetLot {
        lot_id: lot.id,
        number: lot.number.clone(),
        title: lot.title.clone(),
        public_contract_id: lot.public_contract,
        reference: lot.reference.clone(),
        sector: lot.sector,
        standing: board.map_or(LotStanding::NotExpected, |board| board.standing),
        employments_without_hours: board.map_or(0, |board| board.employments_without_hours),
        nil_statement: board.and_then(|board| board.nil_statement.clone()),
        due: lot.due,
        done: lot.done,
    }
}
