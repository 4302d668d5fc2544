//! The rows of candidates.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::super::rules::Identity;
use super::super::{Candidate, CandidateContact, CandidateDetails, CandidateFilter, QualificationLevel};
use super::filtered::filtered;
use super::visible::{last_change, may_have_changed, visible};
use super::{distinct, lists, not_found, references};
use crate::access::{Owner, Tx, WriteTx};
use crate::db::schema::candidates as table;
use crate::db::{After, MultiBackend, load_for_update};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{CandidateId, Email, Mark, Name, OrganisationId, Phone, Place, Sex, fold};

#[derive(Queryable)]
pub(super) struct CandidateRow {
    id: CandidateId,
    last_name: Name,
    first_name: Name,
    _name_folded: String,
    birth_date: NaiveDate,
    sex: Sex,
    qualification_level: Option<i32>,
    email: Option<Email>,
    phone: Option<Phone>,
    informed_on: Option<NaiveDate>,
    right_to_work_checked_on: Option<NaiveDate>,
    external_ref: Option<Name>,
    owner_id: Option<OrganisationId>,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    owner_source: Option<String>,
    changed_in: i64,
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        Self {
            id: row.id,
            last_name: row.last_name,
            first_name: row.first_name,
            birth_date: row.birth_date,
            sex: row.sex,
            qualification_level: row.qualification_level.map(QualificationLevel::stored),
            contact: CandidateContact { email: row.email, phone: row.phone },
            informed_on: row.informed_on,
            right_to_work_checked_on: row.right_to_work_checked_on,
            external_ref: row.external_ref,
            owner: Owner::stored(row.owner_id, row.owner_source),
            addresses: Vec::new(),
            eligibility: Vec::new(),
            eligible_until: None,
            days_left: None,
            version: row.version,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
            changed_in: row.changed_in,
            warnings: None,
        }
    }
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
struct CandidateRecord<'a> {
    last_name: &'a Name,
    first_name: &'a Name,
    name_folded: String,
    birth_date: NaiveDate,
    sex: Sex,
    qualification_level: Option<i32>,
    email: Option<&'a Email>,
    phone: Option<&'a Phone>,
    informed_on: Option<NaiveDate>,
    right_to_work_checked_on: Option<NaiveDate>,
    external_ref: Option<&'a Name>,
    version: i64,
    updated_at: NaiveDateTime,
}

impl<'a> CandidateRecord<'a> {
    fn new(details: &'a CandidateDetails, version: i64, now: NaiveDateTime) -> Self {
        Self {
            last_name: &details.last_name,
            first_name: &details.first_name,
            name_folded: folded_name(details),
            birth_date: details.birth_date,
            sex: details.sex,
            qualification_level: details.qualification_level.map(QualificationLevel::number),
            email: details.email.as_ref(),
            phone: details.phone.as_ref(),
            informed_on: details.informed_on,
            right_to_work_checked_on: details.right_to_work_checked_on,
            external_ref: details.external_ref.as_ref(),
            version,
            updated_at: now,
        }
    }
}

/// Last name and first name, without accents and case.
fn folded_name(details: &CandidateDetails) -> String {
    fold(&format!("{} {}", details.last_name, details.first_name))
}

