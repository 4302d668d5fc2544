//! Queries of lots.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Lot, LotDetails};
use crate::access::{Tx, WriteTx};
use crate::contracts::hours_due;
use crate::db::schema::{lot_co_holders as co_holders, lots as table, organisations, public_contracts};
use crate::db::{CHUNK, from_place, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{LotId, Money, Name, OrganisationId, Place, PublicContractId, Title};

#[derive(Queryable)]
struct LotRow {
    id: LotId,
    public_contract_id: PublicContractId,
    number: Name,
    title: Title,
    holder_id: Option<OrganisationId>,
    penalty: Option<Money>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    changed_in: i64,
}

impl From<LotRow> for Lot {
    fn from(row: LotRow) -> Self {
        Self {
            id: row.id,
            public_contract_id: row.public_contract_id,
            number: row.number,
            title: row.title,
            holder_id: row.holder_id,
            co_holder_ids: Vec::new(),
            penalty: row.penalty,
            hours_due: None,
            warnings: None,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
            changed_in: row.changed_in,
        }
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct LotColumns<'a> {
    number: &'a Name,
    title: &'a Title,
    holder_id: Option<OrganisationId>,
    penalty: Option<Money>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> LotColumns<'a> {
    fn of(details: &'a LotDetails, default_title: &'a Title, version: i64, now: NaiveDateTime) -> Self {
        Self {
            number: &details.number,
            title: details.title.as_ref().unwrap_or(default_title),
            holder_id: details.holder_id,
            penalty: details.penalty,
            version,
            updated_at: now,
        }
    }
}

/// Inserts a lot without hours due.
pub(super) fn insert(
    tx: &mut WriteTx<'_>,
    contract: PublicContractId,
    default_title: &Title,
    details: &LotDetails,
) -> Result<LotId> {
    let now = tx.now();
    let origin = (table::public_contract_id.eq(contract), table::created_at.eq(now));
    let id = diesel::insert_into(table::table)
        .values((LotColumns::of(details, default_title, 1, now), origin))
        .returning(table::id)
        .get_result(tx.conn())?;
    insert_co_holders(tx, id, details)?;
    Ok(id)
}

/// Replaces the lot's fields.
///
/// # Errors
/// `precondition_failed` if the version differs.
pub(super) fn update(
    tx: &mut WriteTx<'_>,
    id: LotId,
    version: i64,
    default_title: &Title,
    details: &LotDetails,
) -> Result<()> {
    let changes = LotColumns::of(details, default_title, version.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(version)))
        .set(changes)
        .execute(tx.conn())?;
    if changed != 1 {
        return Err(ProblemCode::PreconditionFailed.into());
    }
    diesel::delete(co_holders::table.filter(co_holders::lot_id.eq(id))).execute(tx.conn())?;
    insert_co_holders(tx, id, details)
}

/// Raises the version of a lot whose hours due changed.
pub(in crate::contracts) fn raise_version(tx: &mut WriteTx<'_>, id: LotId) -> Result<()> {
    let raised = (table::version.eq(table::version + 1_i64), table::updated_at.eq(tx.now()));
    diesel::update(table::table.find(id)).set(raised).execute(tx.conn())?;
    Ok(())
}

fn insert_co_holders(tx: &mut WriteTx<'_>, id: LotId, details: &LotDetails) -> Result<()> {
    let others = details.co_holder_ids.iter().filter(|other| Some(**other) != details.holder_id);
    let others: Vec<_> = others.collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in others.chunks(CHUNK) {
        let rows: Vec<_> =
            chunk.iter().map(|one| (co_holders::lot_id.eq(id), co_holders::organisation_id.eq(**one))).collect();
        native!(tx.conn(), |conn| diesel::insert_into(co_holders::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

/// One lot in the caller's sectors, with the hours due today.
pub(in crate::contracts) fn find(tx: &mut Tx<'_>, id: LotId, today: NaiveDate) -> Result<Lot> {
    let sectors = tx.scope().visible_sectors();
    let row: LotRow = table::table
        .inner_join(public_contracts::table)
        .filter(table::id.eq(id))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(table::all_columns)
        .first(tx.conn())?;
    completed(tx, vec![row], today)?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// Lots in the caller's sectors, of one public contract or of all, by id or in the order of change, with the hours due
/// today.
pub(super) fn list(
    tx: &mut Tx<'_>,
    contract: Option<PublicContractId>,
    place: Place,
    rows: i64,
    today: NaiveDate,
) -> Result<Vec<Lot>> {
    let sectors = tx.scope().visible_sectors();
    let query = table::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors))
        .limit(rows)
        .select(table::all_columns)
        .into_boxed();
    let mut query = from_place!(query, table, "lots", place);
    if let Some(contract) = contract {
        query = query.filter(table::public_contract_id.eq(contract));
    }
    let rows: Vec<LotRow> = query.load(tx.conn())?;
    completed(tx, rows, today)
}

/// The lots of these public contracts in the caller's sectors, by contract and id, with the hours due today.
pub(in crate::contracts) fn of_contracts(
    tx: &mut Tx<'_>,
    contracts: &[PublicContractId],
    today: NaiveDate,
) -> Result<Vec<Lot>> {
    let sectors = tx.scope().visible_sectors();
    let mut rows: Vec<LotRow> = Vec::new();
    for chunk in contracts.chunks(CHUNK) {
        let chunk_rows: Vec<LotRow> = table::table
            .inner_join(public_contracts::table)
            .filter(table::public_contract_id.eq_any(chunk))
            .filter(public_contracts::sector.eq_any(&sectors))
            .order((table::public_contract_id, table::id))
            .select(table::all_columns)
            .load(tx.conn())?;
        rows.extend(chunk_rows);
    }
    completed(tx, rows, today)
}

fn completed(tx: &mut Tx<'_>, rows: Vec<LotRow>, today: NaiveDate) -> Result<Vec<Lot>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let due = hours_due::store::in_force(tx, &ids, today)?;
    let mut others: HashMap<LotId, Vec<OrganisationId>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<(LotId, OrganisationId)> = co_holders::table
            .filter(co_holders::lot_id.eq_any(chunk))
            .order((co_holders::lot_id, co_holders::organisation_id))
            .load(tx.conn())?;
        found.into_iter().for_each(|(lot, holder)| others.entry(lot).or_default().push(holder));
    }
    let complete = |row: LotRow| Lot {
        hours_due: due.get(&row.id).copied(),
        co_holder_ids: others.remove(&row.id).unwrap_or_default(),
        ..row.into()
    };
    Ok(rows.into_iter().map(complete).collect())
}

/// The lot with this number in a public contract.
pub(super) fn with_number(tx: &mut Tx<'_>, contract: PublicContractId, number: &Name) -> Result<Option<LotId>> {
    let same = table::table.filter(table::public_contract_id.eq(contract)).filter(table::number.eq(number));
    Ok(same.select(table::id).first(tx.conn()).optional()?)
}

/// The numbers of all lots of a public contract, by the lots' ids.
pub(super) fn numbers(tx: &mut Tx<'_>, contract: PublicContractId) -> Result<Vec<(LotId, Name)>> {
    let of_contract = table::table.filter(table::public_contract_id.eq(contract)).order(table::id);
    Ok(of_contract.select((table::id, table::number)).load(tx.conn())?)
}

/// Which of these organisations exist.
pub(super) fn existing_organisations(tx: &mut Tx<'_>, ids: &[OrganisationId]) -> Result<HashSet<OrganisationId>> {
    let mut existing = HashSet::new();
    for chunk in ids.chunks(CHUNK) {
        let found: Vec<OrganisationId> =
            organisations::table.filter(organisations::id.eq_any(chunk)).select(organisations::id).load(tx.conn())?;
        existing.extend(found);
    }
    Ok(existing)
}
