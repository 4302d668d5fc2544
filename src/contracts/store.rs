//! Queries of public contracts.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{PublicContract, PublicContractDetails, PublicContractFilter, lots};
use crate::access::{House, Tx, WriteTx};
use crate::db::schema::{assignments, hours, lots as lots_table, public_contracts as table};
use crate::db::{from_place, load_for_update};
use crate::error::{ProblemCode, Result};
use crate::values::{
    AssignmentId, ClauseType, CommuneCode, ContractSource, ContractStatus, CpvCode, HoursId, Money, Month, Name,
    OrganisationId, Place, PublicContractId, Sector, Title, fold,
};

#[derive(Queryable)]
struct PublicContractRow {
    id: PublicContractId,
    reference: Name,
    title: Title,
    _search_folded: String,
    buyer_id: OrganisationId,
    sector: Sector,
    clause_type: ClauseType,
    amount: Option<Money>,
    cpv: Option<CpvCode>,
    notified_on: Option<NaiveDate>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    commune_code: Option<CommuneCode>,
    follow_up_body: Name,
    source: ContractSource,
    status: ContractStatus,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    changed_in: i64,
}

impl From<PublicContractRow> for PublicContract {
    fn from(row: PublicContractRow) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            title: row.title,
            buyer_id: row.buyer_id,
            sector: row.sector,
            clause_type: row.clause_type,
            amount: row.amount,
            cpv: row.cpv,
            notified_on: row.notified_on,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            commune_code: row.commune_code,
            follow_up_body: row.follow_up_body,
            source: row.source,
            status: row.status,
            lots: Vec::new(),
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
struct PublicContractColumns<'a> {
    reference: &'a Name,
    title: &'a Title,
    search_folded: String,
    buyer_id: OrganisationId,
    sector: Sector,
    clause_type: ClauseType,
    amount: Option<Money>,
    cpv: Option<&'a CpvCode>,
    notified_on: Option<NaiveDate>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    commune_code: Option<&'a CommuneCode>,
    follow_up_body: &'a str,
    status: ContractStatus,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> PublicContractColumns<'a> {
    fn of(house: &'a House, details: &'a PublicContractDetails, version: i64, now: NaiveDateTime) -> Self {
        Self {
            reference: &details.reference,
            title: &details.title,
            search_folded: fold(&format!("{} {}", details.reference, details.title)),
            buyer_id: details.buyer_id,
            sector: details.sector,
            clause_type: details.clause_type,
            amount: details.amount,
            cpv: details.cpv.as_ref(),
            notified_on: details.notified_on,
            starts_on: details.starts_on,
            ends_on: details.ends_on,
            commune_code: details.commune_code.as_ref(),
            follow_up_body: match &details.follow_up_body {
                Some(body) => body.as_str(),
                None => house.follow_up_body(details.sector),
            },
            status: details.status,
            version,
            updated_at: now,
        }
    }
}

