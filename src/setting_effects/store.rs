//! Queries, of every sector: settings apply to all.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Tx;
use crate::db::schema::{hours, hours_versions, lot_evidence};
use crate::error::Result;
use crate::values::{CandidateId, Hours, HoursStatus, Month};

/// The hours of each person and month in these months; those that were rejected are none.
pub(super) fn sums(tx: &mut Tx<'_>, from: Month, to: Option<Month>) -> Result<Vec<(Month, Hours)>> {
    let mut query = hours::table
        .filter(hours::month.ge(from))
        .filter(hours::status.ne(HoursStatus::Rejected))
        .group_by((hours::candidate_id, hours::month))
        .select((hours::candidate_id, hours::month, sql::<BigInt>("CAST(SUM(hours.worked) AS BIGINT)")))
        .into_boxed();
    if let Some(to) = to {
        query = query.filter(hours::month.le(to));
    }
    let rows: Vec<(CandidateId, Month, i64)> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(|(_, month, sum)| (month, Hours::from_hundredths(sum))).collect())
}

/// How many hours wait for a decision without evidence of their own or of their lot and month.
pub(super) fn waiting_without_evidence(tx: &mut Tx<'_>) -> Result<usize> {
    let is_latest = hours_versions::hours_id.eq(hours::id).and(hours_versions::version.eq(hours::version));
    let of_lot =
        lot_evidence::table.filter(lot_evidence::lot_id.eq(hours::lot_id)).filter(lot_evidence::month.eq(hours::month));
    let waits = hours::status.eq(HoursStatus::Submitted).or(hours::pending_version.is_not_null());
    let count: i64 = hours::table
        .inner_join(hours_versions::table.on(is_latest))
        .filter(waits)
        .filter(hours_versions::worked.gt(Hours::ZERO))
        .filter(hours_versions::evidence_kind.is_null())
        .filter(not(exists(of_lot)))
        .count()
        .get_result(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or_default())
}
