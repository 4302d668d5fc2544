//! Reads versions of cells: waiting corrections, a sender's last figures, and the history.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::cells::evidence;
use crate::access::Tx;
use crate::db::schema::{hours, hours_versions};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::hours::Version;
use crate::hours::rules::Figure;
use crate::values::{EvidenceKind, Hours, HoursId, HoursStatus, Name};

#[derive(Queryable)]
struct VersionRow {
    hours_id: HoursId,
    version: i64,
    worked: Hours,
    training: Hours,
    status: HoursStatus,
    source: String,
    evidence_kind: Option<EvidenceKind>,
    evidence_reference: Option<Name>,
    evidence_on: Option<NaiveDate>,
    reason: Option<String>,
    recorded_by: String,
    recorded_at: NaiveDateTime,
}

impl VersionRow {
    fn into_figure(self) -> Figure {
        Figure {
            worked: self.worked,
            training: self.training,
            status: self.status,
            source: self.source,
            evidence: evidence(self.evidence_kind, self.evidence_reference, self.evidence_on),
        }
    }
}

/// The figures of these versions of cells.
pub(super) fn figures(tx: &mut Tx<'_>, wanted: &HashMap<HoursId, i64>) -> Result<HashMap<HoursId, Figure>> {
    let ids: Vec<HoursId> = wanted.keys().copied().collect();
    let versions: Vec<VersionRow> =
        hours_versions::table.filter(hours_versions::hours_id.in_list(KeyList::numbers(ids))).load(tx.conn())?;
    let selected = versions.into_iter().filter(|row| wanted.get(&row.hours_id) == Some(&row.version));
    Ok(selected.map(|row| (row.hours_id, row.into_figure())).collect())
}

/// The figures of all versions of these cells, in order and with their numbers.
pub(super) fn all_of(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, Vec<(i64, Figure)>>> {
    let rows: Vec<VersionRow> = hours_versions::table
        .filter(hours_versions::hours_id.in_list(KeyList::numbers(ids.iter().copied())))
        .order((hours_versions::hours_id, hours_versions::version))
        .load(tx.conn())?;
    let mut versions: HashMap<HoursId, Vec<(i64, Figure)>> = HashMap::new();
    for row in rows {
        versions.entry(row.hours_id).or_default().push((row.version, row.into_figure()));
    }
    Ok(versions)
}

/// The last figure of each cell that came from this source, and its version.
pub fn senders_last(tx: &mut Tx<'_>, source: &str, ids: &[HoursId]) -> Result<HashMap<HoursId, (i64, Figure)>> {
    let rows: Vec<VersionRow> = hours_versions::table
        .filter(hours_versions::hours_id.in_list(KeyList::numbers(ids.iter().copied())))
        .filter(hours_versions::source.eq(source))
        .order((hours_versions::hours_id, hours_versions::version))
        .load(tx.conn())?;
    // The map keeps the last version of each cell.
    Ok(rows.into_iter().map(|row| (row.hours_id, (row.version, row.into_figure()))).collect())
}

/// Every version of a cell that the caller may see, in order.
pub fn history(tx: &mut Tx<'_>, id: HoursId) -> Result<Vec<Version>> {
    let sectors = tx.scope().visible_sectors();
    let visible =
        hours::table.filter(hours::id.eq(id)).filter(hours::sector.in_list(KeyList::texts(sectors))).select(hours::id);
    let _: HoursId = visible.get_result(tx.conn())?;
    let rows: Vec<VersionRow> =
        hours_versions::table.filter(hours_versions::hours_id.eq(id)).order(hours_versions::version).load(tx.conn())?;
    // Partners see no other actor than themselves.
    let scope = tx.scope();
    let is_own = |actor: &String| scope.is_officer() || *actor == scope.actor;
    let version = |row: VersionRow| Version {
        version: row.version,
        worked: row.worked,
        training: row.training,
        status: row.status,
        reason: row.reason.filter(|_| scope.reads_reasons_of(&row.source)),
        source: row.source,
        evidence: evidence(row.evidence_kind, row.evidence_reference, row.evidence_on),
        recorded_by: Some(row.recorded_by).filter(is_own),
        recorded_at: row.recorded_at.and_utc(),
    };
    Ok(rows.into_iter().map(version).collect())
}
