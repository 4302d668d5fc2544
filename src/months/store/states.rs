//! Queries of the state of months: one row for each month and sector, created when it is first locked.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::{hours, months as table};
use crate::db::{InListMethods as _, KeyList, load_for_update, load_shared, native};
use crate::error::{AppError, ProblemCode, Result};
use crate::months::Closure;
use crate::values::{ClosureState, FreeText, Month, Sector};

#[derive(Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct NewMonth {
    month: Month,
    sector: Sector,
    state: ClosureState,
}

/// The state of months that a transaction has locked.
#[derive(Debug)]
pub struct LockedMonths {
    /// The closed ones.
    pub closed: HashSet<(Month, Sector)>,
    /// Whether one of them ever had a nil statement.
    pub nil_stated: bool,
}

/// Locks months shared until the transaction ends, so that none is closed meanwhile. Months without a row are open.
///
/// # Errors
/// `unavailable`.
pub fn lock_shared(tx: &mut WriteTx<'_>, months: &BTreeSet<(Month, Sector)>) -> Result<LockedMonths> {
    let mut locked = load_locked(tx, months)?;
    let existing: HashSet<_> = locked.iter().map(|(month, sector, ..)| (*month, *sector)).collect();
    let missing: Vec<_> = months.iter().filter(|month| !existing.contains(*month)).copied().collect();
    if !missing.is_empty() {
        insert_open(tx, &missing)?;
        locked = load_locked(tx, months)?;
    }
    let nil_stated = locked.iter().any(|(.., nil_stated)| *nil_stated);
    let closed = locked.into_iter().filter(|(_, _, state, _)| *state == ClosureState::Closed);
    Ok(LockedMonths { closed: closed.map(|(month, sector, ..)| (month, sector)).collect(), nil_stated })
}

/// Inserts missing rows as open months.
fn insert_open(tx: &mut WriteTx<'_>, months: &[(Month, Sector)]) -> Result<()> {
    let new_month =
        |(month, sector): &(Month, Sector)| NewMonth { month: *month, sector: *sector, state: ClosureState::Open };
    let rows: Vec<NewMonth> = months.iter().map(new_month).collect();
    native!(tx.conn(), |conn| diesel::insert_into(table::table).values(&rows).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// Locks a month of a sector exclusively until the transaction ends, after transactions that record hours in it.
/// Returns its state.
pub(in crate::months) fn lock_exclusive(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<Closure> {
    insert_open(tx, &[(month, sector)])?;
    let rows: Vec<MonthRow> = load_for_update!(tx.conn(), table::table.find((month, sector)).select(COLUMNS))?;
    rows.into_iter().next().map(Closure::from).ok_or_else(|| AppError::new(ProblemCode::Internal))
}

/// Sets the state of a month that is locked exclusively.
pub(in crate::months) fn set(
    tx: &mut WriteTx<'_>,
    month: Month,
    sector: Sector,
    state: ClosureState,
    reason: Option<&FreeText>,
) -> Result<Closure> {
    let (now, scope) = (tx.now(), tx.scope());
    let row: MonthRow = diesel::update(table::table.find((month, sector)))
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

/// The state of a month in the caller's sectors; sectors without a row are missing, and open.
pub(in crate::months) fn states(tx: &mut Tx<'_>, month: Month) -> Result<Vec<Closure>> {
    let sectors = tx.scope().visible_sectors();
    let rows: Vec<MonthRow> = table::table
        .filter(table::month.eq(month))
        .filter(table::sector.eq_any(sectors))
        .select(COLUMNS)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(Closure::from).collect())
}

/// The ids of all rows of hours of a month in a sector.
pub(in crate::months) fn hours(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<Vec<i64>> {
    let of_month = hours::table.filter(hours::month.eq(month)).filter(hours::sector.eq(sector));
    Ok(of_month.order(hours::id).select(hours::id).load(tx.conn())?)
}

/// Marks a month that has nil statements, for transactions that record hours. The month is locked exclusively.
pub(in crate::months) fn set_nil_stated(tx: &mut WriteTx<'_>, month: Month, sector: Sector) -> Result<()> {
    diesel::update(table::table.find((month, sector))).set(table::nil_stated.eq(true)).execute(tx.conn())?;
    Ok(())
}

/// The columns of a [`MonthRow`].
const COLUMNS: (table::month, table::sector, table::state, table::changed_by, table::changed_at, table::reason) =
    (table::month, table::sector, table::state, table::changed_by, table::changed_at, table::reason);

#[derive(Queryable)]
struct MonthRow {
    month: Month,
    sector: Sector,
    state: ClosureState,
    changed_by: Option<String>,
    changed_at: Option<NaiveDateTime>,
    reason: Option<String>,
}

impl From<MonthRow> for Closure {
    fn from(row: MonthRow) -> Self {
        Self {
            month: row.month,
            sector: row.sector,
            state: row.state,
            changed_by: row.changed_by,
            changed_at: row.changed_at.map(|at| at.and_utc()),
            reason: row.reason,
            warnings: Vec::new(),
        }
    }
}

type LockedRows = Vec<(Month, Sector, ClosureState, bool)>;

fn load_locked(tx: &mut WriteTx<'_>, wanted: &BTreeSet<(Month, Sector)>) -> Result<LockedRows> {
    let months = wanted.iter().map(|(month, _)| *month);
    let sectors = wanted.iter().map(|(_, sector)| *sector);
    let rows: LockedRows = load_shared!(
        tx.conn(),
        table::table
            .filter(table::month.in_list(KeyList::numbers(months)))
            .filter(table::sector.in_list(KeyList::texts(sectors)))
            .order((table::month, table::sector))
            .select((table::month, table::sector, table::state, table::nil_stated))
    )?;
    Ok(rows)
}
