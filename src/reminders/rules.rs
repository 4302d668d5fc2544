//! Rules of who owes hours, and whom to remind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::model::LotOwed;
use crate::values::{EmploymentId, LotId, NextAct, OrganisationId, day_in_france};

/// How long an answer is waited for after a reminder.
const PATIENCE: Days = Days::new(7);

/// An employment that is assigned to a lot in the month, and whether hours of it were sent.
#[derive(Debug, Clone, Copy)]
pub struct Assigned {
    pub lot: LotId,
    pub employer: OrganisationId,
    pub employment: EmploymentId,
    pub is_sent: bool,
}

/// The lots that each organisation owes, in the order of the lots given, and those that nobody owes. `expected` are lots
/// from which hours are awaited, each with whether nothing at all came; a lot on which nobody works is owed by its holder.
pub fn owed_lots(
    expected: &[(LotOwed, bool)],
    assigned: &[Assigned],
    holders: &BTreeMap<LotId, OrganisationId>,
) -> (BTreeMap<OrganisationId, Vec<LotOwed>>, Vec<LotOwed>) {
    let (mut owed, mut without_holder): (BTreeMap<_, Vec<LotOwed>>, _) = (BTreeMap::new(), Vec::new());
    for (lot, is_silent) in expected {
        let on_lot = || assigned.iter().filter(|one| one.lot == lot.lot_id);
        if on_lot().next().is_none() {
            match holders.get(&lot.lot_id) {
                Some(holder) if *is_silent => owed.entry(*holder).or_default().push(lot.clone()),
                None if *is_silent => without_holder.push(lot.clone()),
                _ => {}
            }
        }
        let mut missing: BTreeMap<OrganisationId, BTreeSet<EmploymentId>> = BTreeMap::new();
        for one in on_lot().filter(|one| !one.is_sent) {
            missing.entry(one.employer).or_default().insert(one.employment);
        }
        for (employer, employments) in missing {
            let lot = LotOwed { employments_without_hours: employments.len(), ..lot.clone() };
            owed.entry(employer).or_default().push(lot);
        }
    }
    (owed, without_holder)
}

/// What to do on a day about hours that are awaited until `deadline`.
pub fn next_act(today: NaiveDate, deadline: NaiveDate, last: Option<chrono::DateTime<chrono::Utc>>) -> NextAct {
    let is_answered_in_time = last.is_some_and(|at| today <= day_in_france(at) + PATIENCE);
    if today <= deadline || is_answered_in_time { NextAct::Wait } else { NextAct::Remind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_until_the_deadline_and_for_a_week_after_a_reminder() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let deadline = day("2023-07-15");
        // Half past midnight of the 21st in Dijon.
        let last = Some("2023-07-20T22:30:00Z".parse().unwrap());
        for (today, last, expected) in [
            ("2023-07-15", None, NextAct::Wait),
            ("2023-07-16", None, NextAct::Remind),
            ("2023-07-28", last, NextAct::Wait),
            ("2023-07-29", last, NextAct::Remind),
        ] {
            assert_eq!(next_act(day(today), deadline, last), expected, "{today}");
        }
    }
}
