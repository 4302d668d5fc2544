//! Which employments a search selects, in any order.

use diesel::prelude::*;

use super::super::{Employment, EmploymentFilter, EmploymentOrder, EmploymentSearch, EmploymentStanding};
use super::list;
use super::sorted::Sorted;
use crate::access::{Scope, Tx};
use crate::db::schema::{assignments, candidates, employments as table, lots, public_contracts};
use crate::db::{InListMethods as _, KeyList, MultiBackend, name_to_sort, order_by_name};
use crate::error::Result;
use crate::values::{CandidateId, EmploymentId, LotId, NameOrder, Part, Place, SearchText};

/// The assignments to lots that the caller sees.
#[diesel::dsl::auto_type(no_type_alias)]
fn assigned() -> _ {
    assignments::table.inner_join(lots::table.inner_join(public_contracts::table))
}

/// The employments with an assignment that the caller sees: any, or one to this lot.
fn with_assignment<'q>(
    query: table::BoxedQuery<'q, MultiBackend>,
    scope: &Scope,
    lot: Option<LotId>,
) -> table::BoxedQuery<'q, MultiBackend> {
    let visible = assigned().filter(public_contracts::sector.eq_any(scope.visible_sectors()));
    match lot {
        Some(lot) => query
            .filter(table::id.eq_any(visible.filter(assignments::lot_id.eq(lot)).select(assignments::employment_id))),
        None => query.filter(table::id.eq_any(visible.select(assignments::employment_id))),
    }
}

/// The people whose names have every word of a text; nobody if nothing of it remains when folded.
fn named(tx: &mut Tx<'_>, text: &SearchText) -> Result<Vec<CandidateId>> {
    if text.pattern().is_none() {
        return Ok(Vec::new());
    }
    let mut query = candidates::table.select(candidates::id).into_boxed();
    for word in text.words() {
        query = query.filter(candidates::name_folded.like(format!("%{word}%")));
    }
    Ok(query.load(tx.conn())?)
}

/// The employments that the search selects.
fn matching<'q>(tx: &mut Tx<'_>, search: &EmploymentSearch) -> Result<table::BoxedQuery<'q, MultiBackend>> {
    let mut query = table::table.into_boxed();
    if !tx.scope().sectors.is_all() {
        query = with_assignment(query, tx.scope(), None);
    }
    if let Some(lot) = search.lot_id {
        query = with_assignment(query, tx.scope(), Some(lot));
    }
    if let Some((standing, day)) = search.standing {
        let goes_on = table::ends_on.is_null().or(table::ends_on.ge(day));
        query = match standing {
            EmploymentStanding::Current => query.filter(table::starts_on.le(day)).filter(goes_on),
            EmploymentStanding::Ended => query.filter(table::ends_on.lt(day)),
            EmploymentStanding::Coming => query.filter(table::starts_on.gt(day)),
        };
    }
    if let Some(text) = &search.text {
        query = query.filter(table::candidate_id.in_list(KeyList::numbers(named(tx, text)?)));
    }
    if let Some(candidate) = search.candidate_id {
        query = query.filter(table::candidate_id.eq(candidate));
    }
    if let Some(employer) = search.employer_id {
        query = query.filter(table::employer_id.eq(employer));
    }
    if let Some(contract_type) = search.contract_type {
        query = query.filter(table::contract_type.eq(contract_type));
    }
    Ok(query)
}

/// The name of an employment's person, as lists are sorted by it.
#[diesel::dsl::auto_type(no_type_alias)]
fn person() -> _ {
    candidates::table.filter(candidates::id.eq(table::candidate_id)).select(candidates::name_folded)
}

/// How many employments the search selects.
pub(in crate::employments) fn count(tx: &mut Tx<'_>, search: &EmploymentSearch) -> Result<usize> {
    let count: i64 = matching(tx, search)?.count().get_result(tx.conn())?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The ids of a part of the employments in an order.
pub(in crate::employments) fn ordered(
    tx: &mut Tx<'_>,
    search: &EmploymentSearch,
    order: EmploymentOrder,
    part: Part,
) -> Result<Vec<EmploymentId>> {
    let query = matching(tx, search)?;
    // The engines place rows without a day differently.
    let query = match order {
        EmploymentOrder::StartsFirst => query.order((table::starts_on.asc(), table::id.asc())),
        EmploymentOrder::StartsLast => query.order((table::starts_on.desc(), table::id.desc())),
        EmploymentOrder::EndsFirst => {
            query.order((table::ends_on.is_null().asc(), table::ends_on.asc(), table::id.asc()))
        }
        EmploymentOrder::EndsLast => {
            query.order((table::ends_on.is_null().asc(), table::ends_on.desc(), table::id.desc()))
        }
        EmploymentOrder::OfPerson(order) => {
            let behind: Option<(String, EmploymentId)> = None;
            order_by_name!(query, table, person().single_value(), order, behind)
        }
    };
    let (offset, limit) = part.offset_and_limit();
    Ok(query.offset(offset).limit(limit).select(table::id).load(tx.conn())?)
}

/// At most `rows` employments in the order of their people's names, behind the one with the id `after`.
pub(in crate::employments) fn by_name(
    tx: &mut Tx<'_>,
    filter: &EmploymentFilter,
    order: NameOrder,
    after: i64,
    rows: i64,
) -> Result<Vec<Employment>> {
    let behind = if after > 0 { Some(behind(tx, EmploymentId(after))?) } else { None };
    list(tx, None, filter, Sorted::ByName(order, behind), rows)
}

fn behind(tx: &mut Tx<'_>, id: EmploymentId) -> Result<(String, EmploymentId)> {
    let found = list(tx, Some(id), &EmploymentFilter::default(), Place::Position(0), 1)?;
    Ok((name_to_sort(tx.conn(), found.first().map(|employment| employment.candidate_id))?, id))
}
