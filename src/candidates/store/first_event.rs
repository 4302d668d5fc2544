//! The first day on which other tables know something of a person, in any sector: nothing happens before a birth.

use chrono::NaiveDate;
use diesel::dsl::min;
use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{eligibility_windows, employments, plie_periods, positive_exits, referrals, waivers};
use crate::error::Result;
use crate::values::CandidateId;

/// The first day, and what happened on it, in French.
pub(in crate::candidates) fn first_event(
    tx: &mut Tx<'_>,
    id: CandidateId,
) -> Result<Option<(NaiveDate, &'static str)>> {
    macro_rules! first_day {
        ($table:ident, $day:ident) => {
            $table::table.filter($table::candidate_id.eq(id)).select(min($table::$day)).first(tx.conn())?
        };
    }
    // Assignments and their hours lie within the employment.
    let days: [(Option<NaiveDate>, &str); 6] = [
        (first_day!(referrals, referred_on), "une orientation"),
        (first_day!(employments, starts_on), "un contrat de travail"),
        (first_day!(plie_periods, starts_on), "un accompagnement du PLIE"),
        (first_day!(waivers, granted_on), "une dérogation"),
        (first_day!(eligibility_windows, ends_on), "une fenêtre d’éligibilité"),
        (first_day!(positive_exits, started_on), "une sortie positive"),
    ];
    Ok(days.into_iter().filter_map(|(day, what)| Some((day?, what))).min())
}
