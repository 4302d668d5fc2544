//! Queries: a fixed number, whatever the number of rows.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::Sent;
use crate::access::Tx;
use crate::db::schema::{hours, hours_versions, lot_evidence};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::hours::Evidence;
use crate::values::{EvidenceKind, HoursId, HoursStatus, LotId, Month, Name, french_order};

/// What was sent with the latest figures of these cells.
pub(super) fn sent(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, Sent>> {
    type Row = (HoursId, NaiveDateTime, Option<String>, Option<EvidenceKind>, Option<Name>, Option<NaiveDate>);
    let sectors = tx.scope().visible_sectors();
    let is_latest = hours_versions::hours_id.eq(hours::id).and(hours_versions::version.eq(hours::version));
    let rows: Vec<Row> = hours::table
        .inner_join(hours_versions::table.on(is_latest))
        .filter(hours::id.in_list(KeyList::numbers(ids.iter().copied())))
        .filter(hours::sector.in_list(KeyList::texts(sectors)))
        .select((
            hours::id,
            hours_versions::recorded_at,
            hours_versions::reason,
            hours_versions::evidence_kind,
            hours_versions::evidence_reference,
            hours_versions::evidence_on,
        ))
        .load(tx.conn())?;
    let sent = |(id, sent_at, reason, kind, reference, dated_on): Row| {
        let evidence = kind.zip(reference).map(|(kind, reference)| Evidence { kind, reference, dated_on });
        (id, Sent { sent_at: sent_at.and_utc(), reason, evidence })
    };
    Ok(rows.into_iter().map(sent).collect())
}

/// The reference of the evidence for these lots as a whole, by month.
pub(super) fn lot_evidence(
    tx: &mut Tx<'_>,
    lots: impl IntoIterator<Item = LotId>,
) -> Result<HashMap<(LotId, Month), String>> {
    let rows: Vec<(LotId, Month, Name)> = lot_evidence::table
        .filter(lot_evidence::lot_id.in_list(KeyList::numbers(lots)))
        .order(lot_evidence::id)
        .select((lot_evidence::lot_id, lot_evidence::month, lot_evidence::reference))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(lot, month, reference)| ((lot, month), reference.to_string())).collect())
}

/// The people whose hours a reason must have been given for before it is offered again.
const FEWEST_PEOPLE: i64 = 3;

/// The most reasons offered.
const MOST_REASONS: usize = 20;

/// Reasons of rejections in the caller's sectors, of hours of the last twelve months. A reason may name somebody: only
/// those given for several people are offered again.
pub(super) fn reasons(tx: &mut Tx<'_>, today: NaiveDate) -> Result<Vec<String>> {
    let sectors = tx.scope().visible_sectors();
    let people = || sql::<BigInt>("COUNT(DISTINCT hours.candidate_id)");
    let mut since = Month::of(today);
    (0..12).for_each(|_| since = since.previous());
    let rows: Vec<(Option<String>, i64)> = hours_versions::table
        .inner_join(hours::table.on(hours::id.eq(hours_versions::hours_id)))
        .filter(hours_versions::status.eq(HoursStatus::Rejected))
        .filter(hours_versions::reason.is_not_null())
        .filter(hours::month.ge(since))
        .filter(hours::sector.in_list(KeyList::texts(sectors)))
        .group_by(hours_versions::reason)
        .having(people().ge(FEWEST_PEOPLE))
        .select((hours_versions::reason, people()))
        .load(tx.conn())?;
    let mut reasons: Vec<(String, i64)> =
        rows.into_iter().filter_map(|(reason, people)| Some((reason?, people))).collect();
    reasons.sort_by_cached_key(|(reason, people)| (Reverse(*people), french_order(&**reason)));
    Ok(reasons.into_iter().map(|(reason, _)| reason).take(MOST_REASONS).collect())
}
