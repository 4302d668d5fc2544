//! What cells depend on, loaded in sets: a bounded number of queries, however many cells there are.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::load_shared;
use crate::db::schema::{
    addresses, assignments, candidates, eligibility_criteria, eligibility_windows, employments, lots,
    neighbourhood_statuses, organisations, plie_periods, public_contracts, referrals,
};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::copied::{Assigned, Employed, Facts, Person, Timeline, Work};
use crate::units::{
    CandidateId, CommuneCode, ContractType, CriterionCode, EmployerKind, EmploymentId, LotId, Modality,
    NeighbourhoodId, NeighbourhoodStatus, OrganisationId, Period, PrescriberKind, Sector, Sex,
};

/// Loads what the cells depend on, as far as the caller sees it: lots and employments of other sectors are not among the
/// facts.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline) -> Result<Facts> {
    let sight = tx.scope().visible_sectors();
    let mut facts = load_of(tx, keys, settings, &sight)?;
    if !tx.scope().sectors.is_all() {
        let visible = employed_in(tx, &facts, &sight)?;
        facts.employments.retain(|id, _| visible.contains(id));
    }
    Ok(facts)
}

/// Loads what the cells depend on, whoever asks: what rows carry does not depend on who changed its source.
pub fn load_whole(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline) -> Result<Facts> {
    load_of(tx, keys, settings, Sector::ALL)
}

/// Employments and people are held as they are until the transaction ends, so that no date moves away from under hours
/// that are being recorded.
fn load_of(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline, sight: &[Sector]) -> Result<Facts> {
    let employment_ids: Vec<EmploymentId> = distinct(keys.iter().map(|key| key.employment));
    let lot_ids: Vec<LotId> = distinct(keys.iter().map(|key| key.lot));
    let (mut employments, mut people) = held_employments(tx, &employment_ids)?;
    employer_kinds(tx, &mut employments)?;
    complete(tx, &mut people)?;
    Ok(Facts {
        lots: lots_of(tx, &lot_ids, sight)?,
        assignments: assigned(tx, &employment_ids)?,
        legal_qpv: legal_qpv(tx)?,
        settings,
        employments,
        people,
    })
}

fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

fn grouped<K: Hash + Eq, V>(rows: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows {
        groups.entry(key).or_default().push(value);
    }
    groups
}

type EmploymentsAndPeople = (HashMap<EmploymentId, Employed>, HashMap<CandidateId, Person>);

/// Holds the people of these cells as they are until the transaction ends, in the order of their ids.
pub fn hold_people(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    let ids: Vec<EmploymentId> = distinct(keys.iter().map(|key| key.employment));
    held_employments(tx, &ids).map(|_| ())
}

