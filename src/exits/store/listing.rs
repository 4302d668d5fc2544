//! Which exits a filter selects, in any order, and the names of their people.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::{ExitFilter, ExitOrder, PositiveExit};
use super::rows::{ExitRow, visible, with_warnings};
use crate::access::{Scope, Tx};
use crate::db::schema::{candidates, positive_exits as table};
use crate::db::{InListMethods as _, KeyList, MultiBackend};
use crate::error::Result;
use crate::values::{CandidateId, Name, Part};

/// The exits that the filter selects.
pub(super) fn matching<'q>(scope: &Scope, filter: &ExitFilter) -> table::BoxedQuery<'q, MultiBackend> {
    let mut query = visible(scope);
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(table::kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(table::met_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(table::met_on.le(to));
    }
    query
}

/// How many exits the filter selects.
pub(in crate::exits) fn count(tx: &mut Tx<'_>, filter: &ExitFilter) -> Result<usize> {
    let count: i64 = matching(tx.scope(), filter).count().get_result(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// A part of the exits in an order.
pub(in crate::exits) fn ordered(
    tx: &mut Tx<'_>,
    filter: &ExitFilter,
    order: ExitOrder,
    part: Part,
) -> Result<Vec<PositiveExit>> {
    let query = matching(tx.scope(), filter);
    let query = match order {
        ExitOrder::MetFirst => query.order((table::met_on.asc(), table::id.asc())),
        ExitOrder::MetLast => query.order((table::met_on.desc(), table::id.desc())),
    };
    let (offset, limit) = part.offset_and_limit();
    let rows: Vec<ExitRow> = query.offset(offset).limit(limit).load(tx.conn())?;
    with_warnings(tx, rows)
}

/// The last and first names of these people.
pub(in crate::exits) fn people(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = CandidateId>,
) -> Result<HashMap<CandidateId, (Name, Name)>> {
    let rows: Vec<(CandidateId, Name, Name)> = candidates::table
        .filter(candidates::id.in_list(KeyList::numbers(ids)))
        .select((candidates::id, candidates::last_name, candidates::first_name))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, last_name, first_name)| (id, (last_name, first_name))).collect())
}
