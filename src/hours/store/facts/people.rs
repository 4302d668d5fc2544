//! Loads facts of people: employments, assignments, addresses, RSA, PLIE periods and eligibility windows.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::{
    addresses, assignments, candidates, eligibility_criteria, eligibility_windows, employments, plie_periods, referrals,
};
use crate::db::{InListMethods as _, KeyList, load_shared, native};
use crate::error::Result;
use crate::hours::snapshot::{Address, AssignmentFacts, EmploymentFacts, Person};
use crate::values::{
    CandidateId, CommuneCode, ContractType, CriterionCode, EmploymentId, LotId, Modality, NeighbourhoodId,
    OrganisationId, Period, PrescriberKind, Sex,
};

type People = HashMap<CandidateId, Person>;

/// Assignments by employment and lot, the earliest first.
type Assignments = HashMap<(EmploymentId, LotId), Vec<AssignmentFacts>>;

/// The people of these employments, read before anything is locked.
pub(super) fn owners(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<HashMap<EmploymentId, CandidateId>> {
    let query = employments::table.filter(employments::id.in_list(wanted.clone()));
    let columns = query.select((employments::id, employments::candidate_id));
    let rows: Vec<(EmploymentId, CandidateId)> = native!(tx.conn(), |conn| columns.load(conn))?;
    Ok(rows.into_iter().collect())
}

type PersonRow = (CandidateId, NaiveDate, Sex, Option<i32>);

macro_rules! people {
    ($wanted:expr) => {
        candidates::table.filter(candidates::id.in_list($wanted.clone())).order(candidates::id).select((
            candidates::id,
            candidates::birth_date,
            candidates::sex,
            candidates::qualification_level,
        ))
    };
}

/// Locks people shared, in the order of their ids.
pub(super) fn lock(tx: &mut WriteTx<'_>, wanted: &KeyList) -> Result<People> {
    let rows: Vec<PersonRow> = load_shared!(tx.conn(), people!(wanted))?;
    Ok(rows.into_iter().map(person).collect())
}

/// Reads people without a lock.
pub(super) fn read(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<People> {
    let rows: Vec<PersonRow> = native!(tx.conn(), |conn| people!(wanted).load(conn))?;
    Ok(rows.into_iter().map(person).collect())
}

fn person((id, born, sex, level): PersonRow) -> (CandidateId, Person) {
    (id, Person::new(born, sex, level))
}

/// All employments of these people; adds contract types and periods to `people`.
pub(super) fn employments(
    tx: &mut Tx<'_>,
    wanted: &KeyList,
    people: &mut People,
) -> Result<HashMap<EmploymentId, EmploymentFacts>> {
    let query = employments::table.filter(employments::candidate_id.in_list(wanted.clone())).select((
        employments::id,
        employments::candidate_id,
        employments::employer_id,
        employments::contract_type,
        employments::starts_on,
        employments::ends_on,
    ));
    type Row = (EmploymentId, CandidateId, OrganisationId, ContractType, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = native!(tx.conn(), |conn| query.load(conn))?;
    let mut employments = HashMap::with_capacity(rows.len());
    for (id, candidate, employer, contract_type, from, to) in rows {
        let period = Period { from, to };
        if let Some(person) = people.get_mut(&candidate) {
            person.employments.push((contract_type, period));
        }
        employments.insert(id, EmploymentFacts { candidate, employer, contract_type, period });
    }
    Ok(employments)
}

/// All assignments of these people; adds the first day of the first one to `people`.
pub(super) fn assignments(tx: &mut Tx<'_>, wanted: &KeyList, people: &mut People) -> Result<Assignments> {
    let query = assignments::table
        .inner_join(employments::table)
        .left_join(referrals::table)
        .filter(employments::candidate_id.in_list(wanted.clone()))
        .order(assignments::starts_on)
        .select((
            employments::candidate_id,
            assignments::employment_id,
            assignments::lot_id,
            assignments::modality,
            assignments::starts_on,
            assignments::ends_on,
            referrals::prescriber_kind.nullable(),
        ));
    type Row = (CandidateId, EmploymentId, LotId, Modality, NaiveDate, Option<NaiveDate>, Option<PrescriberKind>);
    let rows: Vec<Row> = native!(tx.conn(), |conn| query.load(conn))?;
    let mut assignments = Assignments::with_capacity(rows.len());
    for (candidate, employment, lot, modality, from, to, prescriber_kind) in rows {
        if let Some(person) = people.get_mut(&candidate) {
            person.first_assignment.get_or_insert(from);
        }
        let assigned = AssignmentFacts { period: Period { from, to }, modality, prescriber_kind };
        assignments.entry((employment, lot)).or_default().push(assigned);
    }
    Ok(assignments)
}

/// Adds addresses, RSA, PLIE periods and windows opened by hand to these people.
pub(super) fn histories(tx: &mut Tx<'_>, wanted: &KeyList, people: &mut People) -> Result<()> {
    for (candidate, address) in addresses(tx, wanted)? {
        people.entry(candidate).and_modify(|person| person.addresses.push(address));
    }
    for (candidate, from, to) in rsa_periods(tx, wanted)? {
        people.entry(candidate).and_modify(|person| person.rsa.push(Period { from, to }));
    }
    for (candidate, from, to) in plie_periods(tx, wanted)? {
        people.entry(candidate).and_modify(|person| person.plie.push(Period { from, to }));
    }
    for (candidate, last) in windows(tx, wanted)? {
        people.entry(candidate).and_modify(|person| person.windows.push(last));
    }
    Ok(())
}

/// A person, and the first and last day of something.
type Dated = (CandidateId, NaiveDate, Option<NaiveDate>);

fn addresses(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<Vec<(CandidateId, Address)>> {
    let query = addresses::table.filter(addresses::candidate_id.in_list(wanted.clone())).select((
        addresses::candidate_id,
        addresses::commune_code,
        addresses::neighbourhood_id,
        addresses::starts_on,
        addresses::ends_on,
    ));
    type Row = (CandidateId, CommuneCode, Option<NeighbourhoodId>, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = native!(tx.conn(), |conn| query.load(conn))?;
    let address = |(candidate, commune, neighbourhood, from, to): Row| {
        (candidate, Address { period: Period { from, to }, commune, neighbourhood })
    };
    Ok(rows.into_iter().map(address).collect())
}

fn rsa_periods(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<Vec<Dated>> {
    let query = eligibility_criteria::table
        .filter(eligibility_criteria::candidate_id.in_list(wanted.clone()))
        .filter(eligibility_criteria::code.eq(CriterionCode::Brsa))
        .select((eligibility_criteria::candidate_id, eligibility_criteria::starts_on, eligibility_criteria::ends_on));
    Ok(native!(tx.conn(), |conn| query.load(conn))?)
}

fn plie_periods(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<Vec<Dated>> {
    let query = plie_periods::table
        .filter(plie_periods::candidate_id.in_list(wanted.clone()))
        .filter(plie_periods::counts.eq(true))
        .select((plie_periods::candidate_id, plie_periods::starts_on, plie_periods::ends_on));
    Ok(native!(tx.conn(), |conn| query.load(conn))?)
}

fn windows(tx: &mut Tx<'_>, wanted: &KeyList) -> Result<Vec<(CandidateId, NaiveDate)>> {
    let query = eligibility_windows::table
        .filter(eligibility_windows::candidate_id.in_list(wanted.clone()))
        .select((eligibility_windows::candidate_id, eligibility_windows::ends_on));
    Ok(native!(tx.conn(), |conn| query.load(conn))?)
}
