//! Rows of hours as they stand with all their versions, for the verification.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::cells::evidence;
use super::{snapshot, versions};
use crate::access::Tx;
use crate::db::InListMethods as _;
use crate::db::schema::{hours, months};
use crate::db::{KeyList, RawQuery};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::rules::Figure;
use crate::hours::snapshot::Snapshot;
use crate::values::{ClosureState, EvidenceKind, Hours, HoursId, HoursStatus, Name};

/// A row of hours with its versions.
pub struct StoredCell {
    pub id: HoursId,
    pub key: CellKey,
    pub figure: Figure,
    /// Whether a column holds what the program never writes, and reads as something else: a part of evidence without the rest,
    /// or on SQLite a flag that is neither 0 nor 1.
    pub is_malformed: bool,
    pub version: i64,
    pub pending_version: Option<i64>,
    pub snapshot: Snapshot,
    /// In order, with their numbers.
    pub versions: Vec<(i64, Figure)>,
    pub is_closed: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = hours)]
struct FigureRow {
    id: HoursId,
    worked: Hours,
    training: Hours,
    status: HoursStatus,
    source: String,
    evidence_kind: Option<EvidenceKind>,
    evidence_reference: Option<Name>,
    evidence_on: Option<NaiveDate>,
    version: i64,
    pending_version: Option<i64>,
}

/// The next rows after an id, in every sector: what is verified does not depend on the caller.
pub fn after(tx: &mut Tx<'_>, id: i64, rows: i64) -> Result<Vec<StoredCell>> {
    let figures: Vec<FigureRow> = hours::table
        .filter(hours::id.gt(id))
        .order(hours::id)
        .limit(rows)
        .select(FigureRow::as_select())
        .load(tx.conn())?;
    let ids: Vec<HoursId> = figures.iter().map(|row| row.id).collect();
    let keys = KeyList::numbers(ids.iter().copied());
    let mut snapshots: HashMap<HoursId, (CellKey, Snapshot)> =
        snapshot::with_ids(tx, &ids)?.into_iter().map(|(id, key, snapshot)| (id, (key, snapshot))).collect();
    let mut versions = versions::all_of(tx, &ids)?;
    let odd_flags = with_odd_flags(tx, keys.clone())?;
    let closed: Vec<HoursId> = hours::table
        .inner_join(months::table.on(months::month.eq(hours::month).and(months::sector.eq(hours::sector))))
        .filter(hours::id.in_list(keys))
        .filter(months::state.eq(ClosureState::Closed))
        .order(hours::id)
        .select(hours::id)
        .load(tx.conn())?;
    let cell = |row: FigureRow| {
        let (key, snapshot) = snapshots.remove(&row.id)?;
        let has_evidence_column =
            row.evidence_kind.is_some() || row.evidence_reference.is_some() || row.evidence_on.is_some();
        let evidence = evidence(row.evidence_kind, row.evidence_reference, row.evidence_on);
        let is_malformed = (has_evidence_column && evidence.is_none()) || odd_flags.binary_search(&row.id.0).is_ok();
        let FigureRow { worked, training, status, source, .. } = row;
        let figure = Figure { worked, training, status, source, evidence };
        Some(StoredCell {
            id: row.id,
            key,
            figure,
            is_malformed,
            version: row.version,
            pending_version: row.pending_version,
            snapshot,
            versions: versions.remove(&row.id).unwrap_or_default(),
            is_closed: closed.binary_search(&row.id).is_ok(),
        })
    };
    Ok(figures.into_iter().filter_map(cell).collect())
}

/// Which of these rows have a flag that is neither 0 nor 1.
fn with_odd_flags(tx: &mut Tx<'_>, keys: KeyList) -> Result<Vec<i64>> {
    let is_odd = |flag: &str| format!("CAST({flag} AS TEXT) NOT IN ('0', '1', 'false', 'true')");
    let any_odd: Vec<String> = ["qpv_legal", "rsa", "in_plie", "counted"].map(is_odd).to_vec();
    let mut query: RawQuery<(BigInt,)> = RawQuery::default();
    query.push("SELECT id FROM hours WHERE id");
    query.bind_keys(keys);
    query.push(format!(" AND ({}) ORDER BY id", any_odd.join(" OR ")));
    let ids: Vec<(i64,)> = query.load(tx.conn())?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The id of the next row after an id.
pub fn next(tx: &mut Tx<'_>, id: i64) -> Result<Option<HoursId>> {
    Ok(hours::table.filter(hours::id.gt(id)).order(hours::id).select(hours::id).first(tx.conn()).optional()?)
}