/// The employments and their people. People are held, in the order of their ids, and with them their employments: these
/// change only while their person is held alone.
fn held_employments(tx: &mut WriteTx<'_>, ids: &[EmploymentId]) -> Result<EmploymentsAndPeople> {
    let employed = employments::table.filter(employments::id.eq_any(ids)).select(employments::candidate_id);
    let people: Vec<(CandidateId, NaiveDate, Sex, Option<i32>)> = load_shared!(
        tx.conn(),
        candidates::table.filter(candidates::id.eq_any(employed)).order(candidates::id).select((
            candidates::id,
            candidates::birth_date,
            candidates::sex,
            candidates::qualification_level
        ))
    )?;
    let person = |(id, birth_date, sex, level)| (id, Person::new(birth_date, sex, level));
    type Row = (EmploymentId, CandidateId, OrganisationId, ContractType, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = employments::table
        .filter(employments::id.eq_any(ids))
        .select((
            employments::id,
            employments::candidate_id,
            employments::employer_id,
            employments::contract_type,
            employments::starts_on,
            employments::ends_on,
        ))
        .load(tx.conn())?;
    let employed = |(id, candidate, employer, contract_type, from, to): Row| {
        let period = Period { from, to };
        (id, Employed { candidate, employer, employer_kind: None, contract_type, period })
    };
    Ok((rows.into_iter().map(employed).collect(), people.into_iter().map(person).collect()))
}

fn employer_kinds(tx: &mut WriteTx<'_>, employments: &mut HashMap<EmploymentId, Employed>) -> Result<()> {
    let employers: Vec<OrganisationId> = distinct(employments.values().map(|employed| employed.employer));
    let kinds: HashMap<OrganisationId, Option<EmployerKind>> = organisations::table
        .filter(organisations::id.eq_any(employers))
        .select((organisations::id, organisations::employer_kind))
        .load(tx.conn())?
        .into_iter()
        .collect();
    for employed in employments.values_mut() {
        employed.employer_kind = kinds.get(&employed.employer).copied().flatten();
    }
    Ok(())
}

/// Adds addresses, RSA, PLIE periods, windows, employments and the first assignment.
fn complete(tx: &mut WriteTx<'_>, people: &mut HashMap<CandidateId, Person>) -> Result<()> {
    let ids: Vec<CandidateId> = distinct(people.keys().copied());
    let mut addresses = addresses_of(tx, &ids)?;
    let mut rsa = grouped(rsa_of(tx, &ids)?.into_iter().map(|(id, from, to)| (id, Period { from, to })));
    let mut plie = grouped(plie_of(tx, &ids)?.into_iter().map(|(id, from, to)| (id, Period { from, to })));
    let windows: Vec<(CandidateId, NaiveDate)> = eligibility_windows::table
        .filter(eligibility_windows::candidate_id.eq_any(&ids))
        .select((eligibility_windows::candidate_id, eligibility_windows::ends_on))
        .load(tx.conn())?;
    let mut windows = grouped(windows);
    let mut own = employments_of(tx, &ids)?;
    let first: HashMap<CandidateId, Option<NaiveDate>> = assignments::table
        .inner_join(employments::table)
        .filter(employments::candidate_id.eq_any(&ids))
        .group_by(employments::candidate_id)
        .select((employments::candidate_id, diesel::dsl::min(assignments::starts_on)))
        .load(tx.conn())?
        .into_iter()
        .collect();
    for (id, person) in people {
        person.addresses = addresses.remove(id).unwrap_or_default();
        person.rsa = rsa.remove(id).unwrap_or_default();
        person.plie = plie.remove(id).unwrap_or_default();
        person.windows = windows.remove(id).unwrap_or_default();
        person.employments = own.remove(id).unwrap_or_default();
        person.first_assignment = first.get(id).copied().flatten();
    }
    Ok(())
}

fn employments_of(
    tx: &mut WriteTx<'_>,
    ids: &[CandidateId],
) -> Result<HashMap<CandidateId, Vec<(ContractType, Period)>>> {
    use employments::{candidate_id, contract_type, ends_on, starts_on, table};
    let rows: Vec<(CandidateId, ContractType, NaiveDate, Option<NaiveDate>)> = table
        .filter(candidate_id.eq_any(ids))
        .select((candidate_id, contract_type, starts_on, ends_on))
        .load(tx.conn())?;
    Ok(grouped(rows.into_iter().map(|(id, kind, from, to)| (id, (kind, Period { from, to })))))
}

type Address = (Period, CommuneCode, Option<NeighbourhoodId>);
type DatedRow = (CandidateId, NaiveDate, Option<NaiveDate>);

fn addresses_of(tx: &mut WriteTx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<Address>>> {
    type Row = (CandidateId, NaiveDate, Option<NaiveDate>, CommuneCode, Option<NeighbourhoodId>);
    let rows: Vec<Row> = addresses::table
        .filter(addresses::candidate_id.eq_any(ids))
        .select((
            addresses::candidate_id,
            addresses::starts_on,
            addresses::ends_on,
            addresses::commune_code,
            addresses::neighbourhood_id,
        ))
        .load(tx.conn())?;
    let dated = rows.into_iter().map(|(id, from, to, commune, quarter)| (id, (Period { from, to }, commune, quarter)));
    Ok(grouped(dated))
}

fn rsa_of(tx: &mut WriteTx<'_>, ids: &[CandidateId]) -> Result<Vec<DatedRow>> {
    use eligibility_criteria::{candidate_id, code, ends_on, starts_on, table};
    let rows = table
        .filter(candidate_id.eq_any(ids))
        .filter(code.eq(CriterionCode::Brsa))
        .select((candidate_id, starts_on, ends_on))
        .load(tx.conn())?;
    Ok(rows)
}

fn plie_of(tx: &mut WriteTx<'_>, ids: &[CandidateId]) -> Result<Vec<DatedRow>> {
    use plie_periods::{candidate_id, ends_on, starts_on, table};
    Ok(table.filter(candidate_id.eq_any(ids)).select((candidate_id, starts_on, ends_on)).load(tx.conn())?)
}

fn lots_of(tx: &mut WriteTx<'_>, ids: &[LotId], sight: &[Sector]) -> Result<HashMap<LotId, Work>> {
    let rows: Vec<(LotId, _, _)> = lots::table
        .inner_join(public_contracts::table)
        .filter(lots::id.eq_any(ids))
        .filter(public_contracts::sector.eq_any(sight))
        .select((lots::id, public_contracts::id, public_contracts::sector))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, public_contract, sector)| (id, Work { public_contract, sector })).collect())
}

/// The employments that are assigned to some lot of these sectors.
fn employed_in(tx: &mut WriteTx<'_>, facts: &Facts, sight: &[Sector]) -> Result<HashSet<EmploymentId>> {
    let ids: Vec<EmploymentId> = distinct(facts.employments.keys().copied());
    let found: Vec<EmploymentId> = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.eq_any(ids))
        .filter(public_contracts::sector.eq_any(sight))
        .select(assignments::employment_id)
        .distinct()
        .load(tx.conn())?;
    Ok(found.into_iter().collect())
}

fn assigned(tx: &mut WriteTx<'_>, ids: &[EmploymentId]) -> Result<HashMap<(EmploymentId, LotId), Vec<Assigned>>> {
    type Row = (EmploymentId, LotId, Modality, NaiveDate, Option<NaiveDate>, Option<PrescriberKind>);
    let rows: Vec<Row> = assignments::table
        .left_join(referrals::table)
        .filter(assignments::employment_id.eq_any(ids))
        .order((assignments::starts_on, assignments::id))
        .select((
            assignments::employment_id,
            assignments::lot_id,
            assignments::modality,
            assignments::starts_on,
            assignments::ends_on,
            referrals::prescriber_kind.nullable(),
        ))
        .load(tx.conn())?;
    Ok(grouped(rows.into_iter().map(|(employment, lot, modality, from, to, prescriber_kind)| {
        ((employment, lot), Assigned { period: Period { from, to }, modality, prescriber_kind })
    })))
}

fn legal_qpv(tx: &mut WriteTx<'_>) -> Result<HashMap<NeighbourhoodId, Vec<Period>>> {
    use neighbourhood_statuses::{ends_on, neighbourhood_id, starts_on, status, table};
    let rows: Vec<(NeighbourhoodId, NaiveDate, Option<NaiveDate>)> = table
        .filter(status.eq(NeighbourhoodStatus::Qpv))
        .select((neighbourhood_id, starts_on, ends_on))
        .load(tx.conn())?;
    Ok(grouped(rows.into_iter().map(|(id, from, to)| (id, Period { from, to }))))
}
