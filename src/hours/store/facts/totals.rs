//! The running totals that warnings compare: what people worked in a month, what is done and due on a lot.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

use crate::access::Tx;
use crate::db::schema::{hours, hours_due};
use crate::db::{ColumnList, InListMethods as _, KeyList, in_rows, native};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::running_totals::RunningTotals;
use crate::values::{CandidateId, EmploymentId, Hours, HoursStatus, LotId, Month, Sector};

/// The running totals of the people, months and lots of these cells, over the rows that were not rejected: a person's
/// over the sectors that the caller is warned of, a lot's over all its rows. Hours due as of `today`.
///
/// # Errors
/// `unavailable`.
pub fn running_totals(
    tx: &mut Tx<'_>,
    keys: &[CellKey],
    owners: &HashMap<EmploymentId, CandidateId>,
    today: NaiveDate,
) -> Result<RunningTotals> {
    let lots = KeyList::numbers(keys.iter().map(|key| key.lot).collect::<BTreeSet<_>>());
    let mut totals = RunningTotals::of_lots(done(tx, lots.clone())?, due(tx, lots, today)?);
    let months = keys.iter().filter_map(|key| Some([owners.get(&key.employment)?.0, i64::from(key.month)]));
    for (candidate, key, worked) in worked(tx, months.collect())? {
        totals.add_cell(candidate, key, worked);
    }
    Ok(totals)
}

struct PersonAndMonth;

impl ColumnList for PersonAndMonth {
    const NAMES: &'static str = "hours.candidate_id, hours.month";
}

fn worked(tx: &mut Tx<'_>, months: BTreeSet<[i64; 2]>) -> Result<Vec<(CandidateId, CellKey, Hours)>> {
    let query = hours::table.filter(in_rows::<PersonAndMonth, 2>(months)).select((
        hours::candidate_id,
        hours::employment_id,
        hours::lot_id,
        hours::month,
        hours::worked,
        hours::status,
        hours::sector,
    ));
    type Row = (CandidateId, EmploymentId, LotId, Month, Hours, HoursStatus, Sector);
    let rows: Vec<Row> = native!(tx.conn(), |conn| query.load(conn))?;
    let cell = |(candidate, employment, lot, month, worked, status, sector): Row| {
        let adds = status != HoursStatus::Rejected && tx.scope().is_warned_of(sector);
        (candidate, CellKey { employment, lot, month }, if adds { worked } else { Hours::ZERO })
    };
    Ok(rows.into_iter().map(cell).collect())
}

/// The sum of `worked` as an integer on both engines. It has a type of its own so that the statement stays prepared.
#[derive(Debug, Clone, Copy, QueryId)]
struct SumOfWorked;

impl<DB: Backend> QueryFragment<DB> for SumOfWorked {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("CAST(SUM(worked) AS BIGINT)");
        Ok(())
    }
}

impl Expression for SumOfWorked {
    type SqlType = BigInt;
}

impl SelectableExpression<hours::table> for SumOfWorked {}
impl AppearsOnTable<hours::table> for SumOfWorked {}

impl ValidGrouping<hours::lot_id> for SumOfWorked {
    type IsAggregate = is_aggregate::Yes;
}

/// What counts on each lot, from the index `hours_lot` alone.
fn done(tx: &mut Tx<'_>, lots: KeyList) -> Result<HashMap<LotId, Hours>> {
    let query = hours::table
        .filter(hours::lot_id.in_list(lots))
        .filter(hours::counted.eq(true))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .group_by(hours::lot_id)
        .select((hours::lot_id, SumOfWorked));
    let rows: Vec<(LotId, Hours)> = native!(tx.conn(), |conn| query.load(conn))?;
    Ok(rows.into_iter().collect())
}

/// What is due on each lot: the latest entry that has begun.
fn due(tx: &mut Tx<'_>, lots: KeyList, today: NaiveDate) -> Result<HashMap<LotId, Hours>> {
    let query = hours_due::table
        .filter(hours_due::lot_id.in_list(lots))
        .filter(hours_due::effective_on.le(today))
        .order((hours_due::effective_on, hours_due::id))
        .select((hours_due::lot_id, hours_due::hours));
    let rows: Vec<(LotId, Hours)> = native!(tx.conn(), |conn| query.load(conn))?;
    Ok(rows.into_iter().collect())
}
