//! What was recorded all the same, and that somebody should look at (domain rule 4).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::record::Known;
use crate::access::WriteTx;
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::copied::Facts;
use crate::hours::rules::{Change, Evidenced, Figure, validates_without_evidence};
use crate::hours::store::{self, warnings::Sums};
use crate::units::{CandidateId, Hours, HoursStatus, LotId, Month, Warning};

/// The warnings of each cell that is about to change. Partners are told no figures of rows that may not be theirs.
pub(super) fn warnings(
    tx: &mut WriteTx<'_>,
    today: NaiveDate,
    facts: &Facts,
    changes: &[(CellKey, Change)],
    known: &Known,
    evidenced: &Evidenced,
) -> Result<HashMap<CellKey, Vec<Warning>>> {
    if changes.is_empty() {
        return Ok(HashMap::new());
    }
    let sums = sums_with(tx, today, changes, known)?;
    let tells_figures = tx.scope().is_officer();
    let of_cell = |(key, change): &(CellKey, Change)| {
        let sum = sums.worked(change.copied.candidate, key.month);
        let cap = facts.settings.on(key.month.first_day()).weekly_cap_hours;
        let mut warnings: Vec<Warning> = Vec::new();
        warnings.extend(over_cap(key.month, sum, cap, tells_figures));
        if sums.is_past_due(key.lot) {
            warnings.push(Warning::new("lot_past_due", "Le lot a dépassé ses heures d'insertion prévues."));
        }
        if validates_without_evidence(key, change, evidenced) {
            let detail = "Ces heures sont validées sans justificatif.";
            warnings.push(Warning::new("validation_without_evidence", detail));
        }
        (*key, warnings)
    };
    Ok(changes.iter().map(of_cell).collect())
}

/// The sums as they will be with these changes. A correction that waits is taken for what a person works, as it may come
/// to count, but not for what is done on the lot. Whether rows count is what refreshes keep up in open months, the only
/// ones in which hours change.
fn sums_with(tx: &mut WriteTx<'_>, today: NaiveDate, changes: &[(CellKey, Change)], known: &Known) -> Result<Sums> {
    let lived: BTreeSet<(CandidateId, Month)> =
        changes.iter().map(|(key, change)| (change.copied.candidate, key.month)).collect();
    let lots: BTreeSet<LotId> = changes.iter().map(|(key, _)| key.lot).collect();
    let mut sums = store::warnings::sums(tx, &lived, &lots, today)?;
    for (key, change) in changes {
        let before = known.get(key).map_or(Hours::ZERO, |(_, current)| not_rejected(&current.figure));
        let after = not_rejected(&change.figure);
        let worked = if change.waits { change.said.worked } else { after };
        sums.add_worked(change.copied.candidate, key.month, worked - before);
        if change.copied.counted {
            sums.add_done(key.lot, after - before);
        }
    }
    Ok(sums)
}

fn not_rejected(figure: &Figure) -> Hours {
    if figure.status == HoursStatus::Rejected { Hours::ZERO } else { figure.worked }
}

/// More than the legal cap of 48 hours a week over the weeks of the month (days divided by seven).
fn over_cap(month: Month, sum: Hours, weekly_cap: Hours, tells_figures: bool) -> Option<Warning> {
    let weeks_sevenfold = i64::from(month.days());
    let over = sum.hundredths().saturating_mul(7) > weekly_cap.hundredths().saturating_mul(weeks_sevenfold);
    over.then(|| {
        let figure = if tells_figures { format!(" : {sum} h en tout") } else { String::new() };
        let detail = format!("La personne dépasse la durée légale ce mois-ci ({weekly_cap} h par semaine){figure}.");
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
