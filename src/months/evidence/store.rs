//! Queries of evidence for lots and months, limited to lots in the caller's sectors.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{LotEvidence, NewLotEvidence};
use crate::access::{Scope, Tx, WriteTx};
use crate::db::schema::{lot_evidence as table, lots, public_contracts};
use crate::db::{InListMethods as _, KeyList};
use crate::error::{ProblemCode, Result};
use crate::values::{EvidenceKind, LotEvidenceId, LotId, Month, Name, Sector};

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct Row {
    id: LotEvidenceId,
    lot_id: LotId,
    month: Month,
    kind: EvidenceKind,
    reference: Name,
    evidence_on: Option<NaiveDate>,
    source: String,
    recorded_by: String,
    recorded_at: NaiveDateTime,
}

impl Row {
    fn into_evidence(self, scope: &Scope) -> LotEvidence {
        let Self { id, lot_id, month, kind, reference, evidence_on: dated_on, source, recorded_by, recorded_at } = self;
        let recorded_by = (scope.is_officer() || scope.source == source).then_some(recorded_by);
        let recorded_at = recorded_at.and_utc();
        LotEvidence { id, lot_id, month, kind, reference, dated_on, source, recorded_by, recorded_at, version: 1 }
    }
}

pub fn insert(tx: &mut WriteTx<'_>, month: Month, new: &NewLotEvidence) -> Result<LotEvidence> {
    let (now, scope) = (tx.now(), tx.scope());
    let cell = (table::lot_id.eq(new.lot), table::month.eq(month));
    let document = (table::kind.eq(new.kind), table::reference.eq(&new.reference), table::evidence_on.eq(new.dated_on));
    let by = (table::source.eq(&scope.source), table::recorded_by.eq(&scope.actor), table::recorded_at.eq(now));
    let insertion = diesel::insert_into(table::table).values((cell, document, by)).returning(table::all_columns);
    let row: Row = insertion.get_result(tx.conn())?;
    Ok(row.into_evidence(tx.scope()))
}

/// One piece of evidence of a month, and the sector of its lot.
pub fn find(tx: &mut Tx<'_>, month: Month, id: LotEvidenceId) -> Result<(LotEvidence, Sector)> {
    let sectors = tx.scope().visible_sectors();
    let (row, sector): (Row, Sector) = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::id.eq(id))
        .filter(table::month.eq(month))
        .filter(public_contracts::sector.in_list(KeyList::texts(sectors)))
        .select((Row::as_select(), public_contracts::sector))
        .first(tx.conn())?;
    Ok((row.into_evidence(tx.scope()), sector))
}

/// Evidence of a month, by id, after `after`.
pub fn list(tx: &mut Tx<'_>, month: Month, after: i64, rows: i64) -> Result<Vec<LotEvidence>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<Row> = table::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(table::month.eq(month))
        .filter(table::id.gt(after))
        .filter(public_contracts::sector.in_list(KeyList::texts(sectors)))
        .order(table::id)
        .limit(rows)
        .select(Row::as_select())
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.into_evidence(tx.scope())).collect())
}

/// Recorded evidence with the same lot, month, kind and reference.
pub fn duplicate_of(tx: &mut Tx<'_>, month: Month, new: &NewLotEvidence) -> Result<Option<LotEvidenceId>> {
    let duplicate = table::table
        .filter(table::lot_id.eq(new.lot))
        .filter(table::month.eq(month))
        .filter(table::kind.eq(new.kind))
        .filter(table::reference.eq(&new.reference))
        .select(table::id);
    Ok(duplicate.first(tx.conn()).optional()?)
}

pub fn delete(tx: &mut WriteTx<'_>, id: LotEvidenceId) -> Result<()> {
    let deleted = diesel::delete(table::table.find(id)).execute(tx.conn())?;
    if deleted == 1 { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}
