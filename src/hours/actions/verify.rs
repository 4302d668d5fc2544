//! Compares rows of hours with what they follow from: their versions, and in open months what they copy of people,
//! employments and contracts. `audit_chain` compares the versions, and closed months, with their events.

use crate::access::Tx;
use crate::error::Result;
use crate::hours::rules::{self, Figure};
use crate::hours::store::{self, stored::StoredCell};
use crate::values::HoursId;

/// What is wrong with a row of hours.
#[derive(Debug)]
pub struct CellFault {
    /// The row.
    pub id: HoursId,
    /// What was found, in French.
    pub detail: String,
}

/// The result of a page of rows.
#[derive(Debug)]
pub struct CheckedCells {
    /// How many rows were compared; 0 after the last one.
    pub rows: usize,
    /// The last of them.
    pub last: i64,
    /// Those that are not what they follow from.
    pub faults: Vec<CellFault>,
}

/// Compares the next rows after an id.
///
/// # Errors
/// `unavailable`.
pub fn check_cells(tx: &mut Tx<'_>, after: i64, rows: i64) -> Result<CheckedCells> {
    let cells = store::stored::after(tx, after, rows)?;
    let Some(last) = cells.last().map(|cell| cell.id.0) else {
        return Ok(CheckedCells { rows: 0, last: after, faults: Vec::new() });
    };
    let keys: Vec<_> = cells.iter().map(|cell| cell.key).collect();
    let facts = store::facts::read_all_sectors(tx, &keys)?;
    let mut faults = Vec::new();
    for cell in &cells {
        let mut fault = |detail: String| faults.push(CellFault { id: cell.id, detail });
        if !follows_from_versions(cell) {
            fault("Le nombre d’heures n’est pas celui qui suit des versions de la cellule.".to_owned());
        }
        if cell.is_malformed {
            fault("La cellule porte une valeur que le programme n’écrit jamais.".to_owned());
        }
        let person = facts.employments.get(&cell.key.employment).map(|employment| employment.candidate);
        if person != Some(cell.snapshot.candidate) {
            fault("La personne n’est pas celle du contrat de travail.".to_owned());
        }
        // Or else a cell of a closed month could go to the sector of an open one.
        if facts.lots.get(&cell.key.lot).map(|lot| lot.sector) != Some(cell.snapshot.sector) {
            fault("Le secteur n’est pas celui du marché.".to_owned());
        }
        let Some(expected) = facts.snapshot(&cell.key).filter(|_| !cell.is_closed) else { continue };
        let differences = cell.snapshot.differences(&expected);
        if !differences.is_empty() {
            fault(format!("La cellule ne suit pas ce qu’elle copie : {}.", differences.join(", ")));
        }
    }
    Ok(CheckedCells { rows: cells.len(), last, faults })
}

/// The next row after an id.
///
/// # Errors
/// `unavailable`.
pub fn next_cell(tx: &mut Tx<'_>, after: i64) -> Result<Option<HoursId>> {
    store::stored::next(tx, after)
}

/// Whether the row is what its versions, numbered from 1 without a gap, lead to.
fn follows_from_versions(cell: &StoredCell) -> bool {
    let mut counting: Option<Figure> = None;
    let mut pending = None;
    for (place, (number, stated)) in (1..).zip(&cell.versions) {
        if *number != place {
            return false;
        }
        let (figure, waits) = rules::counting_after(counting.as_ref(), stated);
        (counting, pending) = (Some(figure), waits.then_some(*number));
    }
    let last = cell.versions.last().map(|(number, _)| *number);
    (counting.as_ref(), last, pending) == (Some(&cell.figure), Some(cell.version), cell.pending_version)
}
