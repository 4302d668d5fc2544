//! Warnings on hours that are recorded all the same (domain rule 4): in the answer to their sender, by what the sender
//! sees, and for the officer who reads hours that wait.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::access::Tx;
use crate::error::Result;
use crate::hours::rules::{Change, Figure, LotsWithEvidence, validates_without_evidence};
use crate::hours::running_totals::RunningTotals;
use crate::hours::snapshot::{Facts, Timeline};
use crate::hours::{Cell, CellKey, store};
use crate::values::{Hours, HoursStatus, Month, Warning};

/// The warnings of each cell about to change. `shows_figures` is false for partners: a sum may contain rows of others.
pub(super) fn warnings(
    facts: &mut Facts,
    changes: &[(CellKey, &Change)],
    evidenced: &LotsWithEvidence,
    shows_figures: bool,
) -> HashMap<CellKey, Vec<Warning>> {
    for (key, change) in changes {
        apply(&mut facts.totals, key, change);
    }
    let of_cell = |(key, change): &(CellKey, &Change)| {
        let sum = facts.totals.worked(change.snapshot.candidate, key.month);
        let mut warnings = over_limits(&facts.totals, &facts.settings, key, sum, shows_figures);
        if validates_without_evidence(key, change, evidenced) {
            let detail = "Ces heures sont validées sans justificatif.";
            warnings.push(Warning::new("validation_without_evidence", detail));
        }
        (*key, warnings)
    };
    changes.iter().map(of_cell).collect()
}

/// Adds to the cells that wait what their validation would warn of, if the caller is an officer: their sender may have
/// been warned by its own sectors alone.
///
/// # Errors
/// `unavailable`.
pub(super) fn warn_of_waiting(tx: &mut Tx<'_>, cells: &mut [Cell], today: NaiveDate) -> Result<()> {
    if !tx.scope().is_officer() {
        return Ok(());
    }
    let waits = |cell: &&mut Cell| cell.latest().status == HoursStatus::Submitted;
    let waiting: Vec<&mut Cell> = cells.iter_mut().filter(waits).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let keys: Vec<CellKey> = waiting.iter().map(|cell| cell.key()).collect();
    let owners = waiting.iter().map(|cell| (cell.employment_id, cell.candidate_id)).collect();
    let totals = store::facts::running_totals(tx, &keys, &owners, today)?;
    let settings = store::facts::timeline(tx)?;
    for (cell, key) in waiting.into_iter().zip(keys) {
        let sum = totals.worked_with(cell.candidate_id, &key, cell.latest().worked);
        cell.warnings = over_limits(&totals, &settings, &key, sum, true);
    }
    Ok(())
}

/// The warnings of a person's sum above the cap, and of a lot's above its hours due.
fn over_limits(
    totals: &RunningTotals,
    settings: &Timeline,
    key: &CellKey,
    sum: Hours,
    shows_figures: bool,
) -> Vec<Warning> {
    let cap = settings.on(key.month.first_day()).weekly_cap_hours;
    let past_due = Warning::new("lot_past_due", "Le lot a dépassé ses heures d’insertion prévues.");
    let past_due = totals.is_past_due(key.lot).then_some(past_due);
    over_cap(key.month, sum, cap, shows_figures).into_iter().chain(past_due).collect()
}

/// Applies a change to the sums. A correction that waits is part of the person's sum, as it may come to count, but not
/// of the lot's. Refreshes keep `counted` up to date in open months, the only ones in which hours change.
fn apply(totals: &mut RunningTotals, key: &CellKey, change: &Change) {
    let counts = not_rejected(&change.figure);
    totals.replace_worked(change.snapshot.candidate, key, if change.waits { change.stated.worked } else { counts });
    if change.snapshot.counted {
        totals.replace_done(key, counts);
    }
}

fn not_rejected(figure: &Figure) -> Hours {
    if figure.status == HoursStatus::Rejected { Hours::ZERO } else { figure.worked }
}

/// Whether a person's hours of a month are above the legal weekly cap over its weeks (its days divided by seven).
pub fn is_over_cap(month: Month, sum: Hours, weekly_cap: Hours) -> bool {
    let weeks_sevenfold = i64::from(month.days());
    sum.hundredths().saturating_mul(7) > weekly_cap.hundredths().saturating_mul(weeks_sevenfold)
}

/// The warning above the cap.
fn over_cap(month: Month, sum: Hours, weekly_cap: Hours, shows_figures: bool) -> Option<Warning> {
    is_over_cap(month, sum, weekly_cap).then(|| {
        let figure = if shows_figures { format!(" : {} h en tout", sum.in_french()) } else { String::new() };
        let cap = weekly_cap.in_french();
        let cap = cap.strip_suffix(",00").unwrap_or(&cap);
        let detail = format!("La personne dépasse la durée légale ce mois-ci ({cap} h par semaine){figure}.");
        Warning::new("monthly_cap", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_is_that_of_the_weeks_of_the_month() {
        let month = Month::parse("2023-02").unwrap();
        let cap = Hours::parse("48").unwrap();
        assert!(over_cap(month, Hours::parse("192").unwrap(), cap, true).is_none());
        assert!(over_cap(month, Hours::parse("192.01").unwrap(), cap, true).is_some());
        assert!(!over_cap(month, Hours::parse("200").unwrap(), cap, false).unwrap().detail.contains("200"));
    }
}
