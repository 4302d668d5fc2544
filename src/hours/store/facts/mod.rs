//! What cells depend on, loaded in sets: a bounded number of queries, however many cells there are.

mod dated;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::schema::{assignments, candidates, employments, lots, public_contracts, referrals};
use crate::db::{AmongKeys as _, Keys, load_shared};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::copied::{Assigned, Facts, Person, Timeline};
use crate::units::{CandidateId, EmploymentId, LotId, Modality, Period, PrescriberKind, Sector, Sex};

/// Loads what the cells depend on, as far as the caller sees it: lots and employments of other sectors are not among the
/// facts.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline) -> Result<Facts> {
    let sight = tx.scope().visible_sectors();
    let (mut facts, visible) = load_of(tx, keys, settings, &sight)?;
    if !tx.scope().sectors.is_all() {
        facts.employments.retain(|id, _| visible.contains(id));
    }
    Ok(facts)
}

/// Loads what the cells depend on, whoever asks: what rows carry does not depend on who changed its source.
pub fn load_whole(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline) -> Result<Facts> {
    load_of(tx, keys, settings, Sector::ALL).map(|(facts, _)| facts)
}

/// The employments that are assigned to some lot of the sectors asked about.
type Visible = HashSet<EmploymentId>;

/// What employments do on lots, through time.
type Assignments = HashMap<(EmploymentId, LotId), Vec<Assigned>>;

/// Employments and people are held as they are until the transaction ends, so that no date moves away from under hours
/// that are being recorded.
fn load_of(tx: &mut WriteTx<'_>, keys: &[CellKey], settings: Timeline, sight: &[Sector]) -> Result<(Facts, Visible)> {
    let employment_ids: Vec<EmploymentId> = distinct(keys.iter().map(|key| key.employment));
    let lot_ids: Vec<LotId> = distinct(keys.iter().map(|key| key.lot));
    let mut people = held_people(tx, &employment_ids)?;
    let dated::Found { employments, lots, legal_qpv } = dated::complete(tx, &mut people, &lot_ids, sight)?;
    let (assignments, visible) = assigned(tx, &employment_ids, sight)?;
    Ok((Facts { lots, assignments, legal_qpv, settings, employments, people }, visible))
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

/// Holds the people of these cells as they are until the transaction ends, in the order of their ids.
pub fn hold_people(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    let ids: Vec<EmploymentId> = distinct(keys.iter().map(|key| key.employment));
    held_people(tx, &ids).map(|_| ())
}

/// The people of these employments, held in the order of their ids, and with them their employments: these change only
/// while their person is held alone, and so are read once it is.
fn held_people(tx: &mut WriteTx<'_>, ids: &[EmploymentId]) -> Result<HashMap<CandidateId, Person>> {
    let employed = employments::table
        .filter(employments::id.among(Keys::numbers(ids.iter().copied())))
        .select(employments::candidate_id);
    let people: Vec<(CandidateId, NaiveDate, Sex, Option<i32>)> = load_shared!(
        tx.conn(),
        candidates::table.filter(candidates::id.eq_any(employed)).order(candidates::id).select((
            candidates::id,
            candidates::birth_date,
            candidates::sex,
            candidates::qualification_level
        ))
    )?;
    Ok(people.into_iter().map(|(id, birth_date, sex, level)| (id, Person::new(birth_date, sex, level))).collect())
}

/// The assignments of these employments, and which of them are of a sector asked about.
fn assigned(tx: &mut WriteTx<'_>, ids: &[EmploymentId], sight: &[Sector]) -> Result<(Assignments, Visible)> {
    type Row = (EmploymentId, LotId, Modality, NaiveDate, Option<NaiveDate>, Option<PrescriberKind>, Sector);
    let rows: Vec<Row> = assignments::table
        .left_join(referrals::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .filter(assignments::employment_id.among(Keys::numbers(ids.iter().copied())))
        .order((assignments::starts_on, assignments::id))
        .select((
            assignments::employment_id,
            assignments::lot_id,
            assignments::modality,
            assignments::starts_on,
            assignments::ends_on,
            referrals::prescriber_kind.nullable(),
            public_contracts::sector,
        ))
        .load(tx.conn())?;
    let visible = rows.iter().filter(|row| sight.contains(&row.6)).map(|row| row.0).collect();
    let assigned = |(employment, lot, modality, from, to, prescriber_kind, _): Row| {
        ((employment, lot), Assigned { period: Period { from, to }, modality, prescriber_kind })
    };
    Ok((grouped(rows.into_iter().map(assigned)), visible))
}
