//! What triggers keep of people for lists, beside the tables that it follows from.

use super::super::faults::Faults;
use super::super::store::records as store;
use super::Progress;
use crate::access::Tx;
use crate::error::Result;

/// How many people one query reads: PostgreSQL looks through all assignments for each.
const PAGE: i64 = 10_000;

/// Compares the facts of people after one of them, while `goes_on`.
pub(in crate::audit_chain) fn check_facts(
    tx: &mut Tx<'_>,
    mut after: i64,
    faults: &mut Faults,
    goes_on: impl Fn() -> bool,
) -> Result<Progress> {
    let mut compared = 0;
    while goes_on() {
        let page = store::facts_after(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(Progress { records: compared, next: None }) };
        after = *last;
        for (person, differ) in page {
            compared += 1;
            if differ {
                let detail = "Ce que les listes retiennent de la personne ne suit pas de ses orientations, contrats et fenêtres.";
                faults.of_record("facts_changed", ("candidate_facts", person, 0), None, detail);
            }
        }
    }
    Ok(Progress { records: compared, next: Some((after, 0)) })
}
