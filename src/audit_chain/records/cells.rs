//! Rows of hours beside their versions and what they copy, and the data version beside the events that raised it.

use super::super::faults::Faults;
use super::super::store::records as store;
use super::Progress;
use crate::access::Tx;
use crate::error::{ProblemCode, Result};
use crate::hours;

/// How many rows one query reads.
const PAGE: i64 = 500;

/// Compares rows of hours after one of them, while `goes_on`.
pub(in crate::audit_chain) fn check_cells(
    tx: &mut Tx<'_>,
    mut after: i64,
    faults: &mut Faults,
    goes_on: impl Fn() -> bool,
) -> Result<Progress> {
    let (mut compared, mut rows) = (0, PAGE);
    while goes_on() {
        let page = match hours::check_cells(tx, after, rows) {
            Ok(page) => page,
            // A value that the program never wrote cannot be parsed: one by one they say which.
            Err(error) if error.code == ProblemCode::Internal && rows > 1 => {
                rows = 1;
                continue;
            }
            Err(error) if error.code == ProblemCode::Internal => {
                let Some(id) = hours::next_cell(tx, after)? else {
                    return Ok(Progress { records: compared, next: None });
                };
                let detail = "La cellule, ou ce dont elle dépend, porte une valeur que le programme n’écrit jamais.";
                faults.of_record("unreadable", ("hours", id.0, 0), None, detail);
                (after, rows, compared) = (id.0, PAGE, compared + 1);
                continue;
            }
            Err(error) => return Err(error),
        };
        if page.rows == 0 {
            return Ok(Progress { records: compared, next: None });
        }
        compared += i64::try_from(page.rows).unwrap_or(i64::MAX);
        after = page.last;
        for fault in &page.faults {
            faults.of_record("cell_changed", ("hours", fault.id.0, 0), None, &fault.detail);
        }
    }
    Ok(Progress { records: compared, next: Some((after, 0)) })
}

/// Checks that the data version is not lower than the changes that raised it.
pub(in crate::audit_chain) fn check_data_version(tx: &mut Tx<'_>, faults: &mut Faults) -> Result<()> {
    let Some((since, then)) = store::found_data_version(tx)? else { return Ok(()) };
    let raised = store::raised_since(tx, since)?;
    if store::data_version(tx)? < then.saturating_add(raised) {
        let detail = "Le numéro de l’état des données est plus petit que le nombre des changements qui l’ont augmenté.";
        faults.of_record("data_version_low", ("data_version", 0, 0), None, detail);
    }
    Ok(())
}
