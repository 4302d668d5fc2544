//! The sums that warnings compare: a person's month, a lot against its hours due, evidence for a lot and month.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::sql_types::{BigInt, Integer};

use crate::access::Tx;
use crate::db::schema::lot_evidence;
use crate::db::{AmongKeys as _, Fragment, Keys};
use crate::error::{AppError, Result};
use crate::units::{CandidateId, Hours, HoursStatus, LotId, Month};

/// What was added up, and of what.
const WORKED: i32 = 1;
const DONE: i32 = 2;
const DUE: i32 = 3;

/// Of what kind, of whom or of which lot, in which month, and hundredths of hours.
type Columns = (Integer, BigInt, Integer, BigInt);
type Row = (i32, i64, i32, i64);

/// The question, which always has the same text.
#[derive(QueryId)]
struct OfSums;

/// Sums over rows that were not rejected.
#[derive(Debug, Default)]
pub struct Sums {
    /// What people worked in each month.
    worked: HashMap<(CandidateId, Month), Hours>,
    /// What counts on each lot.
    done: HashMap<LotId, Hours>,
    /// What is due on those lots where something is.
    due: HashMap<LotId, Hours>,
}

impl Sums {
    /// What a person worked in a month.
    pub fn worked(&self, person: CandidateId, month: Month) -> Hours {
        self.worked.get(&(person, month)).copied().unwrap_or_default()
    }

    /// Whether more is done on the lot than is due on the day asked about.
    pub fn is_past_due(&self, lot: LotId) -> bool {
        self.due.get(&lot).is_some_and(|due| self.done.get(&lot).is_some_and(|done| done > due))
    }

    /// More, or less, that a person works in a month.
    pub fn add_worked(&mut self, person: CandidateId, month: Month, more: Hours) {
        let worked = self.worked.entry((person, month)).or_default();
        *worked = *worked + more;
    }

    /// More, or less, that is done on a lot.
    pub fn add_done(&mut self, lot: LotId, more: Hours) {
        let done = self.done.entry(lot).or_default();
        *done = *done + more;
    }
}

/// What people worked in months of theirs, and what is done and due on these lots on a day: one query.
pub fn sums(
    tx: &mut Tx<'_>,
    lived: &BTreeSet<(CandidateId, Month)>,
    lots: &BTreeSet<LotId>,
    today: NaiveDate,
) -> Result<Sums> {
    let rows: Vec<Row> = question(lived, lots, today).load(tx.conn())?;
    let mut sums = Sums::default();
    for (kind, whose, month, sum) in rows {
        let sum = Hours::from_hundredths(sum);
        match (kind, Month::from_number(month)) {
            (WORKED, Some(month)) => drop(sums.worked.insert((CandidateId(whose), month), sum)),
            (DONE, _) => drop(sums.done.insert(LotId(whose), sum)),
            (DUE, _) => drop(sums.due.insert(LotId(whose), sum)),
            _ => return Err(AppError::internal(anyhow::anyhow!("a sum of nothing that was asked about"))),
        }
    }
    Ok(sums)
}

fn question(
    lived: &BTreeSet<(CandidateId, Month)>,
    lots: &BTreeSet<LotId>,
    today: NaiveDate,
) -> Fragment<Columns, OfSums> {
    let rejected = HoursStatus::Rejected;
    let lots = Keys::numbers(lots.iter().copied());
    let mut sql = Fragment::default();
    sql.push(format!("SELECT {WORKED}, candidate_id, month, CAST(SUM(worked) AS BIGINT)"));
    let months = lived.iter().map(|(person, month)| [person.0, i64::from(*month)]);
    sql.from_holding("hours", "(candidate_id, month)", Keys::rows(months));
    sql.push(format!(" AND status <> '{rejected}' GROUP BY candidate_id, month UNION ALL "));
    sql.push(format!("SELECT {DONE}, lot_id, 0, CAST(SUM(worked) AS BIGINT)"));
    sql.from_holding("lot_hours", "lot_id", lots.clone());
    sql.push(format!(" GROUP BY lot_id UNION ALL SELECT {DUE}, d.lot_id, 0, d.hours"));
    sql.from_holding("hours_due d", "d.lot_id", lots);
    // The latest promise is the one that holds.
    sql.push(" AND d.effective_on <= ");
    sql.bind_date(today);
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM hours_due l WHERE l.lot_id = d.lot_id \
          AND (l.effective_on, l.id) > (d.effective_on, d.id) AND l.effective_on <= ",
    );
    sql.bind_date(today);
    sql.push(")");
    sql
}

/// The lots and months for which evidence stands as a whole.
pub fn evidenced(tx: &mut Tx<'_>, lots: &[LotId]) -> Result<HashSet<(LotId, Month)>> {
    let rows: Vec<(LotId, Month)> = lot_evidence::table
        .filter(lot_evidence::lot_id.among(Keys::numbers(lots.iter().copied())))
        .select((lot_evidence::lot_id, lot_evidence::month))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;
    use diesel::pg::Pg;
    use diesel::sqlite::Sqlite;

    use super::*;

    /// A statement is found by its name, so its text must not depend on what is asked about.
    #[test]
    fn the_question_has_one_text() {
        let texts = |many: i64| {
            let month = Month::parse("2023-06").unwrap();
            let lived = (0..many).map(|person| (CandidateId(person), month)).collect();
            let question = question(&lived, &(0..many).map(LotId).collect(), month.first_day());
            let said = [debug_query::<Pg, _>(&question).to_string(), debug_query::<Sqlite, _>(&question).to_string()];
            said.map(|said| said.split(" -- binds").next().unwrap().to_owned())
        };
        assert_eq!(texts(0), texts(3));
    }
}
