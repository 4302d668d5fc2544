//! Reads cells: for the rules, locked, and for the API.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::versions;
use crate::access::{PersonField, Scope, Tx, WriteTx};
use crate::db::schema::{hours, hours_external_refs, hours_versions};
use crate::db::{After, CHUNK, ColumnList, InListMethods as _, KeyList, by_change, in_rows, load_for_update, native};
use crate::error::{ProblemCode, Result};
use crate::hours::model::{Pending, month_and_id};
use crate::hours::rules::{Current, Figure};
use crate::hours::{Cell, CellKey, Evidence, HoursFilter};
use crate::values::{
    CandidateId, ContractType, EmploymentId, EvidenceKind, Hours, HoursId, HoursStatus, LotId, Month, Name, Place,
    PublicContractId, Sector,
};

/// The columns that cells show; the rest of the snapshot would slow down lists.
#[derive(Queryable, Selectable)]
#[diesel(table_name = hours)]
struct CellRow {
    id: HoursId,
    employment_id: EmploymentId,
    lot_id: LotId,
    month: Month,
    worked: Hours,
    training: Hours,
    status: HoursStatus,
    source: String,
    evidence_kind: Option<EvidenceKind>,
    evidence_reference: Option<Name>,
    evidence_on: Option<NaiveDate>,
    version: i64,
    pending_version: Option<i64>,
    updated_at: NaiveDateTime,
    candidate_id: CandidateId,
    public_contract_id: PublicContractId,
    sector: Sector,
    contract_type: ContractType,
    in_plie: bool,
    counted: bool,
    changed_in: i64,
}

pub(super) fn evidence(
    kind: Option<EvidenceKind>,
    reference: Option<Name>,
    dated_on: Option<NaiveDate>,
) -> Option<Evidence> {
    Some(Evidence { kind: kind?, reference: reference?, dated_on })
}

impl CellRow {
    fn key(&self) -> CellKey {
        CellKey { employment: self.employment_id, lot: self.lot_id, month: self.month }
    }

    fn into_current(self, pending: Option<Figure>) -> Current {
        let figure = Figure {
            worked: self.worked,
            training: self.training,
            status: self.status,
            source: self.source,
            evidence: evidence(self.evidence_kind, self.evidence_reference, self.evidence_on),
        };
        Current { version: self.version, senders_last: None, figure, pending }
    }

    fn into_cell(self, pending: Option<Figure>, scope: &Scope) -> Cell {
        Cell {
            id: self.id,
            employment_id: self.employment_id,
            lot_id: self.lot_id,
            month: self.month,
            names: None,
            worked: self.worked,
            training: self.training,
            status: self.status,
            source: self.source,
            evidence: evidence(self.evidence_kind, self.evidence_reference, self.evidence_on),
            pending: pending.map(|figure| Pending {
                worked: figure.worked,
                training: figure.training,
                source: figure.source,
            }),
            decision: None,
            external_ref: None,
            candidate_id: self.candidate_id,
            public_contract_id: self.public_contract_id,
            sector: self.sector,
            contract_type: self.contract_type,
            in_plie: scope.show(PersonField::InPlie, self.in_plie),
            counted: self.counted,
            version: self.version,
            updated_at: self.updated_at.and_utc(),
            changed_in: self.changed_in,
            warnings: Vec::new(),
        }
    }
}

/// The existing cells with their ids, for judging entries; they stay locked until the transaction ends.
pub fn current(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<HashMap<CellKey, (HoursId, Current)>> {
    let rows: Vec<CellRow> = load_for_update!(
        tx.conn(),
        hours::table
            .filter(in_rows::<WholeKey, 3>(key_rows(keys)))
            .order((hours::employment_id, hours::lot_id, hours::month))
            .select(CellRow::as_select())
    )?;
    let mut waiting = pending(tx, &rows)?;
    let cell = |row: CellRow| {
        let pending = waiting.remove(&row.id);
        (row.key(), (row.id, row.into_current(pending)))
    };
    Ok(rows.into_iter().map(cell).collect())
}

/// Locks cells until the transaction ends, in the order of their keys, so that writing them one by one afterwards
/// cannot deadlock.
pub fn lock(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    let _: Vec<HoursId> = load_for_update!(
        tx.conn(),
        hours::table
            .filter(in_rows::<WholeKey, 3>(key_rows(keys)))
            .order((hours::employment_id, hours::lot_id, hours::month))
            .select(hours::id)
    )?;
    Ok(())
}

/// Locks cells with these ids until the transaction ends, in the order of their keys as [`lock`] does.
pub fn lock_ids(tx: &mut WriteTx<'_>, ids: &[HoursId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let _: Vec<HoursId> = load_for_update!(
        tx.conn(),
        hours::table
            .filter(hours::id.in_list(KeyList::numbers(ids.iter().copied())))
            .order((hours::employment_id, hours::lot_id, hours::month))
            .select(hours::id)
    )?;
    Ok(())
}

