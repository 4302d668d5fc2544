//! Queries on batches, and on the employments, lots and cells that their rows refer to.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::value::RawValue;

use super::model::{Batch, BatchLine, Summary};
use crate::access::{Tx, WriteTx, owned_by};
use crate::db::schema::{
    assignments, employment_references as own, employments, hours, hours_batches as table, hours_external_refs, lots,
    organisations, public_contracts,
};
use crate::db::{CHUNK, Contended, native};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::values::{BatchId, CandidateId, EmploymentId, Hours, HoursId, LotId, Month, Name, Sector, Siret};

/// Stores a batch with its answer.
pub(super) fn insert(tx: &mut WriteTx<'_>, batch: &Batch) -> Result<BatchId> {
    let (now, actor, owner) = (tx.now(), tx.scope().actor.clone(), tx.scope().owner());
    let sectors = tx.scope().sectors.joined();
    let id = diesel::insert_into(table::table)
        .values((
            table::source.eq(&batch.source),
            table::sent_by.eq(actor),
            table::received_at.eq(now),
            table::created.eq(batch.summary.created),
            table::updated.eq(batch.summary.updated),
            table::unchanged.eq(batch.summary.unchanged),
            table::rejected.eq(batch.summary.rejected),
            table::worked.eq(batch.summary.worked),
            table::verdicts.eq(batch.rows.get()),
            table::owner_id.eq(owner.organisation()),
            table::owner_source.eq(owner.source()),
            table::sectors.eq(sectors),
        ))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

type BatchTuple = (BatchId, String, NaiveDateTime, i64, i64, i64, i64, Hours);

fn line((batch_id, source, received_at, created, updated, unchanged, rejected, worked): BatchTuple) -> BatchLine {
    let summary = Summary { created, updated, unchanged, rejected, worked };
    BatchLine { batch_id, source, received_at: received_at.and_utc(), summary }
}

#[diesel::dsl::auto_type]
fn lines() -> _ {
    table::table.select((
        table::id,
        table::source,
        table::received_at,
        table::created,
        table::updated,
        table::unchanged,
        table::rejected,
        table::worked,
    ))
}

/// Narrows a boxed query to the batches that the caller may see: those of their own source, sent by a caller with no
/// other sectors than theirs; officers who see every sector see all. `owner_id` and `owner_source` decide, not the
/// displayed
/// `source`.
macro_rules! visible {
    ($query:expr, $tx:expr) => {{
        let scope = $tx.scope();
        if scope.is_officer() && scope.sectors.is_all() {
            $query
        } else {
            let own = owned_by!($query, table, scope.owner());
            own.filter(table::sectors.eq_any(scope.sectors.subsets_joined()))
        }
    }};
}

/// One batch that the caller may see.
pub(super) fn find(tx: &mut Tx<'_>, id: BatchId) -> Result<Batch> {
    let query = visible!(lines().filter(table::id.eq(id)).into_boxed(), tx);
    let BatchLine { batch_id, source, received_at, summary } = line(query.first(tx.conn())?);
    let verdicts: String = table::table.find(id).select(table::verdicts).first(tx.conn())?;
    let rows = RawValue::from_string(verdicts).map_err(AppError::internal)?;
    Ok(Batch { batch_id: Some(batch_id), source, received_at, summary, rows })
}

/// Batches by id, after the id `after`.
pub(super) fn list(tx: &mut Tx<'_>, after: i64, rows: i64) -> Result<Vec<BatchLine>> {
    let query = visible!(lines().filter(table::id.gt(after)).order(table::id).limit(rows).into_boxed(), tx);
    let rows: Vec<BatchTuple> = query.load(tx.conn())?;
    Ok(rows.into_iter().map(line).collect())
}

/// The employments that these references of the sender name, its own and those of others, as far as they have work in the
/// sender's sectors.
pub(super) fn employments_by_reference<'n>(
    tx: &mut Tx<'_>,
    references: impl Iterator<Item = &'n Name>,
) -> Result<HashMap<String, EmploymentId>> {
    let references: Vec<&str> = references.map(Name::as_str).collect();
    let (owner, sectors) = (tx.scope().owner(), tx.scope().visible_sectors());
    let mut found = HashMap::new();
    for references in references.chunks(CHUNK) {
        if tx.scope().own_namespace().is_some() {
            found.extend(employments_of_others(tx, references)?);
        }
        let in_sectors = at_work_in(sectors.clone());
        let named = employments::table.filter(employments::external_ref.eq_any(references)).into_boxed();
        let named = owned_by!(named, employments, owner.clone());
        let named = if tx.scope().sectors.is_all() { named } else { named.filter(employments::id.eq_any(in_sectors)) };
        let rows: Vec<(Option<Name>, EmploymentId)> =
            named.select((employments::external_ref, employments::id)).load(tx.conn())?;
        found.extend(rows.into_iter().filter_map(|(reference, id)| Some((reference?.to_string(), id))));
    }
    Ok(found)
}

