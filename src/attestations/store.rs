//! Queries of attestations, and of the lots that they state. Attestations are added, never changed.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Attestation, AttestationCode, AttestedLots, DetailedAttestation, Subject};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{
    attestations, attestations as table, lot_co_holders, lots, merged_organisations, organisations, public_contracts,
};
use crate::db::{self, InListMethods as _, KeyList, columns_of};
use crate::error::{AppError, Result};
use crate::values::{AttestationId, LotId, Name, OrganisationId, PublicContractId, Sector, Sectors, Title};

/// A lot with its contract.
#[derive(Debug, Queryable)]
pub(super) struct LotFacts {
    pub id: LotId,
    pub number: Name,
    pub title: Title,
    pub holder: Option<OrganisationId>,
    pub contract: PublicContractId,
    pub reference: Name,
    pub contract_title: Title,
    pub sector: Sector,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub buyer: Name,
}

/// The contract's and the lot's number.
///
/// # Errors
/// `not_found` outside of the caller's sectors.
pub(super) fn name_of_lot(tx: &mut Tx<'_>, lot: LotId) -> Result<String> {
    let lot = lots::table.inner_join(public_contracts::table).filter(lots::id.eq(lot));
    let seen = lot.filter(public_contracts::sector.eq_any(tx.scope().visible_sectors()));
    let (contract, number): (Name, Name) = seen.select((public_contracts::reference, lots::number)).first(tx.conn())?;
    Ok(format!("{contract}, lot {number}"))
}

/// The subject's lots in the caller's sectors whose contract had begun on a day, by contract and id.
pub(super) fn lots(tx: &mut Tx<'_>, subject: Subject, on: NaiveDate) -> Result<Vec<LotFacts>> {
    let query = lots::table
        .inner_join(public_contracts::table.inner_join(organisations::table))
        .filter(public_contracts::starts_on.le(on))
        .filter(public_contracts::sector.in_list(KeyList::texts(tx.scope().visible_sectors())))
        .order((public_contracts::starts_on, public_contracts::id, lots::id))
        .select((
            lots::id,
            lots::number,
            lots::title,
            lots::holder_id,
            public_contracts::id,
            public_contracts::reference,
            public_contracts::title,
            public_contracts::sector,
            public_contracts::starts_on,
            public_contracts::ends_on,
            organisations::name,
        ));
    let found = match subject {
        Subject::Lot(lot) => query.filter(lots::id.eq(lot)).load(tx.conn())?,
        Subject::Holder(holder) => {
            let beside = lot_co_holders::table.filter(lot_co_holders::organisation_id.eq(holder));
            let leads = lots::holder_id.is_not_null().and(lots::holder_id.assume_not_null().eq(holder));
            let held = leads.or(lots::id.eq_any(beside.select(lot_co_holders::lot_id)));
            query.filter(held).load(tx.conn())?
        }
    };
    Ok(found)
}

/// The names of the holders of these lots, the leader of a group first.
pub(super) fn holders(tx: &mut Tx<'_>, found: &[LotFacts]) -> Result<HashMap<LotId, Vec<String>>> {
    let beside: Vec<(LotId, OrganisationId)> = lot_co_holders::table
        .filter(lot_co_holders::lot_id.in_list(KeyList::numbers(found.iter().map(|lot| lot.id))))
        .order((lot_co_holders::lot_id, lot_co_holders::organisation_id))
        .load(tx.conn())?;
    let leaders = found.iter().filter_map(|lot| Some((lot.id, lot.holder?)));
    let held: Vec<(LotId, OrganisationId)> = leaders.chain(beside).collect();
    let names: Vec<(OrganisationId, Name)> = organisations::table
        .filter(organisations::id.in_list(KeyList::numbers(held.iter().map(|(_, holder)| *holder))))
        .select((organisations::id, organisations::name))
        .load(tx.conn())?;
    let names: BTreeMap<OrganisationId, Name> = names.into_iter().collect();
    let mut holders: HashMap<LotId, Vec<String>> = HashMap::new();
    for (lot, name) in held.into_iter().filter_map(|(lot, holder)| Some((lot, names.get(&holder)?))) {
        holders.entry(lot).or_default().push(name.to_string());
    }
    Ok(holders)
}

/// An attestation to be stored.
pub(super) struct NewAttestation {
    pub subject: Subject,
    pub code: AttestationCode,
    /// Those of the lots that it states.
    pub sectors: Sectors,
    pub attested_on: NaiveDate,
    pub states: AttestedLots,
}