/// The ids of cells by their keys.
pub fn ids(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<HashMap<CellKey, HoursId>> {
    let query = hours::table.filter(in_rows::<WholeKey, 3>(key_rows(keys))).select((
        hours::id,
        hours::employment_id,
        hours::lot_id,
        hours::month,
    ));
    let rows: Vec<(HoursId, EmploymentId, LotId, Month)> = native!(tx.conn(), |conn| query.load(conn))?;
    Ok(rows.into_iter().map(|(id, employment, lot, month)| (CellKey { employment, lot, month }, id)).collect())
}

/// The columns of a cell's key.
struct WholeKey;

impl ColumnList for WholeKey {
    const NAMES: &'static str = "hours.employment_id, hours.lot_id, hours.month";
}

/// The values of the keys' columns.
fn key_rows(keys: &[CellKey]) -> BTreeSet<[i64; 3]> {
    keys.iter().map(|key| [key.employment.0, key.lot.0, i64::from(key.month)]).collect()
}

/// The corrections that wait over these rows.
fn pending(tx: &mut Tx<'_>, rows: &[CellRow]) -> Result<HashMap<HoursId, Figure>> {
    let waiting: HashMap<HoursId, i64> = rows.iter().filter_map(|row| Some((row.id, row.pending_version?))).collect();
    if waiting.is_empty() {
        return Ok(HashMap::new());
    }
    versions::figures(tx, &waiting)
}

/// One cell that the caller may see.
pub fn find(tx: &mut Tx<'_>, key: &CellKey) -> Result<Cell> {
    let sectors = tx.scope().visible_sectors();
    let row: CellRow = hours::table
        .filter(hours::employment_id.eq(key.employment))
        .filter(hours::lot_id.eq(key.lot))
        .filter(hours::month.eq(key.month))
        .filter(hours::sector.in_list(KeyList::texts(sectors)))
        .select(CellRow::as_select())
        .get_result(tx.conn())?;
    let cells = into_cells(tx, vec![row])?;
    cells.into_iter().next().ok_or(ProblemCode::NotFound.into())
}

fn into_cells(tx: &mut Tx<'_>, rows: Vec<CellRow>) -> Result<Vec<Cell>> {
    let mut waiting = pending(tx, &rows)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let pending = waiting.remove(&row.id);
            row.into_cell(pending, tx.scope())
        })
        .collect())
}

/// The cells with these ids that the caller may see.
pub fn with_ids(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<Vec<Cell>> {
    let sectors = tx.scope().visible_sectors();
    let mut cells = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let query = hours::table
            .filter(hours::id.in_list(KeyList::numbers(ids.iter().copied())))
            .filter(hours::sector.in_list(KeyList::texts(&sectors)))
            .select(CellRow::as_select());
        let rows: Vec<CellRow> = query.load(tx.conn())?;
        cells.extend(into_cells(tx, rows)?);
    }
    Ok(cells)
}

/// Cells by month and id, or in the order of change.
pub fn list(tx: &mut Tx<'_>, filter: &HoursFilter, place: Place, rows: i64) -> Result<Vec<Cell>> {
    let sectors = tx.scope().visible_sectors();
    let mut query = hours::table
        .filter(hours::sector.in_list(KeyList::texts(sectors)))
        .order((hours::month, hours::id))
        .limit(rows)
        .select(CellRow::as_select())
        .into_boxed();
    query = match place {
        Place::Position(0) => query,
        Place::Position(after) => {
            query.filter(After { columns: "hours.month, hours.id".into(), last: month_and_id(after) })
        }
        Place::Change { after, below } => by_change!(query, hours, "hours", after, below),
    };
    if let Some(month) = filter.from {
        query = query.filter(hours::month.ge(month));
    }
    if let Some(month) = filter.to {
        query = query.filter(hours::month.le(month));
    }
    if let Some(lot) = filter.lot_id {
        query = query.filter(hours::lot_id.eq(lot));
    }
    if let Some(employment) = filter.employment_id {
        query = query.filter(hours::employment_id.eq(employment));
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(hours::candidate_id.eq(candidate));
    }
    if let Some(sector) = filter.sector {
        query = query.filter(hours::sector.eq(sector));
    }
    if let Some(status) = filter.status {
        query = query.filter(hours::status.eq(status));
    }
    if filter.waits {
        query = query.filter(hours::status.eq(HoursStatus::Submitted).or(hours::pending_version.is_not_null()));
    }
    if let Some(source) = &filter.source {
        let correction = hours_versions::table
            .filter(hours_versions::hours_id.eq(hours::id))
            .filter(hours_versions::version.nullable().eq(hours::pending_version))
            .filter(hours_versions::source.eq(source));
        let counts = hours::source.eq(source);
        query = match filter.waits {
            true => query.filter(hours::pending_version.is_null().and(counts).or(exists(correction))),
            false => query.filter(counts),
        };
    }
    if let Some(reference) = &filter.external_ref {
        let named = hours_external_refs::table.filter(hours_external_refs::external_ref.eq(reference));
        let named = named.select(hours_external_refs::hours_id);
        query = match tx.scope().is_officer() {
            true => query.filter(hours::id.eq_any(named)),
            false => query.filter(hours::id.eq_any(named.filter(hours_external_refs::source.eq(&tx.scope().source)))),
        };
    }
    let rows: Vec<CellRow> = query.load(tx.conn())?;
    into_cells(tx, rows)
}
