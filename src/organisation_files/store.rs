//! Queries: what organisations play in the caller's sectors.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{AccessRow, BoughtContract, Counts, Employee, HeldLot, LastWord};
use crate::access::Tx;
use crate::db::schema::{
    api_keys, assignments, candidates, employments, hours, lot_co_holders, lots, public_contracts, referral_sectors,
    referrals, users,
};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, EmploymentId, Hours, HoursStatus, LotId, Month, Name, OrganisationId, PublicContractId,
    Sector, Title,
};

/// People of a file.
const MOST_PEOPLE: i64 = 50;

/// How much organisations play, all or these; those that play nothing are not in it.
pub(super) fn counts(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<HashMap<OrganisationId, Counts>> {
    let mut counts: HashMap<OrganisationId, Counts> = HashMap::new();
    for (id, count) in bought(tx, of)? {
        counts.entry(id).or_default().contracts = count;
    }
    for id in holders(tx, of)? {
        counts.entry(id).or_default().lots += 1;
    }
    for (id, count) in employed(tx, of)? {
        counts.entry(id).or_default().people = count;
    }
    for (id, sum) in worked(tx, of)? {
        counts.entry(id).or_default().hours = Hours::from_hundredths(sum);
    }
    for (id, count) in referred(tx, of)? {
        counts.entry(id).or_default().referrals = count;
    }
    Ok(counts)
}

/// The contracts of buyers.
fn bought(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<Vec<(OrganisationId, i64)>> {
    let mut query = public_contracts::table
        .filter(public_contracts::sector.eq_any(tx.scope().visible_sectors()))
        .group_by(public_contracts::buyer_id)
        .select((public_contracts::buyer_id, sql::<BigInt>("COUNT(*)")))
        .into_boxed();
    if let Some(of) = of {
        query = query.filter(public_contracts::buyer_id.eq_any(of));
    }
    Ok(query.load(tx.conn())?)
}

/// The people of employers.
fn employed(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<Vec<(OrganisationId, i64)>> {
    let mut query = assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(tx.scope().visible_sectors()))
        .group_by(employments::employer_id)
        .select((employments::employer_id, sql::<BigInt>("COUNT(DISTINCT employments.candidate_id)")))
        .into_boxed();
    if let Some(of) = of {
        query = query.filter(employments::employer_id.eq_any(of));
    }
    Ok(query.load(tx.conn())?)
}

/// The validated hours of employers, in hundredths.
fn worked(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<Vec<(OrganisationId, i64)>> {
    let mut query = hours::table
        .filter(hours::sector.eq_any(tx.scope().visible_sectors()))
        .filter(hours::status.eq(HoursStatus::Validated))
        .group_by(hours::employer_id)
        .select((hours::employer_id, sql::<BigInt>("CAST(SUM(hours.worked) AS BIGINT)")))
        .into_boxed();
    if let Some(of) = of {
        // Rows of hours have no index by employer, but one by employment.
        let employed = employments::table.filter(employments::employer_id.eq_any(of)).select(employments::id);
        query = query.filter(hours::employment_id.eq_any(employed));
    }
    Ok(query.load(tx.conn())?)
}

/// The referrals of prescribers.
fn referred(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<Vec<(OrganisationId, i64)>> {
    let mut query = referral_sectors::table
        .inner_join(referrals::table.on(referrals::id.eq(referral_sectors::referral_id)))
        .filter(referral_sectors::sector.eq_any(tx.scope().visible_sectors()))
        .filter(referrals::prescriber_id.is_not_null())
        .group_by(referrals::prescriber_id)
        .select((referrals::prescriber_id.assume_not_null(), sql::<BigInt>("COUNT(DISTINCT referrals.id)")))
        .into_boxed();
    if let Some(of) = of {
        query = query.filter(referrals::prescriber_id.assume_not_null().eq_any(of));
    }
    Ok(query.load(tx.conn())?)
}

/// The holders of lots, alone or with others, each as often as it holds one.
fn holders(tx: &mut Tx<'_>, of: Option<&[OrganisationId]>) -> Result<Vec<OrganisationId>> {
    let sectors = tx.scope().visible_sectors();
    let mut led = lots::table
        .inner_join(public_contracts::table)
        .filter(public_contracts::sector.eq_any(sectors.clone()))
        .filter(lots::holder_id.is_not_null())
        .select(lots::holder_id.assume_not_null())
        .into_boxed();
    let mut beside = lot_co_holders::table
        .inner_join(lots::table.on(lots::id.eq(lot_co_holders::lot_id)))
        .inner_join(public_contracts::table.on(public_contracts::id.eq(lots::public_contract_id)))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(lot_co_holders::organisation_id)
        .into_boxed();
    if let Some(of) = of {
        led = led.filter(lots::holder_id.assume_not_null().eq_any(of));
        beside = beside.filter(lot_co_holders::organisation_id.eq_any(of));
    }
    let mut holders: Vec<OrganisationId> = led.load(tx.conn())?;
    holders.extend(beside.load::<OrganisationId>(tx.conn())?);
    Ok(holders)
}

/// The contracts that it buys, the one that ends last first.
pub(super) fn contracts(tx: &mut Tx<'_>, buyer: OrganisationId) -> Result<Vec<BoughtContract>> {
    type Row = (PublicContractId, Name, Title, Sector, NaiveDate);
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<Row> = public_contracts::table
        .filter(public_contracts::buyer_id.eq(buyer))
        .filter(public_contracts::sector.eq_any(sectors))
        .order((public_contracts::ends_on.desc(), public_contracts::id.desc()))
        .select((
            public_contracts::id,
            public_contracts::reference,
            public_contracts::title,
            public_contracts::sector,
            public_contracts::ends_on,
        ))
        .load(tx.conn())?;
    let contract =
        |(id, reference, title, sector, ends_on): Row| BoughtContract { id, reference, title, sector, ends_on };
    Ok(rows.into_iter().map(contract).collect())
}

/// The lots that it holds, alone or with others.
pub(super) fn lots(tx: &mut Tx<'_>, holder: OrganisationId) -> Result<Vec<HeldLot>> {
    type Row = (LotId, Name, Title, Name, Sector);
    let sectors = tx.scope().visible_sectors();
    let beside = lot_co_holders::table.filter(lot_co_holders::organisation_id.eq(holder));
    let leads = lots::holder_id.is_not_null().and(lots::holder_id.assume_not_null().eq(holder));
    let rows: Vec<Row> = lots::table
        .inner_join(public_contracts::table)
        .filter(leads.or(lots::id.eq_any(beside.select(lot_co_holders::lot_id))))
        .filter(public_contracts::sector.eq_any(sectors))
        .order(lots::id.desc())
        .select((lots::id, lots::number, lots::title, public_contracts::reference, public_contracts::sector))
        .load(tx.conn())?;
    let lot = |(id, number, title, reference, sector): Row| HeldLot { id, number, title, reference, sector };
    Ok(rows.into_iter().map(lot).collect())
}

/// The people whom it employs on lots, the latest employment first.
pub(super) fn people(tx: &mut Tx<'_>, employer: OrganisationId) -> Result<Vec<Employee>> {
    type Row = (EmploymentId, CandidateId, Name, Name, ContractType, NaiveDate, Option<NaiveDate>);
    let sectors = tx.scope().visible_sectors();
    let assigned = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(public_contracts::sector.eq_any(sectors))
        .select(assignments::employment_id);
    let rows: Vec<Row> = employments::table
        .inner_join(candidates::table)
        .filter(employments::employer_id.eq(employer))
        .filter(employments::id.eq_any(assigned))
        .order((employments::starts_on.desc(), employments::id.desc()))
        .limit(MOST_PEOPLE)
        .select((
            employments::id,
            employments::candidate_id,
            candidates::last_name,
            candidates::first_name,
            employments::contract_type,
            employments::starts_on,
            employments::ends_on,
        ))
        .load(tx.conn())?;
    let person = |(employment, candidate, last_name, first_name, contract_type, from, to): Row| Employee {
        employment,
        candidate,
        last_name,
        first_name,
        contract_type,
        from,
        to,
    };
    Ok(rows.into_iter().map(person).collect())
}

/// Its validated hours by year.
pub(super) fn hours_by_year(tx: &mut Tx<'_>, employer: OrganisationId) -> Result<Vec<(i32, Hours)>> {
    let sectors = tx.scope().visible_sectors();
    let by_month: Vec<(Month, i64)> = hours::table
        .filter(hours::employer_id.eq(employer))
        .filter(hours::sector.eq_any(sectors))
        .filter(hours::status.eq(HoursStatus::Validated))
        .group_by(hours::month)
        .select((hours::month, sql::<BigInt>("CAST(SUM(hours.worked) AS BIGINT)")))
        .load(tx.conn())?;
    let mut by_year: BTreeMap<i32, Hours> = BTreeMap::new();
    for (month, sum) in by_month {
        let year = by_year.entry(month.year()).or_default();
        *year = *year + Hours::from_hundredths(sum);
    }
    Ok(by_year.into_iter().rev().collect())
}

/// When something of it was last recorded.
pub(super) fn last_word(tx: &mut Tx<'_>, id: OrganisationId) -> Result<LastWord> {
    let sectors = tx.scope().visible_sectors();
    let of_employer = hours::table.filter(hours::employer_id.eq(id)).filter(hours::sector.eq_any(&sectors));
    let changed: Option<NaiveDateTime> =
        of_employer.order(hours::updated_at.desc()).select(hours::updated_at).first(tx.conn()).optional()?;
    let of_employer = hours::table.filter(hours::employer_id.eq(id)).filter(hours::sector.eq_any(&sectors));
    let month: Option<Month> =
        of_employer.order(hours::month.desc()).select(hours::month).first(tx.conn()).optional()?;
    let seen = referral_sectors::table.filter(referral_sectors::sector.eq_any(&sectors));
    let referral: Option<NaiveDate> = referrals::table
        .filter(referrals::prescriber_id.eq(id))
        .filter(referrals::id.eq_any(seen.select(referral_sectors::referral_id)))
        .order(referrals::referred_on.desc())
        .select(referrals::referred_on)
        .first(tx.conn())
        .optional()?;
    Ok(LastWord { hours: changed.map(|at| at.and_utc()).zip(month), referral })
}

/// Its keys and accounts.
pub(super) fn access(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Vec<AccessRow>> {
    let keys: Vec<(String, Option<NaiveDateTime>)> = api_keys::table
        .filter(api_keys::organisation_id.eq(id))
        .order(api_keys::id)
        .select((api_keys::name, api_keys::revoked_at))
        .load(tx.conn())?;
    let accounts: Vec<(String, Option<NaiveDateTime>)> = users::table
        .filter(users::organisation_id.eq(id))
        .order(users::id)
        .select((users::name, users::disabled_at))
        .load(tx.conn())?;
    let row = |what: &'static str| {
        move |(name, ended): (String, Option<NaiveDateTime>)| AccessRow { what, name, is_ended: ended.is_some() }
    };
    Ok(keys.into_iter().map(row("Clé d’API")).chain(accounts.into_iter().map(row("Compte"))).collect())
}