/// Inserts an attestation.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewAttestation) -> Result<DetailedAttestation> {
    let (lot, holder) = match new.subject {
        Subject::Lot(lot) => (Some(lot), None),
        Subject::Holder(holder) => (None, Some(holder)),
    };
    let content = serde_json::to_string(&new.states).map_err(AppError::internal)?;
    let values = (
        table::code.eq(new.code.as_str()),
        table::lot_id.eq(lot),
        table::organisation_id.eq(holder),
        table::sectors.eq(new.sectors.joined()),
        table::attested_on.eq(new.attested_on),
        table::content.eq(content),
        table::issued_by.eq(&tx.scope().actor),
        table::issued_at.eq(tx.now()),
    );
    attestation(
        diesel::insert_into(table::table)
            .values(values)
            .returning(columns_of::<AttestationRow>())
            .get_result(tx.conn())?,
    )
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = attestations)]
struct AttestationRow {
    id: AttestationId,
    code: String,
    lot_id: Option<LotId>,
    organisation_id: Option<OrganisationId>,
    attested_on: NaiveDate,
    content: String,
    issued_by: String,
    issued_at: NaiveDateTime,
}

fn attestation(row: AttestationRow) -> Result<DetailedAttestation> {
    let states: AttestedLots = serde_json::from_str(&row.content).map_err(AppError::internal)?;
    let attestation = Attestation {
        id: row.id,
        code: AttestationCode::stored(row.code),
        lot_id: row.lot_id,
        organisation_id: row.organisation_id,
        attested_on: row.attested_on,
        due: states.due(),
        done: states.done(),
        issued_by: row.issued_by,
        issued_at: row.issued_at.and_utc(),
        version: 1,
    };
    Ok(DetailedAttestation { attestation, states })
}

/// The attestations of a subject that state lots of the caller's sectors only.
macro_rules! of_subject {
    ($tx:expr, $subject:expr) => {{
        let query = table::table
            .filter(table::sectors.eq_any($tx.scope().sectors.subsets_joined()))
            .select(columns_of::<AttestationRow>())
            .into_boxed();
        match $subject {
            Subject::Lot(lot) => query.filter(table::lot_id.eq(lot)),
            Subject::Holder(holder) => {
                // Those of records that were merged into the holder's too.
                let merged = merged_organisations::table.filter(merged_organisations::kept_id.eq(holder));
                let of_merged = table::organisation_id.eq_any(merged.select(merged_organisations::id.nullable()));
                query.filter(table::organisation_id.eq(holder).or(of_merged))
            }
        }
    }};
}

/// The attestations of a subject after an id, in the order they were issued.
pub(super) fn list(tx: &mut Tx<'_>, subject: Subject, after: i64, rows: i64) -> Result<Vec<Attestation>> {
    let query = of_subject!(tx, subject).filter(table::id.gt(after)).order(table::id).limit(rows);
    let rows: Vec<AttestationRow> = query.load(tx.conn())?;
    rows.into_iter().map(|row| Ok(attestation(row)?.attestation)).collect()
}

/// The attestations of a subject that were issued last, the last one first.
pub(super) fn latest(tx: &mut Tx<'_>, subject: Subject, rows: i64) -> Result<Vec<Attestation>> {
    let query = of_subject!(tx, subject).order(table::id.desc()).limit(rows);
    let rows: Vec<AttestationRow> = query.load(tx.conn())?;
    rows.into_iter().map(|row| Ok(attestation(row)?.attestation)).collect()
}

/// The attestation of a subject with this code, or without one the last.
///
/// # Errors
/// `not_found`.
pub(super) fn find(tx: &mut Tx<'_>, subject: Subject, code: Option<&AttestationCode>) -> Result<DetailedAttestation> {
    let mut query = of_subject!(tx, subject).order(table::id.desc()).limit(1);
    if let Some(code) = code {
        query = query.filter(table::code.eq(code.as_str().to_owned()));
    }
    attestation(query.first(tx.conn())?)
}

/// The attestation with this code, for anybody.
///
/// # Errors
/// `not_found`.
pub(super) fn of_code(tx: &mut db::Tx<'_, ()>, code: &AttestationCode) -> Result<DetailedAttestation> {
    attestation(
        table::table.filter(table::code.eq(code.as_str())).select(columns_of::<AttestationRow>()).first(tx.conn())?,
    )
}
