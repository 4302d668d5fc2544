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
use crate::units::{CandidateId, Sector, Sex};

/// Loads what the cells depend on, as far as the caller sees it: lots and employments of other sectors are not among the
/// facts.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    let (sight, sees_all) = (tx.scope().visible_sectors(), tx.scope().sectors.is_all());
    let cells = keys.iter().map(|key| [key.employment.0, key.lot.0, i64::from(key.month)]);
    load_of(tx, keys, Keys::rows(cells), (!sees_all).then_some(&sight))
}

/// Loads what cells depend on that are there, whoever asks: what rows carry does not depend on who changed its source.
pub fn load_whole(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    load_of(tx, keys, Keys::rows::<3>([]), None)
}

/// Settings, employments and people are held as they are until the transaction ends, so that no date moves away from
/// under hours that are being recorded. Lots of other sectors than those in sight, and employments without any work in them,
/// are not among the facts.
fn load_of(tx: &mut WriteTx<'_>, keys: &[CellKey], cells: Keys, sight: Option<&[Sector]>) -> Result<Facts> {
    tx.hold_settings()?;
    let employments = employments_of(keys);
    let people = held_people(tx, employments.clone())?;
    let asked = Asked {
        people: distinct(people.keys().copied()),
        employments,
        lots: distinct(keys.iter().map(|key| key.lot)),
        cells,
        sight,
    };
    told::facts(people, asked.load(tx)?, sight.is_some())
}

fn distinct<T: Ord + Into<i64>>(ids: impl Iterator<Item = T>) -> Keys {
    Keys::numbers(ids.collect::<BTreeSet<_>>())
}

fn employments_of(keys: &[CellKey]) -> Keys {
    distinct(keys.iter().map(|key| key.employment))
}

/// Holds the people of these cells as they are until the transaction ends, in the order of their ids.
pub fn hold_people(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    held_people(tx, employments_of(keys)).map(|_| ())
}

/// The people of these employments, held in the order of their ids, and with them their employments: these change only
/// while their person is held alone, and so are read once it is.
fn held_people(tx: &mut WriteTx<'_>, ids: Keys) -> Result<HashMap<CandidateId, Person>> {
    let employed = employments::table.filter(employments::id.among(ids)).select(employments::candidate_id);
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