/// Inserts a public contract without its lots.
pub(super) fn insert(tx: &mut WriteTx<'_>, details: &PublicContractDetails) -> Result<PublicContractId> {
    let now = tx.now();
    let origin = (table::source.eq(ContractSource::Manual), table::created_at.eq(now));
    let id = diesel::insert_into(table::table)
        .values((PublicContractColumns::of(&tx.scope().house, details, 1, now), origin))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Replaces the contract's fields; the row stays locked until the transaction ends.
///
/// # Errors
/// `precondition_failed` if the version differs.
pub(super) fn update(
    tx: &mut WriteTx<'_>,
    id: PublicContractId,
    version: i64,
    details: &PublicContractDetails,
) -> Result<()> {
    let changes = PublicContractColumns::of(&tx.scope().house, details, version.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(version)))
        .set(changes)
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Raises the version of a contract to which a lot was added or of which one was withdrawn.
pub(super) fn raise_version(tx: &mut WriteTx<'_>, id: PublicContractId) -> Result<()> {
    let raised = (table::version.eq(table::version + 1_i64), table::updated_at.eq(tx.now()));
    diesel::update(table::table.find(id)).set(raised).execute(tx.conn())?;
    Ok(())
}

/// Locks a public contract until the transaction ends: before its lots, by the lock order.
pub(super) fn lock(tx: &mut WriteTx<'_>, id: PublicContractId) -> Result<()> {
    let _locked: Vec<PublicContractId> =
        load_for_update!(tx.conn(), table::table.filter(table::id.eq(id)).select(table::id))?;
    Ok(())
}

/// One public contract in the caller's sectors, with its lots and their hours due today.
pub(super) fn find(tx: &mut Tx<'_>, id: PublicContractId, today: NaiveDate) -> Result<PublicContract> {
    let sectors = tx.scope().visible_sectors();
    let row: PublicContractRow =
        table::table.filter(table::id.eq(id)).filter(table::sector.eq_any(sectors)).first(tx.conn())?;
    let lots = lots::store::of_contracts(tx, &[id], today)?;
    Ok(PublicContract { lots, ..row.into() })
}

/// Public contracts in the caller's sectors, by id or in the order of change, with their lots and the hours due today.
pub(super) fn list(
    tx: &mut Tx<'_>,
    filter: &PublicContractFilter,
    place: Place,
    rows: i64,
    today: NaiveDate,
) -> Result<Vec<PublicContract>> {
    let mut query = from_place!(table::table.limit(rows).into_boxed(), table, "public_contracts", place);
    query = query.filter(table::sector.eq_any(tx.scope().visible_sectors()));
    if let Some(sector) = filter.sector {
        query = query.filter(table::sector.eq(sector));
    }
    if let Some(status) = filter.status {
        query = query.filter(table::status.eq(status));
    }
    if let Some(buyer) = filter.buyer_id {
        query = query.filter(table::buyer_id.eq(buyer));
    }
    if let Some(text) = &filter.text {
        let Some(pattern) = text.pattern() else { return Ok(Vec::new()) };
        query = query.filter(table::search_folded.like(pattern));
    }
    let rows: Vec<PublicContractRow> = query.load(tx.conn())?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut lots = lots::store::of_contracts(tx, &ids, today)?.into_iter().peekable();
    let with_lots = |row: PublicContractRow| {
        let its_lots = std::iter::from_fn(|| lots.next_if(|lot| lot.public_contract_id == row.id)).collect();
        PublicContract { lots: its_lots, ..row.into() }
    };
    Ok(rows.into_iter().map(with_lots).collect())
}

/// The public contract with this buyer's number, in any sector.
pub(super) fn with_reference(
    tx: &mut Tx<'_>,
    buyer: OrganisationId,
    reference: &Name,
) -> Result<Option<(PublicContractId, Sector)>> {
    let same = table::table.filter(table::buyer_id.eq(buyer)).filter(table::reference.eq(reference));
    Ok(same.select((table::id, table::sector)).first(tx.conn()).optional()?)
}

/// The numbers of a buyer's other contracts in the caller's sectors.
pub(super) fn other_references(tx: &mut Tx<'_>, buyer: OrganisationId, itself: PublicContractId) -> Result<Vec<Name>> {
    let sectors = tx.scope().visible_sectors();
    let others = table::table.filter(table::buyer_id.eq(buyer)).filter(table::id.ne(itself));
    let visible = others.filter(table::sector.eq_any(sectors)).order(table::id);
    Ok(visible.select(table::reference).load(tx.conn())?)
}

/// Whether a lot of the contract has an assignment.
pub(super) fn has_assignments(tx: &mut Tx<'_>, id: PublicContractId) -> Result<bool> {
    let found: Option<AssignmentId> = assignments::table
        .inner_join(lots_table::table)
        .filter(lots_table::public_contract_id.eq(id))
        .select(assignments::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

/// Hours above zero, or with a pending correction; withdrawn hours are zero.
#[diesel::dsl::auto_type]
fn has_hours() -> _ {
    hours::worked.gt(0_i64).or(hours::pending_version.is_not_null())
}

/// Whether the contract has hours in a month before this one.
pub(super) fn has_hours_before(tx: &mut Tx<'_>, id: PublicContractId, month: Month) -> Result<bool> {
    let worked = hours::table.filter(hours::public_contract_id.eq(id)).filter(has_hours());
    let found: Option<HoursId> = worked.filter(hours::month.lt(month)).select(hours::id).first(tx.conn()).optional()?;
    Ok(found.is_some())
}

/// Whether the contract has hours in a month after this one.
pub(super) fn has_hours_after(tx: &mut Tx<'_>, id: PublicContractId, month: Month) -> Result<bool> {
    let worked = hours::table.filter(hours::public_contract_id.eq(id)).filter(has_hours());
    let found: Option<HoursId> = worked.filter(hours::month.gt(month)).select(hours::id).first(tx.conn()).optional()?;
    Ok(found.is_some())
}
