//! What cells depend on, loaded in sets: a bounded number of queries, however many cells there are.

mod asked;
mod told;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use self::asked::Asked;
use crate::access::WriteTx;
use crate::db::schema::{candidates, employments};
use crate::db::{AmongKeys as _, Keys, load_shared};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::copied::{Facts, Person};
use crate::units::{CandidateId, EmploymentId, Sector, Sex};

/// Loads what the cells depend on, as far as the caller sees it: lots and employments of other sectors are not among the
/// facts.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    let (sight, sees_all) = (tx.scope().visible_sectors(), tx.scope().sectors.is_all());
    load_of(tx, keys, (!sees_all).then_some(&sight))
}

/// Loads what the cells depend on, whoever asks: what rows carry does not depend on who changed its source.
pub fn load_whole(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    load_of(tx, keys, None)
}

/// Settings, employments and people are held as they are until the transaction ends, so that no date moves away from
/// under hours that are being recorded. Lots of other sectors than those in sight, and employments without any work in them,
/// are not among the facts.
fn load_of(tx: &mut WriteTx<'_>, keys: &[CellKey], sight: Option<&[Sector]>) -> Result<Facts> {
    let employments = distinct(keys.iter().map(|key| key.employment));
    tx.hold_settings()?;
    let people = held_people(tx, &employments)?;
    let asked = Asked {
        people: distinct(people.keys().copied()),
        employments,
        lots: distinct(keys.iter().map(|key| key.lot)),
        sight,
    };
    told::facts(people, asked.load(tx)?, sight.is_some())
}

fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
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
