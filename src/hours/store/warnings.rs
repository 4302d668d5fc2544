//! The sums that warnings compare: a person's month, a lot against its hours due, evidence for a lot and month.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use crate::access::Tx;
use crate::db::schema::{hours, hours_due, lot_evidence};
use crate::error::Result;
use crate::units::{CandidateId, Hours, HoursStatus, LotId, Month};

/// What people worked in each month, over all their rows that were not rejected.
pub fn worked_by_person(
    tx: &mut Tx<'_>,
    people: &[CandidateId],
    months: &[Month],
) -> Result<HashMap<(CandidateId, Month), Hours>> {
    let rows: Vec<(CandidateId, Month, Option<i64>)> = hours::table
        .filter(hours::candidate_id.eq_any(people))
        .filter(hours::month.eq_any(months))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .group_by((hours::candidate_id, hours::month))
        .select((hours::candidate_id, hours::month, sql::<Nullable<BigInt>>("CAST(SUM(hours.worked) AS BIGINT)")))
        .load(tx.conn())?;
    let total = |sum: Option<i64>| Hours::from_hundredths(sum.unwrap_or(0));
    Ok(rows.into_iter().map(|(candidate, month, sum)| ((candidate, month), total(sum))).collect())
}

/// The lots on which more is done than is due on a day.
pub fn lots_past_due(tx: &mut Tx<'_>, lots: &[LotId], today: NaiveDate) -> Result<HashSet<LotId>> {
    let due: Vec<(LotId, Hours)> = hours_due::table
        .filter(hours_due::lot_id.eq_any(lots))
        .filter(hours_due::effective_on.le(today))
        .order((hours_due::effective_on, hours_due::id))
        .select((hours_due::lot_id, hours_due::hours))
        .load(tx.conn())?;
    // The latest promise is the one that holds.
    let due: HashMap<LotId, Hours> = due.into_iter().collect();
    let done: Vec<(LotId, Option<i64>)> = hours::table
        .filter(hours::lot_id.eq_any(lots))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .filter(hours::counted.eq(true))
        .group_by(hours::lot_id)
        .select((hours::lot_id, sql::<Nullable<BigInt>>("CAST(SUM(hours.worked) AS BIGINT)")))
        .load(tx.conn())?;
    let past = |(lot, sum): &(LotId, Option<i64>)| {
        due.get(lot).is_some_and(|due| Hours::from_hundredths(sum.unwrap_or(0)) > *due)
    };
    Ok(done.into_iter().filter(past).map(|(lot, _)| lot).collect())
}

/// The lots and months for which evidence stands as a whole.
pub fn evidenced(tx: &mut Tx<'_>, lots: &[LotId]) -> Result<HashSet<(LotId, Month)>> {
    let rows: Vec<(LotId, Month)> = lot_evidence::table
        .filter(lot_evidence::lot_id.eq_any(lots))
        .select((lot_evidence::lot_id, lot_evidence::month))
        .load(tx.conn())?;
    Ok(rows.into_iter().collect())
}
