//! The state of months in the database: one row for each month and sector.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::months as table;
use crate::db::{InListMethods as _, KeyList, load_for_update, load_shared, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::months::Closure;
use crate::values::{ClosureState, FreeText, Month, Sector};

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct Opened {
    month: Month,
    sector: Sector,
    state: ClosureState,
}

/// What those who record hours need to know of the months that they hold.
#[derive(Debug)]
pub struct LockedMonths {
    /// Those of them that are closed.
    pub closed: HashSet<(Month, Sector)>,
    /// Whether a nil statement was ever given in one of them.
    pub nil_stated: bool,
}

/// Holds months as they are until the transaction ends, shared with everyone who records hours, so that none is closed
/// meanwhile; tells which of them are closed. A month nobody has heard of yet is open.
///
/// # Errors
/// `unavailable`.
pub fn lock_shared(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<HashSet<(Month, Sector)>> {
    Ok(lock_to_record(tx, wanted)?.closed)
}

/// The same, for those who record hours in them.
///
/// # Errors
/// `unavailable`.
pub fn lock_to_record(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<LockedMonths> {
    let mut held = held(tx, wanted)?;
    let known: HashSet<_> = held.iter().map(|(month, sector, ..)| (*month, *sector)).collect();
    let missing: Vec<_> = wanted.iter().filter(|month| !known.contains(*month)).copied().collect();
    if !missing.is_empty() {
        open(tx, &missing)?;
        held = self::held(tx, wanted)?;
    }
    let nil_stated = held.iter().any(|(.., nil_stated)| *nil_stated);
    let closed = held.into_iter().filter(|(_, _, state, _)| *state == ClosureState::Closed);
    Ok(LockedMonths { closed: closed.map(|(month, sector, ..)| (month, sector)).collect(), nil_stated })
}

/// Makes the rows of months that nobody has heard of yet.
fn open(tx: &mut WriteTx<'_>, months: &[(Month, Sector)]) -> Result<()> {
    let opened =
        |(month, sector): &(Month, Sector)| Opened { month: *month, sector: *sector, state: ClosureState::Open };
    let rows: Vec<Opened> = months.iter().map(opened).collect();
    native!(tx.conn(), |conn| diesel::insert_into(table::table).values(&rows).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// Holds a month of a sector alone until the transaction ends: nobody records hours in it meanwhile, and what was being
/// recorded is there. Tells how it stands.
pub(in crate::months) fn lock_exclusive(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<Closure> {
    open(tx, &[(month, sector)])?;
    let rows: Vec<Row> = load_for_update!(tx.conn(), table::table.find((month, sector)).select(COLUMNS))?;
    rows.into_iter().next().map(Closure::from).ok_or_else(|| AppError::new(ProblemCode::Internal))
}

/// Sets the state of a month that is held alone.
pub(in crate::months) fn set(
    tx: &mut WriteTx<'_>,
    month: Month,
    sector: Sector,
    state: ClosureState,
    reason: Option<&FreeText>,
) -> Result<Closure> {
    let (now, scope) = (tx.now(), tx.scope());
    let row: Row = diesel::update(table::table.find((month, sector)))
        .set((
            table::state.eq(state),
            table::changed_by.eq(&scope.actor),
            table::changed_at.eq(now),
            table::reason.eq(reason),
        ))
        .returning(COLUMNS)
        .get_result(tx.conn())?;
    Ok(row.into())
}

/// How a month stands in the sectors that the caller sees; those that nobody has heard of are open.
pub(in crate::months) fn states(tx: &mut Tx<'_>, month: Month) -> Result<Vec<Closure>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<Row> = table::table
        .filter(table::month.eq(month))
        .filter(table::sector.eq_any(sectors))
        .select(COLUMNS)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(Closure::from).collect())
}

/// Makes it known to those who record hours that nil statements are given in a month, which is held alone.
pub(in crate::months) fn set_nil_stated(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    diesel::update(table::table.find((month, sector))).set(table::nil_stated.eq(true)).execute(tx.conn())?;
    Ok(())
}

/// The columns of a [`Row`].
const COLUMNS: (table::month, table::sector, table::state, table::changed_by, table::changed_at, table::reason) =
    (table::month, table::sector, table::state, table::changed_by, table::changed_at, table::reason);

#[derive(Queryable)]
struct Row {
    month: Month,
    sector: Sector,
    state: ClosureState,
    changed_by: Option<String>,
    changed_at: Option<NaiveDateTime>,
    reason: Option<String>,
}

impl From<Row> for Closure {
    fn from(row: Row) -> Self {
        Self {
            month: row.month,
            sector: row.sector,
            state: row.state,
            changed_by: row.changed_by,
            changed_at: row.changed_at.map(|at| at.and_utc()),
            reason: row.reason,
        }
    }
}

type Known = Vec<(Month, Sector, ClosureState, bool)>;

fn held(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<Known> {
    let months = wanted.iter().map(|(month, _)| *month);
    let sectors = wanted.iter().map(|(_, sector)| *sector);
    let rows: Known = load_shared!(
        tx.conn(),
        table::table
            .filter(table::month.in_list(KeyList::numbers(months)))
            .filter(table::sector.in_list(KeyList::texts(sectors)))
            .order((table::month, table::sector))
            .select((table::month, table::sector, table::state, table::nil_stated))
    )?;
    Ok(rows)
}