/// Inserts a person, owned by the caller's organisation or source.
pub(in crate::candidates) fn insert(tx: &mut WriteTx<'_>, details: &CandidateDetails) -> Result<CandidateId> {
    let (now, owner) = (tx.now(), tx.scope().owner());
    let owned = (table::owner_id.eq(owner.organisation()), table::owner_source.eq(owner.source()));
    let id = diesel::insert_into(table::table)
        .values((CandidateRecord::new(details, 1, now), owned, table::created_at.eq(now)))
        .returning(table::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Updates a person, if its version is still `expected`.
///
/// # Errors
/// `precondition_failed`.
pub(in crate::candidates) fn update(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    expected: i64,
    details: &CandidateDetails,
) -> Result<()> {
    let changes = CandidateRecord::new(details, expected.saturating_add(1), tx.now());
    let changed = diesel::update(table::table.filter(table::id.eq(id)).filter(table::version.eq(expected)))
        .set(changes)
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(ProblemCode::PreconditionFailed.into()) }
}

/// Returns a person.
pub(in crate::candidates) fn find(tx: &mut Tx<'_>, id: CandidateId) -> Result<Candidate> {
    let row: Option<CandidateRow> = visible(tx.scope()).filter(table::id.eq(id)).first(tx.conn()).optional()?;
    let Some(row) = row else { return Err(not_found(tx, id)?) };
    complete(tx, vec![row])?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// Lists people in the order of their ids or of change, at most `rows`.
pub(in crate::candidates) fn list(
    tx: &mut Tx<'_>,
    filter: &CandidateFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<Candidate>> {
    let Some(query) = filtered(tx, filter)? else { return Ok(Vec::new()) };
    let query = query.limit(rows);
    let rows = match place {
        Place::Position(after) => query.filter(table::id.gt(after)).order(table::id).load(tx.conn())?,
        Place::Change { after, below } => by_last_change(tx, query, after, below)?,
    };
    complete(tx, rows)
}

/// The people of the query in the order of their last change as the caller sees them.
fn by_last_change(
    tx: &mut Tx<'_>,
    mut query: table::BoxedQuery<'_, MultiBackend>,
    after: Mark,
    below: i64,
) -> Result<Vec<CandidateRow>> {
    let change = last_change(tx.scope());
    if !tx.scope().is_officer() {
        query = query.filter(sql::<Bool>(&may_have_changed(tx.scope(), after.change)));
    }
    let rows: Vec<(CandidateRow, i64)> = query
        .filter(After::change(&change, "candidates.id", after))
        .order((sql::<BigInt>(&change), table::id))
        .select((table::all_columns, sql::<BigInt>(&change)))
        .load(tx.conn())?;
    // Here, so that the database computes the change once less; those above come last.
    let finished = rows.into_iter().filter(|(_, changed_in)| *changed_in < below);
    Ok(finished.map(|(row, changed_in)| CandidateRow { changed_in, ..row }).collect())
}

/// Adds their lists to the people, and for a partner the references that it gave people of others: it reads no others.
pub(super) fn complete(tx: &mut Tx<'_>, rows: Vec<CandidateRow>) -> Result<Vec<Candidate>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut addresses = lists::addresses(tx, &ids)?;
    let mut criteria = lists::criteria(tx, &ids)?;
    let mut of_others = references::of_others(tx, &ids)?;
    let scope = tx.scope();
    let people = rows.into_iter().map(Candidate::from).map(|person| Candidate {
        external_ref: match scope.knows_references_of(&person.owner) {
            true => person.external_ref,
            false => of_others.remove(&person.id),
        },
        addresses: addresses.remove(&person.id).unwrap_or_default(),
        eligibility: criteria.remove(&person.id).unwrap_or_default(),
        ..person
    });
    Ok(people.collect())
}

/// The last and first names of these people.
pub(in crate::candidates) fn names(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, (Name, Name)>> {
    let rows: Vec<(CandidateId, Name, Name)> = table::table
        .filter(table::id.eq_any(ids))
        .select((table::id, table::last_name, table::first_name))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, last, first)| (id, (last, first))).collect())
}

/// The records but `itself` that may be about the person of these details, recorded by officers and partners alike, with
/// the fields that agree. Those that an officer found to be about another person are left out.
pub(in crate::candidates) fn possible_duplicates(
    tx: &mut Tx<'_>,
    itself: Option<CandidateId>,
    details: &CandidateDetails,
) -> Result<Vec<(CandidateId, Vec<&'static str>)>> {
    let identity = Identity::new(&details.last_name, &details.first_name, details.birth_date);
    // The expression of the index, so that it serves.
    let closed_up = || sql::<Text>("replace(candidates.name_folded, ' ', '')");
    let [in_order, swapped] = identity.names_closed_up();
    let likely = closed_up().eq(in_order).or(closed_up().eq(swapped)).or(table::birth_date.eq(identity.birth_date()));
    let rows: Vec<(CandidateId, Name, Name, NaiveDate)> = table::table
        .filter(likely)
        .order(table::id)
        .select((table::id, table::last_name, table::first_name, table::birth_date))
        .load(tx.conn())?;
    let distinct = itself.map_or(Ok(Vec::new()), |itself| distinct::others(tx, itself))?;
    let others = rows.into_iter().filter(|(id, ..)| Some(*id) != itself && !distinct.contains(id));
    let compared = others.map(|(id, last_name, first_name, birth_date)| {
        (id, identity.shared_with(&Identity::new(&last_name, &first_name, birth_date)))
    });
    Ok(compared.filter(|(_, fields)| !fields.is_empty()).collect())
}

/// Checks that the caller sees the person.
///
/// # Errors
/// `not_found`.
pub(crate) fn exists(tx: &mut Tx<'_>, id: CandidateId) -> Result<()> {
    let query = visible(tx.scope()).filter(table::id.eq(id)).select(table::id);
    let seen: Option<CandidateId> = query.first(tx.conn()).optional()?;
    if seen.is_some() { Ok(()) } else { Err(not_found(tx, id)?) }
}

/// Checks that the caller sees the person, and locks it until the transaction ends: its referrals, employments, periods,
/// waivers and windows change under this lock only. Returns the birth date, which these must not precede. The settings
/// are locked first, by the lock order.
///
/// # Errors
/// `not_found`.
pub(crate) fn lock(tx: &mut WriteTx<'_>, id: CandidateId) -> Result<NaiveDate> {
    tx.lock_settings()?;
    if !tx.scope().is_officer() {
        exists(tx, id)?;
    }
    let locked: Vec<NaiveDate> =
        load_for_update!(tx.conn(), table::table.filter(table::id.eq(id)).select(table::birth_date))?;
    match locked.into_iter().next() {
        Some(birth) => Ok(birth),
        None => Err(not_found(tx, id)?),
    }
}
