//! Loads what the rules and the snapshot of cells depend on ([`Facts`]), in a number of queries that does not grow with
//! the cells. `hours::actions` calls it for cells that are recorded and for rows that are refreshed.

mod lots;
mod people;
mod totals;

pub use totals::running_totals;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::settings;
use crate::db::{Contended, KeyList, native};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::running_totals::RunningTotals;
use crate::hours::snapshot::{Facts, Person, Timeline, timeline_of};
use crate::values::{CandidateId, EmploymentId, Sector};

/// Loads the facts of cells about to be recorded, with the running totals of `today` for the warnings. Employments and
/// lots outside the caller's sectors are left out.
///
/// # Errors
/// `unavailable`.
pub fn load(tx: &mut WriteTx<'_>, keys: &[CellKey], today: NaiveDate) -> Result<Facts> {
    let visible = (!tx.scope().sectors.is_all()).then(|| tx.scope().visible_sectors());
    let (mut facts, owners) = load_in(tx, keys, visible.as_deref())?;
    facts.totals = running_totals(tx, keys, &owners, today)?;
    Ok(facts)
}

/// Loads the facts of rows that a change elsewhere affects, in every sector: a snapshot does not depend on the caller.
///
/// # Errors
/// `unavailable`.
pub fn load_all_sectors(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<Facts> {
    load_in(tx, keys, None).map(|(facts, _)| facts)
}

/// Locks the people of these cells shared until the transaction ends, in the order of their ids.
///
/// # Errors
/// `unavailable`.
pub fn lock_people(tx: &mut WriteTx<'_>, keys: &[CellKey]) -> Result<()> {
    let owners = people::owners(tx, &employments_of(keys))?;
    people::lock(tx, &candidates_of(&owners)).map(drop)
}

/// Settings and people stay locked, shared, so that no date moves under hours that are being recorded: an employment
/// changes only while its person is locked exclusively.
fn load_in(
    tx: &mut WriteTx<'_>,
    keys: &[CellKey],
    visible: Option<&[Sector]>,
) -> Result<(Facts, HashMap<EmploymentId, CandidateId>)> {
    tx.lock_settings()?;
    let wanted = employments_of(keys);
    let owners = people::owners(tx, &wanted)?;
    let people = people::lock(tx, &candidates_of(&owners))?;
    let facts = facts_of(tx, keys, &owners, people, visible)?;
    Ok((facts, owners))
}

/// Loads the facts of rows as they stand, for a verification. Nothing is locked.
///
/// # Errors
/// `unavailable`.
pub fn read_all_sectors(tx: &mut Tx<'_>, keys: &[CellKey]) -> Result<Facts> {
    let owners = people::owners(tx, &employments_of(keys))?;
    let people = people::read(tx, &candidates_of(&owners))?;
    facts_of(tx, keys, &owners, people, None)
}

fn facts_of(
    tx: &mut Tx<'_>,
    keys: &[CellKey],
    owners: &HashMap<EmploymentId, CandidateId>,
    mut people: HashMap<CandidateId, Person>,
    visible: Option<&[Sector]>,
) -> Result<Facts> {
    let candidates = candidates_of(owners);
    let mut employments = people::employments(tx, &candidates, &mut people)?;
    if owners.iter().any(|(id, owner)| employments.get(id).is_none_or(|employment| employment.candidate != *owner)) {
        let why = "an employment changed its person while that person's lock was waited for";
        return Err(AppError::unavailable(Contended(why.to_owned())));
    }
    let assignments = people::assignments(tx, &candidates, &mut people)?;
    people::histories(tx, &candidates, &mut people)?;
    if let Some(sectors) = visible {
        let visible = lots::employments_in(tx, &employments_of(keys), sectors)?;
        employments.retain(|id, _| visible.contains(id));
    }
    Ok(Facts {
        employments,
        people,
        lots: lots::load(tx, keys, visible)?,
        assignments,
        legal_qpv: lots::legal_qpv(tx)?,
        settings: timeline(tx)?,
        totals: RunningTotals::default(),
    })
}

fn employments_of(keys: &[CellKey]) -> KeyList {
    KeyList::numbers(keys.iter().map(|key| key.employment).collect::<BTreeSet<_>>())
}

fn candidates_of(owners: &HashMap<EmploymentId, CandidateId>) -> KeyList {
    KeyList::numbers(owners.values().copied().collect::<BTreeSet<_>>())
}

/// The dated settings.
///
/// # Errors
/// `unavailable`.
pub fn timeline(tx: &mut Tx<'_>) -> Result<Timeline> {
    let in_order = settings::table.order((settings::effective_on, settings::id));
    let columns = in_order.select((settings::effective_on, settings::key, settings::value));
    timeline_of(native!(tx.conn(), |conn| columns.load(conn))?)
}