/// The employments of others that these references of the sender name.
fn employments_of_others(tx: &mut Tx<'_>, references: &[&str]) -> Result<Vec<(String, EmploymentId)>> {
    let scope = tx.scope();
    let named = own::table.filter(own::external_ref.eq_any(references)).into_boxed();
    let named = owned_by!(named, own, scope.owner());
    let named = match scope.sectors.is_all() {
        true => named,
        false => named.filter(own::employment_id.eq_any(at_work_in(scope.visible_sectors()))),
    };
    Ok(named.select((own::external_ref, own::employment_id)).load(tx.conn())?)
}

/// The employments with an assignment in these sectors.
#[diesel::dsl::auto_type(no_type_alias)]
fn at_work_in(sectors: Vec<Sector>) -> _ {
    assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(assignments::employment_id)
}

/// A lot found by its number.
pub(super) struct NumberedLot {
    pub id: LotId,
    pub buyer: Option<Siret>,
}

/// The lots of contracts with these numbers in the caller's sectors, by the contract's number and the lot's.
pub(super) fn lots_by_number<'n>(
    tx: &mut Tx<'_>,
    contracts: impl Iterator<Item = &'n Name>,
) -> Result<HashMap<(String, String), Vec<NumberedLot>>> {
    let sectors = tx.scope().visible_sectors();
    let contracts: Vec<&str> = contracts.map(Name::as_str).collect();
    let mut found: HashMap<(String, String), Vec<NumberedLot>> = HashMap::new();
    for contracts in contracts.chunks(CHUNK) {
        let rows: Vec<(String, String, LotId, Option<Siret>)> = lots::table
            .inner_join(public_contracts::table.inner_join(organisations::table))
            .filter(public_contracts::reference.eq_any(contracts))
            .filter(public_contracts::sector.eq_any(&sectors))
            .select((public_contracts::reference, lots::number, lots::id, organisations::siret))
            .load(tx.conn())?;
        for (contract, number, id, buyer) in rows {
            found.entry((contract, number)).or_default().push(NumberedLot { id, buyer });
        }
    }
    Ok(found)
}

/// The cell that a reference names, and whether the caller sees it.
pub(super) struct NamedCell {
    pub id: HoursId,
    pub key: CellKey,
    pub person: CandidateId,
    pub is_visible: bool,
}

/// The cells that have these references of the sender.
pub(super) fn cells_by_reference<'n>(
    tx: &mut Tx<'_>,
    references: impl Iterator<Item = &'n Name>,
) -> Result<HashMap<String, NamedCell>> {
    type Row = (String, HoursId, EmploymentId, LotId, Month, CandidateId, Sector);
    let (source, sectors) = (tx.scope().source.clone(), tx.scope().visible_sectors());
    let references: Vec<&str> = references.map(Name::as_str).collect();
    let mut found = HashMap::new();
    for references in references.chunks(CHUNK) {
        let rows: Vec<Row> = hours_external_refs::table
            .inner_join(hours::table)
            .filter(hours_external_refs::source.eq(&source))
            .filter(hours_external_refs::external_ref.eq_any(references))
            .select((
                hours_external_refs::external_ref,
                hours::id,
                hours::employment_id,
                hours::lot_id,
                hours::month,
                hours::candidate_id,
                hours::sector,
            ))
            .load(tx.conn())?;
        let cell = |(name, id, employment, lot, month, person, sector): Row| {
            let key = CellKey { employment, lot, month };
            (name, NamedCell { id, key, person, is_visible: sectors.contains(&sector) })
        };
        found.extend(rows.into_iter().map(cell));
    }
    Ok(found)
}

#[derive(Insertable)]
#[diesel(table_name = hours_external_refs, treat_none_as_default_value = false)]
struct Reference<'a> {
    source: &'a str,
    external_ref: &'a Name,
    hours_id: HoursId,
}

/// Stores the sender's references of these cells.
pub(super) fn insert_references(tx: &mut WriteTx<'_>, references: &[(&Name, HoursId)]) -> Result<()> {
    let source = tx.scope().source.clone();
    for chunk in references.chunks(CHUNK) {
        let rows: Vec<Reference<'_>> = chunk
            .iter()
            .map(|(external_ref, hours_id)| Reference { source: &source, external_ref, hours_id: *hours_id })
            .collect();
        native!(tx.conn(), |conn| diesel::insert_into(hours_external_refs::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

/// Lets a reference of the sender name another cell. If another batch moved it meanwhile, the transaction runs again
/// ([`Contended`]).
pub(super) fn move_reference(tx: &mut WriteTx<'_>, reference: &Name, from: HoursId, to: HoursId) -> Result<()> {
    let source = tx.scope().source.clone();
    let named = hours_external_refs::table.find((source, reference)).filter(hours_external_refs::hours_id.eq(from));
    match diesel::update(named).set(hours_external_refs::hours_id.eq(to)).execute(tx.conn())? {
        0 => Err(AppError::unavailable(Contended("a reference was moved while its row was judged".to_owned()))),
        _ => Ok(()),
    }
}
